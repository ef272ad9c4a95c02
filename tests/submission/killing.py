"""Run in a process of its own: work that is killed at each of its writes in turn, and then taken up again.

What is killed runs in a fork, with a hook that counts what Python reports of writing files and using the network and
ends the process, with SIGKILL, at one of them. The work itself knows nothing of it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from addin.delivery import Patience, Sender
from addin.outbox import Outbox
from addin.submitting import Setting, submit
from addin.target import target_of
from bureau.desk import open_desk
from generator.submission.building import package_of
from generator.submission.stamping import stamp_of
from tests.submission.world import AT, LATER, library, prepared, workbook

EVENTS = frozenset(
    {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "socket.connect", "http.client.send"}
)
MOST = 200


def is_write(event: str, args: tuple[object, ...]) -> bool:
    if event == "open":
        flags = args[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in EVENTS


def forked(work: Callable[[], object], kill_at: int = 0) -> bool:
    """Do the work in a fork, killed at one of its writes; whether it came to its end."""
    child = os.fork()
    if child:
        _, code = os.waitpid(child, 0)
        if not os.WIFSIGNALED(code) and os.waitstatus_to_exitcode(code) != 0:
            raise SystemExit(f"failed at {kill_at}")
        return not os.WIFSIGNALED(code)
    count = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal count
        if is_write(event, args):
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    try:
        work()
    except BaseException as problem:  # noqa: BLE001  told by the parent
        sys.stderr.write(f"{problem!r}\n")
        os._exit(1)
    os._exit(0)


def every_write(make: Callable[[int], tuple[Callable[[], object], Callable[[], object]]]) -> None:
    """Kill at the first write, then at the second, … until the work comes to its end; tell what was there each time."""
    for number in range(1, MOST):
        work, look = make(number)
        ended = forked(work, number)
        forked(work)
        sys.stdout.write(json.dumps({"killed_at": number, "ended": ended, "found": look()}) + "\n")
        if ended:
            return
    raise SystemExit("it never ends")


def submitting(folder: Path, url: str, token: str, desk: Path) -> None:
    content = workbook()
    prepared()

    def make(number: int) -> tuple[Callable[[], object], Callable[[], object]]:
        here = folder / str(number)
        here.mkdir()
        path = here / "填报.xlsx"
        path.write_bytes(content)
        for what in ("packages", "receipts"):
            shutil.rmtree(desk / what, ignore_errors=True)
        setting = Setting(
            Outbox(here / "outbox"), library(), Sender(lambda unit, target: token), Patience(tries=1), lambda: AT
        )

        def look() -> object:
            stamp = stamp_of(path.read_bytes())
            kept = [receipt for entry in setting.outbox.entries() if (receipt := entry.receipt()) is not None]
            return {
                "entries": len(setting.outbox.entries()),
                "kept": [receipt.number for receipt in kept],
                "stamped": stamp.number if stamp else "",
                "receipts": len(list((desk / "receipts").glob("*.json"))),
                "packages": len(list((desk / "packages").glob("*.zip"))),
            }

        return lambda: submit(setting, path, target_of(url)), look

    every_write(make)


def receiving(folder: Path) -> None:
    package = package_of(prepared(), AT)

    def make(number: int) -> tuple[Callable[[], object], Callable[[], object]]:
        here = folder / str(number)

        def look() -> object:
            desk = open_desk(here, library(), lambda: LATER)
            numbers = [path.stem for path in (here / "receipts").glob("*.json")]
            return {
                "receipts": len([number for number in numbers if desk.receipt(number) is not None]),
                "packages": len(list((here / "packages").glob("*.zip"))),
            }

        return lambda: open_desk(here, library(), lambda: LATER).receive(package), look

    every_write(make)


if __name__ == "__main__":
    if sys.argv[1] == "submitting":
        submitting(Path(sys.argv[2]), sys.argv[3], sys.argv[4], Path(sys.argv[5]))
    else:
        receiving(Path(sys.argv[2]))
