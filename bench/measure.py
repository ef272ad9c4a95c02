"""Measuring: tasks take turns, so that a machine that slows down slows all of them, and ratios go turn by turn."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from bench.subject import ROOT

LAUNCHER: Final = Path(__file__).with_name("launch.py")
T = TypeVar("T")


@dataclass(frozen=True)
class Spread:
    """The median of several runs, with the least and the most."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """The spread of what was measured."""
        found = sorted(values)
        return cls(statistics.median(found), found[0], found[-1])


@dataclass(frozen=True)
class Run:
    """One finished process."""

    seconds: float
    peak_mib: float


@dataclass(frozen=True)
class Turns(Generic[T]):
    """What each task gave in each turn."""

    results: Mapping[str, Sequence[T]]

    def spread(self, task: str, value: Callable[[T], float]) -> Spread:
        """One task's own measure."""
        return Spread.of(map(value, self.results[task]))

    def ratio(self, task: str, peer: str, value: Callable[[T], float]) -> Spread:
        """How many times the peer's measure, turn by turn."""
        pairs = zip(self.results[task], self.results[peer], strict=True)
        return Spread.of(value(mine) / value(theirs) for mine, theirs in pairs)


def in_turns(tasks: Mapping[str, Callable[[], T]], turns: int) -> Turns[T]:
    """Run every task once uncounted, then all of them in turn, as often as asked."""
    for task in tasks.values():
        task()
    results: dict[str, list[T]] = {name: [] for name in tasks}
    for _ in range(turns):
        for name, task in tasks.items():
            results[name].append(task())
    return Turns(results)


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """The work as a task that gives its seconds."""

    def run() -> float:
        gc.collect()
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return run


def process(*command: str) -> Callable[[], Run]:
    """A command as a task that gives the time of the whole process and its peak memory."""

    def run() -> Run:
        line = [sys.executable, "-I", "-S", str(LAUNCHER), *command]
        done = subprocess.run(line, check=False, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise SystemExit(done.stderr)
        return Run(**json.loads(done.stdout))

    return run


def seconds(run: Run) -> float:
    """The time of a process."""
    return run.seconds


def peak(run: Run) -> float:
    """The peak memory of a process."""
    return run.peak_mib


def same(value: float) -> float:
    """A time that is a number already."""
    return value
