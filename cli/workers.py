"""Work done side by side in processes of its own: what ends one, or takes it too long, costs nothing but itself.

Each process has one item at a time, so that it is known whose fault it was; an executor's pool would break as a whole.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any, Final, Generic, TypeVar

from qingbiao.collector import collect_rarely
from qingbiao.errors import QingbiaoError

Item = TypeVar("Item")
Result = TypeVar("Result")
Prepare = Callable[[], Callable[[Item], Result]]

_MOST_ON_WINDOWS: Final = 61
"""Windows waits for at most 63 things at a time; as many processes as an executor's pool would have."""


@dataclass(frozen=True)
class Lost:
    """Work without a result: it took too long, or ended with an exception or the end of its process."""

    late: bool
    reason: str


def in_workers(
    prepare: Prepare[Item, Result], items: Sequence[Item], jobs: int, patience: float
) -> Iterator[Result | Lost]:
    """The result for each item, in order. ``prepare`` runs once in each process and gives what does the work.

    An item that is not done after ``patience`` seconds is lost. A :class:`QingbiaoError` of the work ends all of it.
    No process outlives the one that asked for it.
    """
    todo = iter(enumerate(items))
    done: dict[int, Result | Lost] = {}
    crew = [_Worker(prepare, next(todo)) for _ in range(min(at_once(jobs), len(items)))]
    try:
        for number in range(len(items)):
            while number not in done:
                for worker in _with_news(crew, patience):
                    done[worker.number] = outcome = worker.outcome()
                    crew.remove(worker)
                    task = next(todo, None)
                    if task is not None:
                        crew.append(_Worker(prepare, task) if isinstance(outcome, Lost) else worker.next(task))
                    if task is None or isinstance(outcome, Lost):
                        worker.end()
            yield done.pop(number)
    finally:
        for worker in crew:
            worker.end()


def at_once(jobs: int, system: str = sys.platform) -> int:
    """How many processes there may be where so many are asked for."""
    return min(jobs, _MOST_ON_WINDOWS) if system == "win32" else jobs


def _with_news(crew: Sequence[_Worker[Item, Result]], patience: float) -> list[_Worker[Item, Result]]:
    """The workers that have a result, have died or have had their time; waits until there is one."""
    soonest = min(worker.begun for worker in crew) + patience
    ready = wait([worker.pipe for worker in crew], timeout=max(0.0, soonest - time.monotonic()))
    now = time.monotonic()
    return [worker for worker in crew if worker.pipe in ready or now >= worker.begun + patience]


class _Worker(Generic[Item, Result]):
    """One process and the item it has in hand."""

    def __init__(self, prepare: Prepare[Item, Result], task: tuple[int, Item]) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_serve, args=(prepare, theirs), daemon=True)
        self._process.start()
        theirs.close()  # so that its end is noticed here
        self.next(task)

    def next(self, task: tuple[int, Item]) -> _Worker[Item, Result]:
        """Give it the next item."""
        self.number, item = task
        self.begun = time.monotonic()
        with contextlib.suppress(OSError):  # it has died; its outcome will say so
            self.pipe.send(item)
        return self

    def outcome(self) -> Result | Lost:
        """What became of its item."""
        try:
            if self.pipe.poll():
                told: Result | Lost | QingbiaoError = self.pipe.recv()
                if isinstance(told, QingbiaoError):
                    raise told
                return told
        except (EOFError, OSError):
            self._process.join()
            return Lost(False, _ending(self._process.exitcode))
        return Lost(True, "")

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _ending(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"


def _serve(prepare: Prepare[Any, Any], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started this
    Thread(target=_end_with_the_parent, daemon=True).start()
    collect_rarely()
    work = prepare()
    with contextlib.suppress(EOFError):
        while True:
            item = pipe.recv()
            try:
                pipe.send(work(item))
            except QingbiaoError as problem:  # no item's fault, or the work would not have raised it
                pipe.send(problem)
            except Exception as problem:  # noqa: BLE001  whatever it is, it is told as this item's end
                pipe.send(Lost(False, f"{type(problem).__name__}: {problem}"))


def _end_with_the_parent() -> None:
    """End this process when the one that started it is gone, however it went, in the midst of an item too.

    The end of the pipe does not tell: where processes are forked, each has the other's end of it too.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
