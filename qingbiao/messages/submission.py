"""Messages about submitting: packages, deliveries, receipts, tokens."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "submission-finding": Message(zh="{message}；{fix}（{check}）", en="{message}; {fix} ({check})"),
    "submission-no-unit": Message(
        zh="没有填报单位的名称，不知道是谁上报的；请填写后再上报",
        en="it does not say which unit files it; fill that in",
    ),
    "submission-long-name": Message(
        zh="填报单位或工作簿编号“{name}”超过 {most} 个字",
        en='the unit or serial number "{name}" has over {most} characters',
    ),
    "submission-too-large": Message(zh="上报包超过 {most} MiB，不予打开", en="larger than {most} MiB and not opened"),
    "submission-damaged": Message(
        zh="不是上报包，或者不完整；请重新上报", en="not a package, or an incomplete one; submit again"
    ),
    "submission-parts": Message(
        zh="上报包里应当只有 {parts}，各一份", en="a package holds these and nothing else, each once: {parts}"
    ),
    "submission-compressed": Message(
        zh="上报包里的 {part} 被压缩或加密过；请原样发送",
        en="{part} was compressed or encrypted; send the package as it was made",
    ),
    "submission-manifest": Message(
        zh="上报包的清单读不出，或不是这个版本的写法；请升级后重新上报",
        en="the manifest cannot be read, or is of another version; bring the program up to date and submit again",
    ),
    "submission-changed": Message(
        zh="上报包里的 {part} 与清单不符，生成以后被改过；请重新上报",
        en="{part} is not what the manifest states, it was changed afterwards; submit again",
    ),
    "submission-differs": Message(
        zh="清单写的 {name} 是“{stated}”，工作簿里是“{found}”",
        en='the manifest says that {name} is "{stated}"; in the workbook it is "{found}"',
    ),
    "submission-values": Message(
        zh="上报包里的数据与重新读工作簿得到的不一致（{place}）",
        en="the values are not those that come out when the workbook is read again ({place})",
    ),
    "submission-findings": Message(
        zh="上报包里的审核结果与重新审核的不一致",
        en="the findings are not those that come out when the workbook is examined again",
    ),
    "submission-other-spec": Message(
        zh="上报方用的“{edition}”定义与这里的不同，算出的结果也不同；请双方用同一份定义",
        en='the sender has another definition of "{edition}", and it gives other results; both have to use the same',
    ),
    "receipt-unreadable": Message(zh="读不出回执", en="the receipt cannot be read"),
    "receipt-other": Message(
        zh="收到的回执是别的上报的（{number}），不予采用", en="the receipt is for another submission ({number})"
    ),
    "receipt-not-stamped": Message(
        zh="已上报；但回执没能写进工作簿（{reason}），关闭工作簿后再上报一次即可写入，不会重复计数",
        en="submitted; but the receipt could not be written into the workbook ({reason}): close it and submit once "
        "more, which is not counted twice",
    ),
    "delivery-unreachable": Message(
        zh="连不上 {target}：{reason}。已存入待发箱，联网后运行 qingbiao submit 补发，不会重复计数",
        en="cannot reach {target}: {reason}. It is kept in the outbox; run qingbiao submit later, which is not "
        "counted twice",
    ),
    "delivery-busy": Message(
        zh="{target} 暂时不能接收（{status}）。已存入待发箱，稍后运行 qingbiao submit 补发，不会重复计数",
        en="{target} cannot receive now ({status}). It is kept in the outbox; run qingbiao submit later, which is "
        "not counted twice",
    ),
    "delivery-refused": Message(zh="{target} 没有接收：{reason}", en="{target} has refused it: {reason}"),
    "delivery-answer": Message(
        zh="{target} 的回答看不懂，可能不是接收上报的地址",
        en="{target} gave an answer that is no receipt; it may not be the address of a desk",
    ),
    "delivery-redirected": Message(
        zh="{target} 要求改到别的地址，为防令牌外泄没有照办；请核对地址",
        en="{target} sends on to another address, which is not followed for the token's sake; check the address",
    ),
    "delivery-plain-http": Message(
        zh="{target} 不是 https 地址，令牌和数据会被人看到；请用 https",
        en="{target} is no https address, so that others could see token and figures; use https",
    ),
    "delivery-no-host": Message(
        zh="“{target}”里没有主机名；请写成 https://主机，或 https://主机:端口",
        en='"{target}" names no host; write https://host, or https://host:port',
    ),
    "delivery-port": Message(
        zh="“{target}”的端口不对；端口是 1 到 65535 的整数", en='the port in "{target}" is none; ports are 1 to 65535'
    ),
    "delivery-user": Message(
        zh="“{target}”里有用户名或密码；请去掉，上报凭的是令牌",
        en='"{target}" has a user or password in it; take that out, submitting takes a token',
    ),
    "delivery-certificate": Message(
        zh="{target} 的证书不可信（{reason}），没有发送",
        en="the certificate of {target} is not trusted ({reason}); nothing was sent",
    ),
    "delivery-folder": Message(
        zh="放不进文件夹 {target}：{reason}。已存入待发箱，处理后运行 qingbiao submit 补发",
        en="cannot put it into the folder {target}: {reason}. It is kept in the outbox; run qingbiao submit later",
    ),
    "delivery-beside": Message(
        zh="工作簿旁建不了放上报包的文件夹 {target}：{reason}；请另指一个文件夹或网址",
        en="the folder {target} beside the workbook cannot be made: {reason}; name another folder, or an address",
    ),
    "outbox-unusable": Message(
        zh="待发箱 {folder} 用不了：{reason}；可用环境变量 QINGBIAO_HOME 换一个文件夹",
        en="the outbox {folder} cannot be used: {reason}; the variable QINGBIAO_HOME can name another folder",
    ),
    "outbox-whose": Message(
        zh="没有写明放弃哪一件上报；请写工作簿或受理编号", en="name the workbook or number of what is to be given up"
    ),
    "outbox-nothing": Message(
        zh="待发箱里没有“{name}”的上报在等着送；请写工作簿当时的路径，或受理编号",
        en='nothing of "{name}" waits in the outbox; name the workbook as it was then, or the number',
    ),
    "outbox-several": Message(
        zh="待发箱里不止一件：{workbook}，{time} 放入，送到 {target}，受理编号 {number}；请写受理编号，或加 --to",
        en="more than one waits: {workbook}, put there at {time}, for {target}, number {number}; name the number, or "
        "the target with --to",
    ),
    "outbox-signed": Message(
        zh="{workbook} 的上报已经送到，主管部门已签收，没有放弃",
        en="{workbook} has been delivered and signed for; nothing was given up",
    ),
    "token-none": Message(
        zh="没有“{unit}”向 {target} 上报的令牌；先运行 qingbiao token set，或用 --token-file",
        en='there is no token of "{unit}" for {target}; run qingbiao token set first, or use --token-file',
    ),
    "token-no-keyring": Message(
        zh="这台电脑没有可用的密钥环（{reason}）；请把令牌存成只有自己能读的文件，用 --token-file 指明",
        en="this machine has no keyring that works ({reason}); put the token into a file that only you can read, and "
        "name it with --token-file",
    ),
    "token-file-open": Message(
        zh="别人也能读这个令牌文件；先改为只有自己能读（chmod 600）",
        en="others can read this file of tokens too; let only yourself read it first (chmod 600)",
    ),
    "token-wrong": Message(
        zh="令牌应是 16 到 200 个字母、数字和 -_.~+/=，中间没有空格",
        en="a token is 16 to 200 letters, digits and -_.~+/=, without spaces",
    ),
    "token-no-unit": Message(
        zh="没有写明是哪个填报单位的令牌；任何单位都可用的，写 *",
        en="it does not say for which unit the token is; * stands for any unit",
    ),
    "token-list": Message(
        zh="令牌表每行写“令牌的 SHA-256、空格、填报单位”；这一行不是",
        en="each line of the list of tokens is the SHA-256 of a token, a space and a unit; this one is not",
    ),
    "desk-no-token": Message(zh="没有令牌，或令牌不对", en="no token, or a wrong one"),
    "desk-other-unit": Message(
        zh="令牌是“{token}”的，上报的却是“{unit}”", en='the token is of "{token}", the filing of "{unit}"'
    ),
    "desk-length": Message(zh="请求没有写明长度", en="the request does not say how long it is"),
    "desk-incomplete": Message(zh="数据没有传完就断了", en="the data ended before they were complete"),
    "desk-media-type": Message(
        zh="只收上报包（application/zip）或工作簿（.xlsx）",
        en="only packages (application/zip) and workbooks are taken",
    ),
    "desk-key": Message(
        zh="请求的 Idempotency-Key 与上报包不符", en="the Idempotency-Key of the request is not that of the package"
    ),
    "desk-nothing": Message(zh="这个地址什么也没有", en="there is nothing at this address"),
    "desk-method": Message(zh="这个地址不接受这样的请求", en="this address does not take such a request"),
    "desk-busy": Message(zh="正忙，请稍后再试", en="busy; try again later"),
    "desk-broken": Message(zh="接收方出了故障，已记入日志", en="the desk has failed; its log says more"),
    "desk-open-key": Message(
        zh="签名密钥文件别人也能读；先改为只有自己能读（chmod 600）",
        en="others can read the file of the signing key too; let only yourself read it first (chmod 600)",
    ),
    "desk-address": Message(
        zh="不能在 {host} 的端口 {port} 上接收：{reason}", en="cannot receive at {host}, port {port}: {reason}"
    ),
    "desk-certificate": Message(zh="证书或私钥用不了：{reason}", en="the certificate or its key is unusable: {reason}"),
}
