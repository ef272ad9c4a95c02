"""Workers: what ends a process, or never ends, costs its own item and no other; results come in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import workers
from cli.workers import Lost, at_once, in_workers

ROOT = Path(__file__).resolve().parents[2]
FOREVER = 3600.0


def worker() -> Callable[[str], str]:
    """Does what an item says; knows in which process it is."""
    prepared = f"prepared in {os.getpid()}"

    def work(item: str) -> str:
        match item.partition(" "):
            case ("exit", _, code):
                os._exit(int(code))
            case ("kill", _, _):
                os.kill(os.getpid(), signal.SIGKILL)
            case ("sleep", _, seconds):
                time.sleep(float(seconds))
            case ("raise", _, words):
                raise ValueError(words)
            case ("where", _, _):
                return prepared
        return item

    return work


def run(items: list[str], jobs: int, patience: float = FOREVER) -> list[str | Lost]:
    return list(in_workers(worker, items, jobs, patience))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    items = ["sleep 0.2", "a", "sleep 0.1", "b", "c", "d"]
    assert run(items, jobs) == items


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize(
    ("bad", "reason"), [("exit 3", "exit code 3"), ("kill", "SIGKILL"), ("raise 坏了", "ValueError: 坏了")]
)
def test_an_item_that_ends_its_worker_is_lost_and_no_other(jobs: int, bad: str, reason: str) -> None:
    assert run(["a", bad, "b", bad, "c"], jobs) == ["a", Lost(False, reason), "b", Lost(False, reason), "c"]


def test_an_item_that_takes_too_long_is_lost_and_no_other() -> None:
    assert run(["a", "sleep 3600", "b"], 2, patience=1.0) == ["a", Lost(True, ""), "b"]


def test_a_worker_is_prepared_once_and_there_are_no_more_than_asked_for() -> None:
    assert len(set(run(["where"] * 12, 1))) == 1
    assert len(set(run(["where"] * 12, 3))) <= 3


def test_who_stops_asking_leaves_no_process_behind() -> None:
    results = in_workers(worker, ["where", "sleep 3600", "sleep 3600"], 3, FOREVER)
    first = next(results)
    assert isinstance(first, str)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(int(first.rpartition(" ")[2]), 0)


PARENT = """
from cli.workers import in_workers
from tests.cli.test_workers import FOREVER, worker
results = in_workers(worker, ["where", *["sleep 300"] * 6], 3, FOREVER)
print(next(results), flush=True)
next(results)
"""


@pytest.mark.skipif(os.name != "posix", reason="NOT CHECKED, signals and sessions")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_one_that_asked_for_it(blow: signal.Signals) -> None:
    """Killed, it can say nothing to them. All write to one pipe, which ends when the last of them does."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as parent:
        try:
            assert parent.stdout is not None
            assert parent.stdout.readline().startswith("prepared in ")
            parent.send_signal(blow)
            assert parent.communicate(timeout=20) == ("", None)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)


def test_windows_has_no_more_processes_than_it_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(set(run(["where"] * 2, 2))) == 2
    monkeypatch.setattr(workers, "at_once", lambda jobs: jobs - 1)
    assert len(set(run(["where"] * 2, 2))) == 1
    assert [at_once(jobs, "win32") for jobs in (1, 61, 62, 1000)] == [1, 61, 61, 61]
    assert at_once(1000, "linux") == 1000


def test_nothing_to_do() -> None:
    assert run([], 4) == []
