"""A workbook file opened as far as names and sheets: what is needed before any cell is read, within stated bounds."""

from __future__ import annotations

import io
import os
import posixpath
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from generator.plan import Area
from qingbiao.errors import BadWorkbook
from qingbiao.faults import Fault, Place

MOST_BYTES: Final = 64 * 2**20
MOST_UNPACKED: Final = 512 * 2**20
MOST_OF_A_PART: Final = 32 * 2**20
"""Bounds on what is opened: the file, all its parts unpacked, and the part that lists names."""

BROKEN_ARCHIVE: Final = (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, OSError)
"""What unpacking raises where an archive is none, or is damaged."""

BROKEN_XML: Final = (ParseError, ExpatError, DefusedXmlException, ValueError, LookupError)
"""What reading XML raises where it is none; :class:`LookupError` is for an encoding that nobody knows."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet, in every spreadsheet program."""

_DAYS_TO_1904: Final = 1462
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_AREA: Final = re.compile(
    r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$([0-9]{1,7})(?::\$([A-Z]{1,3})\$([0-9]{1,7}))?$"
)
_LONGEST_AREA: Final = 255
"""A sheet's name has 31 characters at most; whatever is much longer is no area."""


@dataclass(frozen=True)
class NamedArea:
    """What a defined name refers to."""

    sheet: str
    area: Area


@dataclass(frozen=True)
class Package:
    """A workbook file: its bytes, its sheets in order, and the areas its names refer to."""

    path: Path
    content: bytes
    sheets: tuple[str, ...]
    names: Mapping[str, NamedArea]
    parts: Mapping[str, str]
    """By sheet: its part of the archive, where that can be told."""
    first_day: int = 0
    """What is to be added to the number of a day: 1462 in workbooks that count from 1904."""


def open_package(path: Path, content: bytes | None = None) -> Package:
    """Open a workbook. Raises :class:`BadWorkbook` with the reason, in the user's words, when it is none.

    Who holds the file's bytes already gives them; then ``path`` is only what messages call it.
    """
    content = _read(path) if content is None else content
    _refuse_others(path, content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            root = fromstring(_workbook_part(path, archive))
            targets = _targets(archive)
    except BROKEN_ARCHIVE:
        raise bad(path, "workbook-damaged") from None
    except BROKEN_XML:
        raise bad(path, "workbook-damaged-names") from None
    space = _STRICT if root.tag.startswith(_STRICT) else _MAIN
    sheets = tuple(each.get("name", "") for each in root.iterfind(f"{space}sheets/{space}sheet"))
    named = (_named(each) for each in root.iterfind(f"{space}definedNames/{space}definedName"))
    properties = root.find(f"{space}workbookPr")
    late = properties is not None and properties.get("date1904") in {"1", "true"}
    names = dict(pair for pair in named if pair is not None)
    return Package(path, content, sheets, names, _parts(root, space, targets), _DAYS_TO_1904 if late else 0)


def bad(path: Path, code: str, **slots: object) -> BadWorkbook:
    """Why a file is refused."""
    return BadWorkbook(Fault(code, slots, Place(str(path))))


def _read(path: Path) -> bytes:
    try:
        content = read_up_to(path, MOST_BYTES)
    except OSError as problem:
        raise bad(path, "file-unreadable", reason=problem.strerror or problem) from None
    if content is None:
        raise bad(path, "workbook-too-large", most=MOST_BYTES // 2**20)
    return content


def read_up_to(path: Path, most: int) -> bytes | None:
    """A file's bytes, ``None`` if there are more; what grows meanwhile or never ends is not read on."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > most:
            return None
        content = file.read(most + 1)
    return content if len(content) <= most else None


def _refuse_others(path: Path, content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise bad(path, "workbook-too-large", most=MOST_BYTES // 2**20)
    if content.startswith(_OLE):
        raise bad(path, "workbook-encrypted" if _ENCRYPTED in content else "workbook-xls")
    if not content:
        raise bad(path, "workbook-empty")
    if not content.startswith(b"PK"):
        raise bad(path, "workbook-not")


def _workbook_part(path: Path, archive: ZipFile) -> bytes:
    entries = {entry.filename: entry for entry in archive.infolist()}
    if sum(entry.file_size for entry in entries.values()) > MOST_UNPACKED:
        raise bad(path, "workbook-too-large", most=MOST_UNPACKED // 2**20)
    part = entries.get("xl/workbook.xml")
    if part is None:
        raise bad(path, "workbook-not")
    if part.file_size > MOST_OF_A_PART:
        raise bad(path, "workbook-too-large", most=MOST_OF_A_PART // 2**20)
    return archive.read(part)


def _targets(archive: ZipFile) -> dict[str, str]:
    """The parts that the workbook refers to, by the ids it uses; none where that cannot be told."""
    try:
        part = archive.getinfo(_RELATIONS)
        root = fromstring(archive.read(part)) if part.file_size <= MOST_OF_A_PART else None
    except BROKEN_XML:
        return {}
    found = {each.get("Id", ""): _inside(each.get("Target", "")) for each in (() if root is None else root)}
    spelled = {name.lower(): name for name in archive.namelist()}  # names of parts differ in more than capitals
    return {key: spelled[target.lower()] for key, target in found.items() if target.lower() in spelled}


def _inside(target: str) -> str:
    """A target as the archive names it: relative to the workbook's folder, or from the root."""
    return posixpath.normpath(posixpath.join("/xl", target)).removeprefix("/")


def _parts(root: Any, space: str, targets: Mapping[str, str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for each in root.iterfind(f"{space}sheets/{space}sheet"):
        id_ = next((value for key, value in each.items() if key.endswith("}id")), "")
        if id_ in targets:
            parts[each.get("name", "")] = targets[id_]
    return parts


def _named(element: Any) -> tuple[str, NamedArea] | None:
    area = named_area(element.text or "") if element.get("localSheetId") is None else None
    return None if area is None else (element.get("name", ""), area)


def named_area(reference: str) -> NamedArea | None:
    """What a name refers to, told from the text of its definition; ``None`` where that is no area of one sheet."""
    return _area(reference.strip()) if len(reference) <= _LONGEST_AREA else None


@lru_cache(4096)
def _area(reference: str) -> NamedArea | None:
    """Remembered, because all workbooks of an edition name the same areas."""
    match = _AREA.match(reference)
    if match is None:
        return None
    quoted, bare, left, top, right, bottom = match.groups()
    area = Area(int(top), column_number(left), int(bottom or top), column_number(right or left))
    if not (1 <= area.top <= area.bottom <= MOST_ROWS and area.left <= area.right <= MOST_COLUMNS):
        return None
    return NamedArea(quoted.replace("''", "'") if quoted else bare, area)


def column_number(letters: str) -> int:
    """A column's number: A → 1, AB → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
