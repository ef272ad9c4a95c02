"""A workbook file as it is, as far as a person or a program could have changed it: nothing interpreted, all bounded.

Unlike a spreadsheet library this keeps what such a library drops, never follows a link, refuses every document type,
and stops at stated bounds.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from generator.damage.parts import Attached, Comment, Link, attached_parts, comments_of, links_of
from generator.damage.sheet_part import Budget, Look, SheetPart, TooMuch, read_sheet, read_texts
from generator.package import BROKEN_ARCHIVE, BROKEN_XML, MOST_OF_A_PART, MOST_UNPACKED

MOST_CELLS: Final = 2_000_000
"""Cells of a workbook that is compared: four times a bureau's workbook with 10,000 rows."""
MOST_ELEMENTS: Final = 8_000_000
"""XML elements of its sheets and texts."""
MOST_AREAS: Final = 50_000
"""Areas of its validations, conditional formats and merged cells."""
MOST_TEXT: Final = 64 * 2**20
"""Characters of its texts."""
MOST_OF_TREES: Final = 2 * MOST_OF_A_PART
"""Bytes of the parts read whole, as often as they are named: the list of sheets and names, styles, comments."""

_DEFAULT_LOOK: Final = Look("General", locked=True)
_FORMATS: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Number formats that a file names by number only."""


class NotComparable(Exception):
    """Why a file cannot be compared, as a text for people."""


@dataclass(frozen=True)
class SheetShot:
    """One worksheet with what hangs on it."""

    name: str
    state: str
    part: SheetPart
    comments: tuple[Comment, ...]
    links: tuple[Link, ...]

    @property
    def is_hidden(self) -> bool:
        """Hidden in any way: LibreOffice knows only one."""
        return self.state != "visible"


@dataclass(frozen=True)
class Snapshot:
    """One workbook file."""

    sheets: tuple[SheetShot, ...]
    names: Mapping[tuple[str, str], str]
    """What each defined name refers to, by sheet (``""`` for the workbook's) and name."""
    structure: Mapping[str, str] | None
    """Attributes of the workbook's protection, ``None`` where there is none."""
    dates_from_1904: bool
    calculation: Mapping[str, str]
    properties: Mapping[str, str]
    attached: tuple[Attached, ...]

    def sheet(self, name: str) -> SheetShot | None:
        """A sheet by its name; capitals do not matter to any program."""
        return next((each for each in self.sheets if each.name.casefold() == name.casefold()), None)


def snapshot(content: bytes) -> Snapshot:
    """Read a whole workbook. Raises :class:`NotComparable` with the reason where that cannot be done."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _Reader(archive).read()
    except TooMuch as problem:
        raise NotComparable(str(problem)) from None
    except BROKEN_ARCHIVE as problem:
        raise NotComparable(f"{type(problem).__name__}: {problem}") from None
    except (*BROKEN_XML, OverflowError) as problem:
        raise NotComparable(f"XML: {problem}") from None


def local(element: Any) -> str:
    """An element's name without its namespace: strict and transitional files are read alike."""
    return str(element.tag).rpartition("}")[2]


def children(element: Any, name: str) -> Iterator[Any]:
    """The children of one name."""
    return (each for each in element if local(each) == name)


def child(element: Any, *names: str) -> Any:
    """The first child of the first name, its first child of the second, and so on; ``None`` if there is none."""
    for name in names:
        element = next(children(element, name), None)
        if element is None:
            return None
    return element


class _Reader:
    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.entries = {entry.filename: entry for entry in archive.infolist()}
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise TooMuch(f"> {MOST_UNPACKED // 2**20} MiB")
        self.budget = Budget(MOST_CELLS, MOST_ELEMENTS, MOST_AREAS, MOST_TEXT, MOST_OF_TREES)

    def tree(self, part: str) -> Any:
        """A small part as a tree; ``None`` where the archive has none."""
        entry = self.entries.get(part)
        if entry is None:
            return None
        if entry.file_size > MOST_OF_A_PART:
            raise TooMuch(f"{part}: > {MOST_OF_A_PART // 2**20} MiB")
        self.budget.spend("trees", entry.file_size)  # a small file can name one part many times
        return fromstring(self.archive.read(entry))

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """What a part refers to: by id, the kind, the target, and whether that is outside the file."""
        folder, name = posixpath.split(part)
        root = self.tree(f"{folder}/_rels/{name}.rels")
        found = {}
        for each in root if root is not None else ():
            outside = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not outside:
                joined = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(joined)
            found[each.get("Id", "")] = (each.get("Type", "").rpartition("/")[2], target, outside)
        return found

    def read(self) -> Snapshot:
        book = self.tree("xl/workbook.xml")
        if book is None:
            raise NotComparable("xl/workbook.xml?")
        relations = self.relations("xl/workbook.xml")
        targets = {kind: target for kind, target, outside in relations.values() if not outside}
        looks = self._looks(targets.get("styles", "xl/styles.xml"))
        texts = self._texts(targets.get("sharedStrings", "xl/sharedStrings.xml"))
        elements = list(child(book, "sheets") if child(book, "sheets") is not None else ())
        sheets = tuple(self._sheet(each, relations, looks, texts) for each in elements)
        properties = child(book, "workbookPr")
        protection, calculation = child(book, "workbookProtection"), child(book, "calcPr")
        return Snapshot(
            sheets=sheets,
            names=dict(_names(book, [each.name for each in sheets])),
            structure=None if protection is None else dict(protection.attrib),
            dates_from_1904=properties is not None and properties.get("date1904") in {"1", "true"},
            calculation={} if calculation is None else dict(calculation.attrib),
            properties=self._properties(),
            attached=attached_parts(self.entries, self.archive),
        )

    def _sheet(self, element: Any, relations: Mapping[str, Any], looks: list[Look], texts: list[str]) -> SheetShot:
        name, state = element.get("name", ""), element.get("state") or "visible"
        key = next((value for attribute, value in element.attrib.items() if attribute.endswith("}id")), "")
        kind, part, _ = relations.get(key, ("", "", True))
        if kind != "worksheet" or part not in self.entries:
            return SheetShot(name, state, SheetPart(), (), ())
        with self.archive.open(part) as stream:
            read = read_sheet(stream, looks or [_DEFAULT_LOOK], texts, self.budget)
        hung = self.relations(part)
        return SheetShot(name, state, read, tuple(comments_of(hung, self.tree)), tuple(links_of(read.links, hung)))

    def _looks(self, part: str) -> list[Look]:
        root = self.tree(part)
        if root is None:
            return []
        formats = dict(_FORMATS)
        for each in child(root, "numFmts") if child(root, "numFmts") is not None else ():
            formats[int(each.get("numFmtId", "0"))] = each.get("formatCode", "")
        cells = child(root, "cellXfs")
        return [_look(each, formats) for each in (cells if cells is not None else ())]

    def _texts(self, part: str) -> list[str]:
        if part not in self.entries:
            return []
        with self.archive.open(part) as stream:
            return read_texts(stream, self.budget)

    def _properties(self) -> dict[str, str]:
        root = self.tree("docProps/custom.xml")
        found = {}
        for each in root if root is not None else ():
            found[each.get("name", "")] = "".join(str(text) for text in each.itertext()).strip()
        return found


def _look(element: Any, formats: Mapping[int, str]) -> Look:
    protection = child(element, "protection")
    locked = protection is None or protection.get("locked") not in {"0", "false"}
    return Look(_plain(formats.get(int(element.get("numFmtId", "0")), "General")), locked=locked)


def _plain(number_format: str) -> str:
    """A number format without what programs write differently: escapes, quotes, languages, capitals."""
    bare = re.sub(r'\\|"|\[\$-[^\]]*\]|;@$', "", number_format)
    return "General" if bare.casefold() in {"general", ""} else bare


def _names(book: Any, sheets: list[str]) -> Iterator[tuple[tuple[str, str], str]]:
    listed = child(book, "definedNames")
    for each in listed if listed is not None else ():
        scope = each.get("localSheetId")
        index = int(scope) if scope is not None else -1
        sheet = sheets[index] if 0 <= index < len(sheets) else ""
        yield (sheet, each.get("name", "")), (each.text or "").strip()
