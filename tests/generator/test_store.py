"""Files appear whole or not at all: a full disk, a crash or Ctrl-C leaves the old file or the new one, and what exists
is not overwritten unless asked.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from threading import Barrier, Thread

import pytest

from generator.store import write_whole
from qingbiao.errors import CannotWrite
from tests.generator.shipped import ROOT

OLD, NEW = b"old", b"new" * 1000


def codes(refused: pytest.ExceptionInfo[CannotWrite]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_a_new_file_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "模板" / "mee-2024" / "表.xlsx"
    write_whole(path, NEW)
    assert path.read_bytes() == NEW
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links and pipes")
def test_a_link_and_a_pipe_stay_what_they_are(tmp_path: Path) -> None:
    """What a link leads to is written; a device or a pipe is written into, not replaced by a file."""
    there, link, pipe = tmp_path / "表.xlsx", tmp_path / "链接.xlsx", tmp_path / "管道"
    there.write_bytes(OLD)
    link.symlink_to(there)
    write_whole(link, NEW, force=True)
    assert (link.is_symlink(), there.read_bytes()) == (True, NEW)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, NEW, force=True)
    assert (pipe.is_fifo(), os.read(reader, len(NEW) + 1)) == (True, NEW)
    os.close(reader)


def test_what_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(OLD)
    with pytest.raises(CannotWrite) as refused:
        write_whole(path, NEW)
    assert codes(refused) == ["file-exists"]
    assert path.read_bytes() == OLD
    write_whole(path, NEW, force=True)
    assert path.read_bytes() == NEW
    assert list(tmp_path.iterdir()) == [path]


def test_of_two_writers_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    """Both find nothing there and begin; the later must not overwrite the earlier."""
    path, start = tmp_path / "表.xlsx", Barrier(8)
    outcomes: list[bytes | None] = []

    def write(content: bytes) -> None:
        start.wait()
        try:
            write_whole(path, content)
        except CannotWrite:
            outcomes.append(None)
        else:
            outcomes.append(content)

    threads = [Thread(target=write, args=(str(number).encode() * 1_000_000,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [content for content in outcomes if content is not None]
    assert path.read_bytes() == winner
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_it_as_far_as_the_umask_says(tmp_path: Path) -> None:
    """A temporary file is private; the finished one is like any file a program saves."""
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "表.xlsx", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "表.xlsx").stat().st_mode) == 0o644


@pytest.mark.parametrize("place", ["file/表.xlsx", "x" * 300 + ".xlsx", "folder"])
def test_places_where_nothing_can_be_written(place: str, tmp_path: Path) -> None:
    """Below a file, under a name no file system takes, onto a folder: told as such, with or without --force."""
    (tmp_path / "file").write_bytes(OLD)
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotWrite) as refused:
        write_whole(tmp_path / place, NEW, force=True)
    assert codes(refused) == ["file-unwritable"]
    with pytest.raises(CannotWrite) as refused:
        write_whole(tmp_path / place, NEW)
    assert codes(refused) == ["file-exists" if place == "folder" else "file-unwritable"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-c", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


FULL = """
import resource, sys
from pathlib import Path
from generator.store import write_whole
from qingbiao.errors import CannotWrite
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_whole(Path(sys.argv[1]), bytes(1_000_000), force=True)
except CannotWrite as problem:
    print(problem.faults[0].code)
"""


@pytest.mark.parametrize("there_before", [True, False])
def test_a_disk_that_takes_no_more(there_before: bool, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    if there_before:
        path.write_bytes(OLD)
    told, trouble = run(FULL, path).communicate(timeout=60)
    assert (told.strip(), trouble) == ("file-unwritable", "")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == ([OLD] if there_before else [])


ENDLESS = """
import sys
from pathlib import Path
from generator.store import write_whole
path = Path(sys.argv[1])
print("ready")
try:
    while True:
        for letter in b"ab":
            write_whole(path, bytes([letter]) * 3_000_000, force=True)
except KeyboardInterrupt:
    pass
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_ended_while_writing(ending: signal.Signals, tmp_path: Path) -> None:
    """The file is one or the other, never half; after Ctrl-C nothing lies about."""
    path = tmp_path / "表.xlsx"
    for attempt in range(6):
        process = run(ENDLESS, path)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        while not path.exists():
            time.sleep(0.001)
        time.sleep(Random(attempt).uniform(0, 0.05))
        process.send_signal(ending)
        process.communicate(timeout=60)
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
        if ending == signal.SIGINT:
            assert list(tmp_path.iterdir()) == [path]
