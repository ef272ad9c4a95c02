"""待发箱: every submission on disk before anything is sent, so that what happens to program or network loses nothing.

A submission is a folder, which appears whole. It holds the package, what it is about, and the receipt once there is
one; what has become of a submission is told by which of these files are there. Attempts are noted, line by line.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from generator.locking import locked
from generator.store import write_whole
from generator.submission.canonical import canonical_json, sha256
from generator.submission.receipt import Receipt, read_receipt
from qingbiao.errors import BadPackage, CannotWrite, Unusable
from qingbiao.faults import Fault

_PACKAGE: Final = "package.zip"
_ABOUT: Final = "submission.json"
_RECEIPT: Final = "receipt.json"
_ATTEMPTS: Final = "attempts.jsonl"
_LOCK: Final = "lock"
_BEING_MADE: Final = ".making-"
_GIVEN_UP: Final = ".forgotten-"
_NAME_LENGTH: Final = 32


@dataclass(frozen=True)
class About:
    """What a submission is about, for whoever takes it up again."""

    workbook: str
    target: str
    unit: str
    key: str
    time: str


@dataclass(frozen=True)
class Entry:
    """One submission."""

    folder: Path
    about: About

    @property
    def package(self) -> bytes:
        """What is sent. Raises :class:`CannotWrite`, as everything here does when the disk fails."""
        try:
            return (self.folder / _PACKAGE).read_bytes()
        except OSError as problem:
            raise _unusable(self.folder, problem) from None

    def receipt(self) -> Receipt | None:
        """The answer, once there is one; a file that is none, as after a fault of the disk, is asked for again."""
        try:
            return read_receipt((self.folder / _RECEIPT).read_bytes())
        except (FileNotFoundError, BadPackage):
            return None

    def waits(self) -> bool:
        """Whether no desk has signed for it yet."""
        receipt = self.receipt()
        return receipt is None or not receipt.signed

    def keep(self, receipt: Receipt) -> None:
        """Store the answer. What a desk has signed is not given up for what is not signed."""
        known = self.receipt()
        if known is None or receipt.signed or not known.signed:
            write_whole(self.folder / _RECEIPT, receipt.content(), force=True)

    def note(self, at: datetime, what: str) -> None:
        """Add a line to the attempts; that this fails must not keep anything from being sent."""
        line = json.dumps({"time": at.isoformat(timespec="seconds"), "what": what}, ensure_ascii=False)
        with contextlib.suppress(OSError), (self.folder / _ATTEMPTS).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else delivers this submission at the same time."""
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(locked(self.folder / _LOCK))
            except OSError as problem:
                raise _unusable(self.folder, problem) from None
            yield

    def forget(self) -> None:
        """Give it up; what is on its way at this moment arrives first. Raises :class:`Unusable` if it has arrived."""
        with self.alone():
            if not self.waits():
                raise Unusable(Fault("outbox-signed", {"workbook": self.about.workbook}))
        try:
            gone = Path(tempfile.mkdtemp(prefix=_GIVEN_UP, dir=self.folder.parent))
            try:
                self.folder.rename(gone / self.folder.name)  # it goes as it came, whole
            finally:
                shutil.rmtree(gone, ignore_errors=True)
        except OSError as problem:
            raise _unusable(self.folder, problem) from None


@dataclass(frozen=True)
class Outbox:
    """A folder of submissions."""

    folder: Path

    def put(self, about: About, package: bytes) -> Entry:
        """Put a submission in; if it is there already, that one stands. Raises :class:`CannotWrite`."""
        name = sha256(canonical_json([about.key, about.target]))[:_NAME_LENGTH]
        try:
            return self._entry(self.folder / name) or self._make(name, about, package)
        except OSError as problem:
            raise _unusable(self.folder, problem) from None

    def _make(self, name: str, about: About, package: bytes) -> Entry:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        making = Path(tempfile.mkdtemp(prefix=_BEING_MADE, dir=self.folder))
        try:
            write_whole(making / _PACKAGE, package)
            write_whole(making / _ABOUT, canonical_json(asdict(about)))
            with contextlib.suppress(OSError):  # another was faster
                making.rename(self.folder / name)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        entry = self._entry(self.folder / name)
        if entry is None:
            raise OSError(name)
        return entry

    def entries(self) -> list[Entry]:
        """All submissions, the oldest first. Raises :class:`CannotWrite`."""
        try:
            folders = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        except FileNotFoundError:
            return []
        except OSError as problem:
            raise _unusable(self.folder, problem) from None
        entries = [entry for entry in map(self._entry, folders) if entry is not None]
        return sorted(entries, key=lambda entry: (datetime.fromisoformat(entry.about.time), entry.folder.name))

    def waiting(self) -> list[Entry]:
        """Those that no desk has signed for, the oldest first."""
        return [entry for entry in self.entries() if entry.waits()]

    def _entry(self, folder: Path) -> Entry | None:
        try:
            return Entry(folder, About(**json.loads((folder / _ABOUT).read_bytes())))
        except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
            return None


def _unusable(folder: Path, problem: OSError) -> CannotWrite:
    return CannotWrite(Fault("outbox-unusable", {"folder": folder, "reason": problem.strerror or problem}))
