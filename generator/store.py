"""Files are written whole or not at all: a crash, a full disk or Ctrl-C leaves the old file or the new one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from qingbiao.errors import CannotWrite
from qingbiao.faults import Fault, Place


def write_whole(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file by way of a temporary one. Raises :class:`CannotWrite`, without ``force`` also if it exists."""
    if not force and is_taken(path):
        raise CannotWrite(Fault("file-exists", {}, Place(str(path))))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content, force=force)
    except OSError as problem:
        if isinstance(problem, FileExistsError) and path.parent.is_dir():  # else a file is where a folder should be
            raise CannotWrite(Fault("file-exists", {}, Place(str(path)))) from None
        raise CannotWrite(Fault("file-unwritable", {"reason": problem.strerror or problem}, Place(str(path)))) from None


def make_folder(path: Path) -> None:
    """Make a folder and those above it. Raises :class:`CannotWrite`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CannotWrite(Fault("file-unwritable", {"reason": problem.strerror or problem}, Place(str(path)))) from None


def is_taken(path: Path) -> bool:
    """Whether something is there already; nothing is under a name that no file system takes."""
    try:
        return path.exists()
    except OSError:
        return False


def _write(path: Path, content: bytes, *, force: bool) -> None:
    path = Path(os.path.realpath(path))
    if force and path.exists() and not path.is_file():  # a device or a pipe stays what it is
        path.write_bytes(content)
        return
    # its name is known before it is there: Ctrl-C may come at any moment in between
    temporary = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if force:
            temporary.replace(path)
        else:
            _place_new(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _place_new(temporary: Path, path: Path) -> None:
    """Give the file its name unless another came first; not every file system has hard links."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        temporary.replace(path)
