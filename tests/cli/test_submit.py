"""``qingbiao submit``, ``receive`` and ``token``: the way of a filing from a command to a receipt, as it is typed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from generator.submission.receipt import read_receipt
from generator.submission.stamping import stamp_of
from tests.generator.edits import in_book
from tests.submission.world import ROOT, prepared, unit, workbook

QINGBIAO = [sys.executable, "-c", "from cli.main import main; main()"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "填报.xlsx").write_bytes(workbook())
    return tmp_path


def environment(folder: Path, **more: str) -> dict[str, str]:
    home = str(folder / "home")
    none = "keyring.backends.fail.Keyring"
    names = {"QINGBIAO_LANG": "zh", "PYTHONPATH": str(ROOT), "QINGBIAO_HOME": home, "PYTHON_KEYRING_BACKEND": none}
    return {**os.environ, **names, **more}


def qingbiao(folder: Path, *words: str | Path, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*QINGBIAO, *map(str, words)],
        cwd=folder,
        env=environment(folder, **more),
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_by_folder_there_and_back(folder: Path) -> None:
    """The enterprise puts it into the folder, the bureau takes it in, the enterprise fetches the signed receipt."""
    put = qingbiao(folder, "submit", "填报.xlsx")
    assert (put.returncode, put.stderr) == (0, "")
    assert "待主管部门接收" in put.stdout
    assert prepared().number in put.stdout
    [package] = (folder / "上报").iterdir()
    taken = qingbiao(folder, "receive", "上报", "--folder", "收到")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "已接收" in taken.stdout
    receipt = read_receipt(package.with_name(f"{package.stem}.receipt.json").read_bytes())
    assert receipt.signed
    fetched = qingbiao(folder, "submit")
    assert "填报.xlsx: 已上报，主管部门已签收" in fetched.stdout
    assert "没有要补发的" in qingbiao(folder, "submit").stdout
    stamp = stamp_of((folder / "填报.xlsx").read_bytes())
    assert stamp is not None
    assert stamp.number == receipt.number


def test_a_plain_workbook_by_mail_is_the_same_submission(folder: Path) -> None:
    qingbiao(folder, "submit", "填报.xlsx")
    (folder / "邮件.xlsx").write_bytes(workbook())
    first = qingbiao(folder, "receive", "邮件.xlsx", "--folder", "收到")
    again = qingbiao(folder, "receive", "上报", "填报.xlsx", "--folder", "收到")
    assert "已接收" in first.stdout
    assert again.stdout.count("早已接收，不重复计数") == 2
    assert again.stdout.count(prepared().number) == 3, "two lines, and the name of the package"
    assert len(list((folder / "收到" / "receipts").iterdir())) == 1


def test_a_name_with_a_line_end_forges_no_line(folder: Path) -> None:
    forged = "甲公司\nb.xlsx: 已接收  QB-FAKE  乙公司"

    def rename(book: Any) -> None:
        for cell in (cell for sheet in book for row in sheet for cell in row if cell.value == unit()):
            cell.value = forged

    (folder / "甲\n乙.xlsx").write_bytes(in_book(rename)(workbook()))
    taken = qingbiao(folder, "receive", "甲\n乙.xlsx", "--folder", "收到")
    told = taken.stdout + taken.stderr
    assert "甲␊乙.xlsx" in told
    assert not [line for line in told.splitlines() if line.startswith(("b.xlsx", "乙.xlsx"))]


def test_findings_are_listed_with_their_cells_and_nothing_is_sent(folder: Path) -> None:
    (folder / "盘锦.xlsx").write_bytes(workbook("panjin-2024"))
    for words in (("submit", "盘锦.xlsx"), ("receive", "盘锦.xlsx", "--folder", "收到")):
        run = qingbiao(folder, *words)
        assert run.returncode == 1
        assert re.search(r"盘锦.xlsx 表1!K3: \[submission-finding\]", run.stderr)
    assert list((folder / "上报").iterdir()) == []
    english = qingbiao(folder, "submit", "盘锦.xlsx", QINGBIAO_LANG="en")
    assert "not submitted" in english.stderr


def test_one_bad_file_does_not_keep_the_others_back(folder: Path) -> None:
    (folder / "坏.xlsx").write_bytes(b"PK")
    run = qingbiao(folder, "submit", "坏.xlsx", "没有.xlsx", "填报.xlsx")
    assert run.returncode == 2
    assert "[workbook-damaged]" in run.stderr
    assert "[file-unreadable]" in run.stderr
    assert "Traceback" not in run.stderr
    assert len(list((folder / "上报").iterdir())) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("submit", "填报.xlsx", "--to", "http://desk.example"), "delivery-plain-http"),
        (("submit", "填报.xlsx", "--to", "https://127.0.0.1:9"), "token-no-keyring"),
        (("submit", "填报.xlsx", "--to", "https://127.0.0.1:9", "--token-file", "none"), "file-unreadable"),
        (("submit", "填报.xlsx", "--to", "没有/这个文件夹"), "delivery-folder"),
        (("submit", "填报.xlsx", "--to", "https://"), "delivery-no-host"),
        (("token", "set", "甲公司"), "token-no-keyring"),
        (("receive", "--tokens", "none.txt", "--port", "0"), "file-unreadable"),
        (("receive", "填报.xlsx", "--folder", "填报.xlsx"), "file-unwritable"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(folder: Path, words: tuple[str, ...], code: str) -> None:
    run = qingbiao(folder, *words, typed="t" * 20 + "\n")
    assert run.returncode == 2
    assert f"[{code}]" in run.stderr
    assert "Traceback" not in run.stderr


def test_what_is_left_in_the_outbox_is_told_with_its_workbook_and_can_be_given_up(folder: Path) -> None:
    """As after a slip in ``--to``, which no later try can mend."""
    (folder / "甲").mkdir()
    (folder / "填报.xlsx").rename(folder / "甲" / "填报.xlsx")
    qingbiao(folder, "submit", "甲/填报.xlsx", "--to", "没有")
    left = qingbiao(folder, "submit")
    assert left.returncode == 2
    assert left.stderr.startswith("甲/填报.xlsx: 还在待发箱里\n[delivery-folder] ")
    assert "submit --forget" in left.stderr
    given_up = qingbiao(folder, "submit", "--forget", "甲/填报.xlsx")
    assert (given_up.returncode, given_up.stderr) == (0, "")
    assert given_up.stdout.startswith(f"甲/填报.xlsx: 放弃上报到 {folder / '没有'}（")
    assert prepared().number in given_up.stdout
    assert "没有要补发的" in qingbiao(folder, "submit").stdout
    for words, code in ((("甲/填报.xlsx",), "outbox-nothing"), ((), "outbox-whose")):
        again = qingbiao(folder, "submit", "--forget", *words)
        assert (again.returncode, f"[{code}]" in again.stderr) == (2, True)


SLIP = """
import sys
from {module} import {name} as real
import cli.{command} as command
def slip(*given, **more):
    if "坏" in str((given, more)):
        raise ValueError("a slip")
    return real(*given, **more)
{patch} = slip
from cli.main import main
main()
"""


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        (
            ("submit",),
            {"module": "addin.submitting", "name": "submit", "command": "submit", "patch": "command.submit"},
        ),
        (
            ("receive", "--folder", "收到"),
            {"module": "cli.receive", "name": "_content", "command": "receive", "patch": "command._content"},
        ),
    ],
)
def test_what_nobody_foresaw_over_one_file_marks_only_that_one(
    folder: Path, words: tuple[str, ...], slots: dict[str, str]
) -> None:
    (folder / "坏.xlsx").write_bytes(workbook())
    run = subprocess.run(
        [sys.executable, "-c", SLIP.format(**slots), *words, "坏.xlsx", "填报.xlsx"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 2
    assert re.search(r"^坏.xlsx: \[workbook-crashed\] .*ValueError: a slip", run.stderr, re.MULTILINE)
    assert "Traceback" not in run.stderr
    assert run.stdout.startswith("填报.xlsx: ")


@pytest.mark.parametrize("host", ["nohost.invalid", "a..b", "203.0.113.1"])
def test_where_nothing_can_be_received_host_port_and_reason_are_told(folder: Path, host: str) -> None:
    qingbiao(folder, "token", "new", "*")
    run = qingbiao(folder, "receive", "--host", host, "--port", "8443")
    assert (run.returncode, "Traceback" in run.stderr) == (2, False)
    assert re.search(rf"\[desk-address\] 不能在 {re.escape(host)} 的端口 8443 上接收：.", run.stderr)


def test_a_folder_that_cannot_be_made_beside_one_workbook_keeps_no_other_back(folder: Path) -> None:
    for name in ("甲", "乙"):
        (folder / name).mkdir()
        (folder / name / "填报.xlsx").write_bytes(workbook())
    (folder / "甲" / "上报").write_text("a file where the folder belongs")
    run = qingbiao(folder, "submit", "甲/填报.xlsx", "乙/填报.xlsx")
    assert run.returncode == 2
    assert run.stderr.startswith("甲/填报.xlsx: 没有上报\n[delivery-beside] ")
    assert str(folder / "甲" / "上报") in run.stderr
    assert "file-unreadable" not in run.stderr
    assert len(list((folder / "乙" / "上报").iterdir())) == 1


@pytest.fixture
def desk(folder: Path) -> Iterator[str]:
    """``qingbiao receive`` with a certificate, as a bureau runs it; and a token for the unit."""
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "cert.pem")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    token = qingbiao(folder, "token", "new", unit()).stdout.strip()
    (folder / "token").write_text(token)
    (folder / "token").chmod(0o600)
    words = ["receive", "--port", "0", "--folder", "收到", "--certificate", "cert.pem"]
    with subprocess.Popen(
        [*QINGBIAO, *words], cwd=folder, env=environment(folder), stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as running:
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            match = re.search(r"https://\S+", line)
            assert match, line
            yield match[0]
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == 130
        finally:
            running.kill()  # or leaving the block would wait for it without end


def test_over_https_with_the_certificate_of_an_authority_of_one_s_own(folder: Path, desk: str) -> None:
    words = ("submit", "填报.xlsx", "--to", desk, "--token-file", "token")
    stranger = qingbiao(folder, *words)
    assert (stranger.returncode, "[delivery-certificate]" in stranger.stderr) == (2, True)
    done = qingbiao(folder, *words, SSL_CERT_FILE=str(folder / "ca.pem"))
    assert (done.returncode, "主管部门已签收" in done.stdout) == (0, True), done.stderr
    again = qingbiao(folder, *words)
    assert (again.returncode, "早已上报" in again.stdout) == (0, True)
    [path] = (folder / "收到" / "receipts").iterdir()
    assert json.loads(path.read_text(encoding="utf-8"))["unit"] == unit()


def test_a_token_is_told_once_and_kept_as_its_digest(folder: Path) -> None:
    token = qingbiao(folder, "token", "new", "甲公司").stdout.strip()
    assert len(token) > 40
    listed = (folder / "tokens.txt").read_text(encoding="utf-8")
    assert token not in listed
    assert listed.endswith(" 甲公司\n")
