"""Messages about explanations: why one is not accepted, and what to write."""

from __future__ import annotations

from typing import Final

from qingbiao.messages.message import Message

MESSAGES: Final[dict[str, Message]] = {
    "explanation-missing": Message(
        zh="要写审核说明：写明原因和依据", en="needs an explanation: say the reason and what it rests on"
    ),
    "explanation-empty": Message(
        zh="说明没有写出原因（“核实无误”“情况属实”、只写数字之类不算）：写明为什么是这个数、依据什么",
        en='the explanation gives no reason ("checked and correct" is none): say why the figure is what it is',
    ),
    "explanation-repeated": Message(
        zh="与另一条的说明完全相同：每条写明各自的原因",
        en="the same text stands beside another finding: give each its own reason",
    ),
}
