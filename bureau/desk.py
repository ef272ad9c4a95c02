"""The desk's folder: packages as they came, a receipt for each submission, and the key that receipts are signed with.

A submission counts when its receipt is there, under the number that follows from its content; so it counts once,
however often and by however many ways it arrives, and whatever dies on the way.
"""

from __future__ import annotations

import itertools
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from generator.library import Library
from generator.locking import locked
from generator.store import write_whole
from generator.submission.building import Prepared, package_of, prepare
from generator.submission.canonical import sha256
from generator.submission.manifest import number_of
from generator.submission.opening import Opened, is_package, open_submission
from generator.submission.receipt import Receipt, is_ours, read_receipt, receipt_for, signed
from generator.submission.verifying import verify
from qingbiao.errors import CannotWrite, Unusable, WrongKey, WrongUnit
from qingbiao.faults import Fault, Language, Place

_PACKAGES: Final = "packages"
_RECEIPTS: Final = "receipts"
_KEY: Final = "desk.key"
_LOCK: Final = "desk.lock"
_KEY_BYTES: Final = 32
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_NUMBER: Final = re.compile(r"[0-9]{4}(?:-[0-9A-Z]{4}){3}")
ANY_UNIT: Final = "*"


@dataclass(frozen=True)
class Answer:
    """A receipt, and whether the submission was new."""

    receipt: Receipt
    new: bool


@dataclass(frozen=True)
class Desk:
    """One folder of submissions. Several programs may have the same folder open."""

    folder: Path
    spec: Library
    key: bytes
    now: Callable[[], datetime]

    def receive(
        self, content: bytes, unit: str = ANY_UNIT, claimed_key: str = "", language: Language = "zh", name: str = ""
    ) -> Answer:
        """Take in a package, or a plain workbook, of which the package is made here.

        Raises :class:`BadPackage`, :class:`NotInOrder`, :class:`WrongUnit`, :class:`WrongKey` or :class:`CannotWrite`.
        """
        if not is_package(content):
            prepared = prepare(Path(name or "workbook.xlsx"), content, self.spec, language)
            content = package_of(prepared, self.now())
            opened = open_submission(content)
        else:
            opened = open_submission(content)
            _allow(unit, opened.manifest.unit)  # before the long work
            prepared = verify(opened, self.spec, language)
        _allow(unit, prepared.filed.unit)
        if claimed_key and claimed_key != opened.key:
            raise WrongKey(Fault("desk-key"))
        return self._stored(opened, prepared)

    def receipt(self, number: str) -> Receipt | None:
        """The receipt with this number, if this desk has given it."""
        if not _NUMBER.fullmatch(number):
            return None
        try:
            found = read_receipt(self._receipt_path(number).read_bytes())
        except FileNotFoundError:
            return None
        return found if is_ours(found, self.key) else None

    def _stored(self, opened: Opened, prepared: Prepared) -> Answer:
        try:
            with locked(self.folder / _LOCK):
                number = next(number for number in _numbers(prepared) if not self._taken(number, prepared))
                known = self.receipt(number)
                if known is not None:
                    return Answer(known, new=False)
                receipt = signed(receipt_for(opened.manifest, opened.content, self.now(), number), self.key)
                package = self.folder / _PACKAGES / f"{sha256(opened.content)}.zip"
                write_whole(package, opened.content, force=True)
                write_whole(self._receipt_path(receipt.number), receipt.content(), force=True)
                return Answer(receipt, new=True)
        except OSError as problem:
            reason = problem.strerror or problem
            raise CannotWrite(Fault("file-unwritable", {"reason": reason}, Place(str(self.folder)))) from None

    def _taken(self, number: str, prepared: Prepared) -> bool:
        """Whether the number is that of another submission."""
        path = self._receipt_path(number)
        receipt = self.receipt(number)
        if receipt is None:
            return path.exists()  # one that this key has not signed; it is left alone
        return (receipt.digest, receipt.unit) != (prepared.digest, prepared.filed.unit)

    def _receipt_path(self, number: str) -> Path:
        return self.folder / _RECEIPTS / f"{number}.json"


def open_desk(folder: Path, spec: Library, now: Callable[[], datetime]) -> Desk:
    """Open a desk's folder, made with a new key if there is none. Raises :class:`Unusable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / _LOCK):
            if not (folder / _KEY).exists():
                _make_key(folder / _KEY)
        return Desk(folder, spec, _read_key(folder / _KEY), now)
    except OSError as problem:
        reason = problem.strerror or problem
        raise CannotWrite(Fault("file-unwritable", {"reason": reason}, Place(str(folder)))) from None


def _make_key(path: Path) -> None:
    """Write a key that only its owner can read, whole or not at all."""
    making = path.with_suffix(".part")
    making.unlink(missing_ok=True)
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)


def _read_key(path: Path) -> bytes:
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise Unusable(Fault("desk-open-key", {}, Place(str(path))))
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise Unusable(Fault("file-unreadable", {"reason": f"{len(key)} ≠ {_KEY_BYTES}"}, Place(str(path))))
    return key


def _numbers(prepared: Prepared) -> Iterator[str]:
    """The number that a submission has, and those it gets if that is taken: always in the same order."""
    yield prepared.number
    for count in itertools.count(1):
        yield number_of(sha256(f"{prepared.key} {count}".encode()), prepared.filed.year)


def is_for(unit: str, filed: str) -> bool:
    """Whether a token's unit is that of a filing; how they are spaced does not matter."""
    return unit == ANY_UNIT or "".join(unit.split()) == "".join(filed.split())


def _allow(unit: str, filed: str) -> None:
    if not is_for(unit, filed):
        raise WrongUnit(Fault("desk-other-unit", {"token": unit, "unit": filed}))
