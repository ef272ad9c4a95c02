"""上报: whatever happens on the way, nothing is lost and nothing counted twice; and what is in the way is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from addin import submitting
from addin.giving_up import meant
from addin.outbox import About, Outbox
from addin.submitting import STEPS, Errand, Left, resume, submit
from addin.target import FolderTarget, Target, target_of
from generator.submission.opening import open_submission
from generator.submission.receipt import Receipt
from generator.submission.stamping import stamp_of, with_properties
from qingbiao.errors import CannotWrite, NotDelivered, NotInOrder, Unusable
from tests.submission.world import AT, LATER, ROOT, RunningDesk, prepared, running_desk, setting, workbook

posix = pytest.mark.skipif(os.name != "posix", reason="NOT CHECKED, forks and SIGKILL")
NOWHERE = target_of("http://127.0.0.1:9")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "填报.xlsx"
    path.write_bytes(workbook())
    return path


def test_all_the_way_to_the_receipt_in_the_workbook(tmp_path: Path, path: Path) -> None:
    with running_desk(tmp_path / "desk") as desk:
        here = setting(tmp_path, desk.token)
        done = submit(here, path, target_of(desk.url))
    assert done.receipt is not None
    assert desk.desk.receipt(done.receipt.number) == done.receipt
    stamp = stamp_of(path.read_bytes())
    assert stamp is not None
    assert (stamp.number, stamp.digest) == (done.receipt.number, done.receipt.digest)
    [entry] = here.outbox.entries()
    assert entry.receipt() == done.receipt
    [package] = desk.packages()
    assert package.read_bytes() == entry.package
    assert open_submission(entry.package).parts["workbook.xlsx"] == workbook(), "the workbook as it was saved"


def test_clicked_twice_at_the_same_moment_and_again_later(tmp_path: Path, path: Path) -> None:
    with running_desk(tmp_path / "desk") as desk:
        here = setting(tmp_path, desk.token)
        with ThreadPoolExecutor(4) as threads:
            done = list(threads.map(lambda _: submit(here, path, target_of(desk.url)), range(4)))
        path.write_bytes(with_properties(path.read_bytes(), {"saved": "once more"}))
        done.append(submit(replace(here, now=lambda: LATER), path, target_of(desk.url)))
    assert len({each.receipt for each in done}) == 1
    assert [each.again for each in done].count(False) == 1
    assert len(desk.receipts()) == len(desk.packages()) == 1
    assert len(here.outbox.entries()) == 1


def test_what_is_wrong_is_told_and_nothing_is_kept_or_sent(tmp_path: Path) -> None:
    path = tmp_path / "盘锦.xlsx"
    path.write_bytes(workbook("panjin-2024"))
    here = setting(tmp_path)
    with pytest.raises(NotInOrder):
        submit(here, path, NOWHERE)
    with pytest.raises(Unusable):
        submit(here, tmp_path / "none.xlsx", NOWHERE)
    assert here.outbox.entries() == []
    assert path.read_bytes() == workbook("panjin-2024")


def test_without_a_network_it_waits_and_is_delivered_later_once(tmp_path: Path, path: Path) -> None:
    """Meanwhile the desk got the same workbook by mail."""
    folder = tmp_path / "desk"
    with running_desk(folder) as desk:
        url, port = desk.url, desk.server.server_port
    here = setting(tmp_path, desk.token)
    for _ in range(3):
        with pytest.raises(NotDelivered):
            submit(here, path, target_of(url))
    assert len(here.outbox.entries()) == 1
    assert stamp_of(path.read_bytes()) is None
    desk.desk.receive(workbook())
    assert port
    with running_desk(folder) as again:
        [entry] = here.outbox.entries()
        about = json.loads((entry.folder / "submission.json").read_text(encoding="utf-8"))
        about["target"] = again.url  # it listens at another port now
        (entry.folder / "submission.json").write_text(json.dumps(about), encoding="utf-8")
        here = setting(tmp_path, again.token)
        [done] = resume(here)
        assert isinstance(done, Errand)
        assert done.receipt is not None
        assert list(resume(here)) == []
    assert len(desk.receipts()) == 1
    stamp = stamp_of(path.read_bytes())
    assert stamp is not None
    assert stamp.number == done.receipt.number


def test_one_that_cannot_be_delivered_does_not_hold_up_the_others(tmp_path: Path, path: Path) -> None:
    here = setting(tmp_path)
    with pytest.raises(NotDelivered):
        submit(here, path, NOWHERE)
    stick = tmp_path / "stick"
    with pytest.raises(NotDelivered):
        submit(here, path, FolderTarget(stick))
    stick.mkdir()
    outcomes = list(resume(here))
    assert sorted(isinstance(each, Errand) for each in outcomes) == [False, True]
    assert len(list(stick.iterdir())) == 1


def test_what_nobody_foresaw_over_one_does_not_hold_up_the_others(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, sticks = setting(tmp_path), [tmp_path / "a", tmp_path / "b"]
    for stick in sticks:
        with pytest.raises(NotDelivered):
            submit(here, path, FolderTarget(stick))
        stick.mkdir()
    deliver = submitting.deliver

    def slip(package: bytes, target: Target, *more: Any) -> Receipt:
        if str(target) == str(sticks[0]):
            raise ValueError("a slip")
        return deliver(package, target, *more)

    monkeypatch.setattr(submitting, "deliver", slip)
    outcomes = list(resume(here))
    [left] = [each for each in outcomes if isinstance(each, Left)]
    assert left.entry.about.target == str(sticks[0])
    [fault] = left.problem.faults
    assert (fault.code, fault.slots["reason"]) == ("workbook-crashed", "ValueError: a slip")
    assert fault.place.file == str(path)
    assert len(outcomes) == 2


def test_a_folder_first_and_the_network_afterwards_are_one_submission(tmp_path: Path, path: Path) -> None:
    folder = tmp_path / "上报"
    folder.mkdir()
    with running_desk(tmp_path / "desk") as desk:
        here = setting(tmp_path, desk.token)
        unsigned = submit(here, path, FolderTarget(folder)).receipt
        direct = submit(here, path, target_of(desk.url)).receipt
        assert unsigned is not None
        assert direct is not None
        [package] = folder.iterdir()
        collected = desk.desk.receive(package.read_bytes())
    assert (unsigned.signed, direct.signed, collected.new) == (False, True, False)
    assert unsigned.number == direct.number == collected.receipt.number
    assert len(desk.receipts()) == 1


def test_a_workbook_that_cannot_be_written_is_submitted_all_the_same(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when Excel has it open: here the folder is taken away between sending and writing."""
    with running_desk(tmp_path / "desk") as desk:
        here = setting(tmp_path, desk.token)
        errand = Errand(path, target_of(desk.url))
        for step in STEPS[:-1]:
            errand = step(here, errand)
        path.unlink()
        told = STEPS[-1](here, errand)
        assert told.notice is not None
        assert told.notice.code == "receipt-not-stamped"
        path.write_bytes(workbook())
        assert submit(here, path, target_of(desk.url)).notice is None
    assert stamp_of(path.read_bytes()) is not None
    assert len(desk.receipts()) == 1


def test_a_receipt_is_not_written_into_what_has_become_another_workbook(tmp_path: Path, path: Path) -> None:
    with running_desk(tmp_path / "desk") as desk:
        here = setting(tmp_path, desk.token)
        errand = Errand(path, target_of(desk.url))
        for step in STEPS[:-1]:
            errand = step(here, errand)
        path.write_bytes(workbook("miit-2024"))
        assert STEPS[-1](here, errand).notice is not None
    assert path.read_bytes() == workbook("miit-2024")


# --- killed ------------------------------------------------------------------------------------------------------


def killed(*words: object) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "tests.submission.killing", *map(str, words)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=220, check=False)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@posix
def test_killed_at_any_write_and_started_again_it_arrives_once(tmp_path: Path) -> None:
    with running_desk(tmp_path / "desk") as desk:
        (tmp_path / "runs").mkdir()
        runs = killed("submitting", tmp_path / "runs", desk.url, desk.token, desk.desk.folder)
    assert len(runs) > 15
    number = prepared().number
    expected = {"entries": 1, "kept": [number], "stamped": number, "receipts": 1, "packages": 1}
    assert [run for run in runs if run["found"] != expected] == []


@posix
def test_a_desk_killed_at_any_write_and_asked_again_counts_once(tmp_path: Path) -> None:
    runs = killed("receiving", tmp_path)
    assert len(runs) > 8
    assert [run for run in runs if run["found"] != {"receipts": 1, "packages": 1}] == []


@posix
def test_killed_at_any_moment_it_arrives_once(tmp_path: Path, path: Path) -> None:
    """The command itself, at random times, until it comes to its end."""
    with running_desk(tmp_path / "desk") as desk:
        random, ends = Random(3), 0
        for patience in (*(random.uniform(0.8, 3.0) for _ in range(4)), 60):
            with command(tmp_path, path, desk) as running:
                ends += _ends(running, patience)
    assert ends
    assert len(desk.receipts()) == len(desk.packages()) == 1
    assert len(Outbox(tmp_path / "home" / "outbox").entries()) == 1
    assert stamp_of(path.read_bytes()) is not None


def command(folder: Path, path: Path, desk: RunningDesk) -> subprocess.Popen[bytes]:
    token = folder / "token"
    token.write_text(desk.token)
    token.chmod(0o600)
    words = ["submit", str(path), "--to", desk.url, "--token-file", str(token)]
    environment = {**os.environ, "QINGBIAO_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", *words], env=environment, stdout=subprocess.DEVNULL
    )


def _ends(running: subprocess.Popen[bytes], patience: float) -> bool:
    """Whether it came to its end before patience did."""
    begun = time.monotonic()
    while running.poll() is None and time.monotonic() - begun < patience:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    return running.wait() == 0


# --- the outbox --------------------------------------------------------------------------------------------------


def test_what_was_left_behind_half_made_is_no_submission(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    entry = outbox.put(About("a.xlsx", "t", "u", "k", AT.isoformat()), b"package")
    (tmp_path / ".making-x").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "file").write_text("")
    assert outbox.entries() == [entry]
    assert entry.package == b"package"


def test_a_receipt_that_cannot_be_read_is_asked_for_again(tmp_path: Path) -> None:
    entry = Outbox(tmp_path).put(About("a.xlsx", "t", "u", "k", AT.isoformat()), b"package")
    (entry.folder / "receipt.json").write_bytes(b"{")
    assert entry.receipt() is None


def test_what_is_given_up_is_gone_whole_and_can_be_submitted_anew(tmp_path: Path, path: Path) -> None:
    here, stick = setting(tmp_path), tmp_path / "stick"
    for _ in range(2):
        with pytest.raises(NotDelivered):
            submit(here, path, FolderTarget(stick))
        [entry] = here.outbox.entries()
        assert meant(here.outbox, prepared().number) == meant(here.outbox, str(path)) == entry
        entry.forget()
        assert list(here.outbox.folder.iterdir()) == []
    assert path.read_bytes() == workbook()


def test_which_one_is_given_up_is_never_guessed(tmp_path: Path, path: Path) -> None:
    here, sticks = setting(tmp_path), [tmp_path / "a", tmp_path / "b"]
    for stick in sticks:
        with pytest.raises(NotDelivered):
            submit(here, path, FolderTarget(stick))
    for name, expected in (("none.xlsx", ["outbox-nothing"]), (str(path), ["outbox-several"] * 2)):
        with pytest.raises(Unusable) as refused:
            meant(here.outbox, name)
        assert [fault.code for fault in refused.value.faults] == expected
    assert {fault.slots["target"] for fault in refused.value.faults} == {str(stick) for stick in sticks}
    assert meant(here.outbox, str(path), str(sticks[1])).about.target == str(sticks[1])


def test_what_has_been_signed_for_is_not_given_up(tmp_path: Path, path: Path) -> None:
    with running_desk(tmp_path / "desk") as desk:
        here = setting(tmp_path, desk.token)
        submit(here, path, target_of(desk.url))
    with pytest.raises(Unusable):
        meant(here.outbox, str(path))
    [entry] = here.outbox.entries()
    with pytest.raises(Unusable) as refused:
        entry.forget()
    assert refused.value.faults[0].code == "outbox-signed"
    assert here.outbox.entries() == [entry]


def test_one_whose_package_is_lost_can_be_given_up_by_its_workbook(tmp_path: Path, path: Path) -> None:
    here = setting(tmp_path)
    with pytest.raises(NotDelivered):
        submit(here, path, NOWHERE)
    [entry] = here.outbox.entries()
    (entry.folder / "package.zip").unlink()
    meant(here.outbox, str(path)).forget()
    assert here.outbox.entries() == []


def test_an_outbox_that_cannot_be_used_is_told_before_anything_is_sent(tmp_path: Path, path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where a folder belongs")
    with running_desk(tmp_path / "desk") as desk:
        with pytest.raises(CannotWrite) as refused:
            submit(setting(tmp_path, desk.token), path, target_of(desk.url))
        assert desk.receipts() == []
    assert refused.value.faults[0].code == "outbox-unusable"


def test_a_package_that_is_lost_is_told_and_does_not_hold_up_the_others(tmp_path: Path, path: Path) -> None:
    here, stick = setting(tmp_path), tmp_path / "stick"
    with pytest.raises(NotDelivered):
        submit(here, path, FolderTarget(stick))
    with pytest.raises(NotDelivered):
        submit(replace(here, now=lambda: LATER), path, NOWHERE)
    [lost, _] = here.outbox.entries()
    (lost.folder / "package.zip").unlink()
    stick.mkdir()
    codes = [each.problem.faults[0].code for each in resume(here) if isinstance(each, Left)]
    assert codes == ["outbox-unusable", "delivery-unreachable"]
    assert list(stick.iterdir()) == []
