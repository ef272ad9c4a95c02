"""The desk's folder: each submission counts once, however it comes and whatever dies on the way."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bureau.desk import ANY_UNIT, Desk, open_desk
from bureau.tokens import new_token, read_tokens, unit_of
from generator.submission.building import package_of, prepare
from generator.submission.canonical import sha256
from generator.submission.opening import open_submission
from generator.submission.receipt import is_ours, read_receipt, signed
from generator.submission.stamping import Stamp, stamped
from qingbiao.errors import BadPackage, CannotWrite, FaultyData, NotInOrder, Unusable, WrongKey, WrongUnit
from tests.submission.world import AT, LATER, NAME, library, prepared, unit, workbook

PACKAGE = package_of(prepared(), AT)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_desk(tmp_path / "收到", library(), lambda: LATER)


def stored(desk: Desk, what: str) -> list[Path]:
    return sorted((desk.folder / what).iterdir())


def test_a_package_is_stored_by_its_digest_and_answered_with_a_signed_receipt(desk: Desk) -> None:
    answer = desk.receive(PACKAGE, unit())
    receipt = answer.receipt
    assert answer.new
    assert is_ours(receipt, desk.key)
    assert (receipt.unit, receipt.edition, receipt.kind) == (unit(), "mee-2024", "enterprise")
    assert (receipt.verdict, receipt.time, receipt.number) == ("pass", LATER.isoformat(), prepared().number)
    [package] = stored(desk, "packages")
    assert package.name == f"{receipt.package}.zip" == f"{sha256(PACKAGE)}.zip"
    assert package.read_bytes() == PACKAGE
    assert [read_receipt(path.read_bytes()) for path in stored(desk, "receipts")] == [receipt]
    assert desk.receipt(receipt.number) == receipt


def test_package_and_plain_workbook_are_one_submission(desk: Desk) -> None:
    """With the add-in, on the command line or by mail: the same verdict, the same receipt."""
    first = desk.receive(workbook())
    assert first.new
    for content in (PACKAGE, workbook(), package_of(prepared(), LATER)):
        again = desk.receive(content)
        assert (again.receipt, again.new) == (first.receipt, False)
    assert len(stored(desk, "packages")) == len(stored(desk, "receipts")) == 1
    built = stored(desk, "packages")[0].read_bytes()
    assert built == package_of(prepared(), LATER), "the package a sender would have made at that time"


def test_a_workbook_that_carries_its_receipt_is_not_counted_again(desk: Desk) -> None:
    receipt = desk.receive(PACKAGE).receipt
    carrying = stamped(workbook(), Stamp(receipt.number, receipt.digest))
    assert desk.receive(carrying) == desk.receive(PACKAGE)
    assert len(stored(desk, "receipts")) == 1


def test_a_correction_counts_and_so_does_the_first_filing_sent_anew_after_it(desk: Desk) -> None:
    receipt = desk.receive(PACKAGE).receipt
    corrected = desk.receive(stamped(workbook(contact="李四"), Stamp(receipt.number, receipt.digest))).receipt
    back = desk.receive(stamped(workbook(), Stamp(corrected.number, corrected.digest)))
    assert back.new
    assert len(stored(desk, "receipts")) == 3


def test_many_at_the_same_moment_are_one(tmp_path: Path) -> None:
    """Also through several desks on one folder, as when two programs have it open."""
    desks = [open_desk(tmp_path / "收到", library(), lambda: LATER) for _ in range(4)]
    contents = [PACKAGE, workbook(), package_of(prepared(), LATER)] * 4
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda pair: pair[0].receive(pair[1]), zip(desks * 3, contents, strict=True)))
    assert sum(answer.new for answer in answers) == 1
    assert len({answer.receipt.content() for answer in answers}) == 1
    assert len(stored(desks[0], "packages")) == len(stored(desks[0], "receipts")) == 1


def test_what_died_between_package_and_receipt_is_finished_by_the_next_try(desk: Desk) -> None:
    receipt = desk.receive(PACKAGE).receipt
    stored(desk, "receipts")[0].unlink()
    again = desk.receive(PACKAGE)
    assert (again.new, again.receipt) == (True, receipt)
    assert len(stored(desk, "packages")) == 1


def test_a_number_that_is_taken_is_never_overwritten(desk: Desk) -> None:
    """A number stands in the sender's workbook, so anybody can claim any."""
    mine = desk.receive(PACKAGE).receipt
    other = prepare(NAME, workbook(contact="李四"), library())
    claimed = stamped(workbook(contact="李四"), Stamp(mine.number, other.digest))
    answer = desk.receive(claimed)
    assert answer.new
    assert answer.receipt.number != mine.number
    assert desk.receive(claimed) == desk.receive(claimed)
    assert desk.receipt(mine.number) == mine
    assert len(stored(desk, "receipts")) == 2


def test_a_receipt_this_desk_has_not_signed_is_none(desk: Desk) -> None:
    receipt = desk.receive(PACKAGE).receipt
    path = stored(desk, "receipts")[0]
    path.write_bytes(signed(receipt, b"x" * 32).content())
    assert desk.receipt(receipt.number) is None
    assert desk.receive(PACKAGE).receipt.number != receipt.number
    assert path.read_bytes() == signed(receipt, b"x" * 32).content()


@pytest.mark.parametrize("number", ["", "..", "../desk.key", "2024-3F9Q-AB12-77XK/..", "2024-3F9Q-AB12-77XK", "x" * 99])
def test_a_number_that_is_none_leads_nowhere(desk: Desk, number: str) -> None:
    assert desk.receipt(number) is None


def test_a_filing_with_findings_is_refused_and_not_stored(desk: Desk) -> None:
    with pytest.raises(NotInOrder):
        desk.receive(workbook("panjin-2024"))
    assert not (desk.folder / "packages").exists()


@pytest.mark.parametrize("content", [b"", b"PK", b"text", PACKAGE[:-30]])
def test_what_is_neither_package_nor_workbook_is_refused(desk: Desk, content: bytes) -> None:
    with pytest.raises(Unusable):
        desk.receive(content)
    assert not (desk.folder / "packages").exists()


def test_nobody_files_for_another(desk: Desk) -> None:
    for content in (PACKAGE, workbook()):
        with pytest.raises(WrongUnit):
            desk.receive(content, "别的企业")
    assert desk.receive(PACKAGE, ANY_UNIT).new
    assert not desk.receive(PACKAGE, f" {unit()[:2]} {unit()[2:]}").new, "spaced otherwise on the list"


def test_the_sender_and_the_desk_mean_the_same_submission(desk: Desk) -> None:
    with pytest.raises(WrongKey):
        desk.receive(PACKAGE, claimed_key="0" * 64)
    assert desk.receive(PACKAGE, claimed_key=open_submission(PACKAGE).key).new


def test_a_full_or_missing_disk_is_told_and_nothing_counts(desk: Desk) -> None:
    (desk.folder / "packages").write_text("a file where a folder belongs")
    with pytest.raises(CannotWrite):
        desk.receive(PACKAGE)
    (desk.folder / "packages").unlink()
    assert desk.receive(PACKAGE).new


# --- the key, the list of tokens ---------------------------------------------------------------------------------


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        desks = list(threads.map(lambda _: open_desk(tmp_path / "d", library(), lambda: AT), range(8)))
    assert len({desk.key for desk in desks}) == 1
    assert len(desks[0].key) == 32
    key = tmp_path / "d" / "desk.key"
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        key.chmod(0o640)
        with pytest.raises(Unusable) as refused:
            open_desk(tmp_path / "d", library(), lambda: AT)
        assert refused.value.faults[0].code == "desk-open-key"


def test_a_key_that_was_damaged_is_not_replaced(tmp_path: Path) -> None:
    """A new one would make every receipt of the past a forgery."""
    open_desk(tmp_path / "d", library(), lambda: AT)
    (tmp_path / "d" / "desk.key").write_bytes(b"short")
    with pytest.raises(Unusable):
        open_desk(tmp_path / "d", library(), lambda: AT)
    assert (tmp_path / "d" / "desk.key").read_bytes() == b"short"


def test_tokens_are_kept_as_digests(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    tokens = [new_token(path, "甲 公司"), new_token(path, "*")]
    text = path.read_text(encoding="utf-8")
    assert not any(token in text for token in tokens)
    known = read_tokens(path)
    assert [unit_of(known, token) for token in (*tokens, "x")] == ["甲 公司", "*", None]


@pytest.mark.parametrize("unit", ["", " ", "\t\u3000\n"])
def test_a_token_of_nobody_is_not_made_and_the_list_stays_as_it_was(tmp_path: Path, unit: str) -> None:
    """A line without a unit would keep the desk from starting."""
    path = tmp_path / "tokens.txt"
    new_token(path, "甲公司")
    before = path.read_bytes()
    with pytest.raises(Unusable) as refused:
        new_token(path, unit)
    assert refused.value.faults[0].code == "token-no-unit"
    assert path.read_bytes() == before


def test_a_list_that_is_not_utf_8_is_told_and_left_alone(tmp_path: Path) -> None:
    """As old editors on Chinese Windows save it."""
    path = tmp_path / "tokens.txt"
    path.write_bytes(f"{'0' * 64} 甲公司\n".encode("gbk"))
    before = path.read_bytes()
    for work in (lambda: new_token(path, "乙公司"), lambda: read_tokens(path)):
        with pytest.raises(Unusable) as refused:
            work()
        assert refused.value.faults[0].code == "file-unreadable"
        assert refused.value.faults[0].place.file == str(path)
    assert path.read_bytes() == before


def test_a_list_with_the_mark_of_utf_8_keeps_it_and_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_bytes(b"\xef\xbb\xbf" + f"{'0' * 64} 甲公司\n".encode())
    new_token(path, "乙公司")
    assert list(read_tokens(path).values()) == ["甲公司", "乙公司"]


def test_a_line_that_is_no_token_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text("# 令牌\n\nsecret 甲公司\n", encoding="utf-8")
    with pytest.raises(FaultyData) as refused:
        read_tokens(path)
    assert refused.value.faults[0].place.line == 3
    with pytest.raises(Unusable):
        read_tokens(tmp_path / "none.txt")


def test_a_package_that_was_forged_is_refused(desk: Desk) -> None:
    with pytest.raises(BadPackage):
        desk.receive(PACKAGE.replace(unit().encode(), ("别" * len(unit())).encode()))
