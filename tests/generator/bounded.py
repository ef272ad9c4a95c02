"""What becomes of a file within a bound of memory and time, in a process of its own.

The processes are forked from one in which the forms are loaded: loading them takes longer than most files do.
"""

from __future__ import annotations

import multiprocessing
import resource
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from generator.damage.receipt import damages_of
from generator.examining import examine_file
from generator.reader import read_workbook
from qingbiao.errors import BadWorkbook
from tests.generator.shipped import BLANKS, LIBRARY, shipped

MEMORY: Final = 2048 * 2**20
SECONDS: Final = 60
"""For reading and comparing one file; on a quiet machine it takes a tenth of that."""

_PROCESSES: Final = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])
for _each in shipped():
    _each.blank()


def within_bounds(task: Callable[[Path], str], path: Path, memory: int = MEMORY, seconds: int = SECONDS) -> str:
    """What one of the tasks below says of a file."""
    here, there = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_answer, args=(there, task, path, memory))
    process.start()
    there.close()
    try:
        assert here.poll(seconds), f"more than {seconds} seconds"
        told, problem = here.recv()
    except EOFError:
        told, problem = "", "the process ended without an answer"
    finally:
        process.kill()
        process.join()
    assert not problem, problem[-2000:]
    return str(told)


def _answer(there: Connection, task: Callable[[Path], str], path: Path, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        there.send((task(path), ""))
    except Exception:  # noqa: BLE001 - the test tells what it was
        there.send(("", traceback.format_exc()))


def reading(path: Path) -> str:
    """``read``, or the codes with which the reader refuses the file."""
    try:
        read_workbook(path, LIBRARY)
    except BadWorkbook as problem:
        return _codes(problem)
    return "read"


def comparing(path: Path) -> str:
    """The kinds of damage, ``none``, or the codes with which the comparison refuses the file."""
    try:
        return " ".join(sorted({each.kind for each in damages_of(path, BLANKS)})) or "none"
    except BadWorkbook as problem:
        return _codes(problem)


def reading_and_comparing(path: Path) -> str:
    """What both say, a line each: the bounds are for the two together."""
    return f"{reading(path)}\n{comparing(path)}"


def examining(path: Path) -> str:
    """The fields that have findings."""
    return " ".join(finding.field for finding in examine_file(path, LIBRARY, "zh").findings())


def _codes(problem: BadWorkbook) -> str:
    return " ".join(sorted({fault.code for fault in problem.faults}))
