"""Ways to change a workbook file: through openpyxl, in the XML of a part, and as programs move rows and columns."""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from html import unescape
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from generator.package import column_number
from generator.plan import letters

Change = Callable[[bytes], bytes]
"""A whole file before and after."""


@lru_cache(maxsize=8)
def _loaded(content: bytes) -> bytes:
    """A workbook as openpyxl loads it, pickled: unpickling one more copy is several times as quick as loading it."""
    book = load_workbook(io.BytesIO(content), keep_vba=True)
    book.vba_archive = None
    return pickle.dumps(book)


@dataclass(frozen=True)
class InBook:
    """Edits of openpyxl's workbook, one after the other."""

    edits: tuple[Callable[[Any], object], ...]

    def __call__(self, content: bytes) -> bytes:
        book = pickle.loads(_loaded(content))
        book.vba_archive = ZipFile(io.BytesIO(content))
        for edit in self.edits:
            edit(book)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()


def in_book(edit: Callable[[Any], object]) -> Change:
    """An edit of openpyxl's workbook."""
    return InBook((edit,))


def in_parts(edit: Callable[[str, str], str]) -> Change:
    """An edit of every XML part's text; it has to change something."""

    def change(content: bytes) -> bytes:
        buffer = io.BytesIO()
        changed = False
        with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
            for name in old.namelist():
                part = old.read(name)
                if name.endswith((".xml", ".rels")):
                    text = part.decode()
                    edited = edit(name, text)
                    changed = changed or edited != text
                    part = edited.encode()
                new.writestr(name, part)
        assert changed, "the edit changed nothing"
        return buffer.getvalue()

    return change


def in_part(part: str, edit: Callable[[str], str]) -> Change:
    """An edit of one part's text."""
    return in_parts(lambda name, text: edit(text) if name == part else text)


def replaced(part: str, pattern: str, new: str) -> Change:
    """The first match of a pattern in a part replaced."""
    return in_part(part, lambda text: re.sub(pattern, new, text, count=1, flags=re.DOTALL))


def with_part(name: str, content: bytes | str, content_type: str = "") -> Change:
    """One more part, with its entry in the list of types."""

    def change(given: bytes) -> bytes:
        buffer = io.BytesIO(given)
        with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        if not content_type:
            return buffer.getvalue()
        entry = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
        return replaced(r"[Content_Types].xml", "</Types>", entry)(buffer.getvalue())

    return change


def both(*changes: Change) -> Change:
    """One change after the other; openpyxl loads and saves once for neighbouring edits."""
    joined: list[Change] = []
    for each in changes:
        last = joined[-1] if joined else None
        if isinstance(each, InBook) and isinstance(last, InBook):
            joined[-1] = InBook(last.edits + each.edits)
        else:
            joined.append(each)
    return lambda content: reduce(lambda done, each: each(done), joined, content)


# --- rows and columns, as a spreadsheet program moves them ----------------------------------------------------------

Map = Callable[[int], int | None]
"""Where a row (or column) goes; ``None``: it is deleted."""

_REFERENCE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"""
    r"""(?P<a>(?<![\w.$])\$?)(?P<col>[A-Z]{1,3})(?P<b>\$?)(?P<row>[1-9]\d*)(?![\w.(!])"""
)
_CELL = re.compile(r"<row r=\"(\d+)\"(.*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_FORMULA = re.compile(r"(<f\b[^>]*>|<formula[12]?>|<definedName\b[^>]*>)([^<]*)(</)")


def moved(sheet: str, part: str, *, rows: Map = lambda n: n, columns: Map = lambda n: n) -> Change:
    """Rows or columns of one sheet moved, with what refers to them; shared formulas are written out first."""

    def reference(match: re.Match[str], here: bool) -> str:
        if match["text"] is not None:
            return match.group()
        named = (match["sheet"] or "").rstrip("!").strip("'")
        if (named != sheet) if named else not here:
            return match.group()
        row, column = rows(int(match["row"])), columns(column_number(match["col"]))
        if row is None or column is None:
            return "#REF!"
        return f"{match['sheet'] or ''}{match['a']}{letters(column)}{match['b']}{row}"

    def formula(match: re.Match[str], here: bool) -> str:
        text = _with_range_sheets(unescape(match[2]))
        text = _REFERENCE.sub(lambda each: reference(each, here), text)
        text = re.sub(r"\0(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?", "", text)
        return match[1] + escape(text) + match[3]

    def edit(name: str, text: str) -> str:
        here = name == part
        text = _FORMULA.sub(lambda match: formula(match, here), text)
        return _moved_cells(text, rows, columns) if here else text

    return in_parts(lambda name, text: edit(name, _written_out(text) if name == part else text))


def _with_range_sheets(text: str) -> str:
    """The second corner of ``'表'!$A$1:$A$9`` belongs to the same sheet."""
    return re.sub(r"('(?:[^']|'')+'|[^\W\d][\w.]*)!(\$?[A-Z]+\$?\d+):(\$?[A-Z]+\$?\d+)", r"\1!\2:\0\1!\3", text)


def _written_out(text: str) -> str:
    """Every shared formula as a formula of its own."""
    homes: dict[str, tuple[str, int]] = {}

    def one(match: re.Match[str]) -> str:
        cell, row, attributes, formula = match.groups()
        index = re.search(r'si="(\d+)"', attributes)
        if index is None:
            return match.group()
        if formula:
            homes[index[1]] = (unescape(formula), int(row))
        master, home = homes[index[1]]

        def shift(each: re.Match[str]) -> str:
            if each["text"] is not None or each["b"]:
                return each.group()
            return f"{each['sheet'] or ''}{each['a']}{each['col']}{int(each['row']) + int(row) - home}"

        return f"{cell}<f>{escape(_REFERENCE.sub(shift, master))}</f>"

    return re.sub(r'(<c r="[A-Z]+(\d+)"[^>]*>)<f([^>]*?)(?:/>|>([^<]*)</f>)', one, text)


def _moved_cells(text: str, rows: Map, columns: Map) -> str:
    def cell(match: re.Match[str]) -> str:
        row, column = rows(int(match[2])), columns(column_number(match[1]))
        assert row is not None
        return "" if column is None else f'<c r="{letters(column)}{row}"{match[3]}'

    def row(match: re.Match[str]) -> str:
        to = rows(int(match[1]))
        cells = (
            re.sub(r'<c r="([A-Z]+)(\d+)"((?:[^>]*/>|.*?</c>))', cell, match[3] or "", flags=re.DOTALL)
            if to is not None
            else ""
        )
        return "" if to is None else f'<row r="{to}"{match[2]}>{cells}</row>'

    def area(match: re.Match[str]) -> str:
        moved_cells = [_moved_corner(corner, rows, columns) for corner in match[2].split(":")]
        return f'{match[1]}"{":".join(moved_cells)}"' if all(moved_cells) else f'{match[1]}"XFD1"'

    head, body, tail = re.split(r"<sheetData>|</sheetData>", text)
    head = re.sub(r"<cols>(.*?)</cols>", lambda match: f"<cols>{_moved_widths(match[1], columns)}</cols>", head)
    kept = [row(match) for match in _CELL.finditer(body)]
    kept.sort(key=lambda each: int(re.findall(r"\d+", each[:20])[0]) if each else 0)
    tail = re.sub(r'((?:sqref|ref)=)"([A-Z0-9:]+)"', area, tail)
    tail = re.sub(
        r'<mergeCell ref="XFD1"></mergeCell>|<dataValidation ((?!<dataValidation ).)*?sqref="XFD1".*?</dataValidation>',
        "",
        tail,
        flags=re.DOTALL,
    )
    return f"{head}<sheetData>{''.join(kept)}</sheetData>{tail}"


def _moved_widths(text: str, columns: Map) -> str:
    """Each column's width, and whether it shows, goes where the column goes."""
    moved_to: dict[int, str] = {}
    for attributes in re.findall(r"<col ([^>]*?)/?>(?:</col>)?", text):
        first, last = (int(re.search(rf'{key}="(\d+)"', attributes)[1]) for key in ("min", "max"))  # type: ignore[index]
        others = re.sub(r'(?:min|max)="\d+"', "", attributes)
        for number in range(first, last + 1):
            if (to := columns(number)) is not None:
                moved_to[to] = f'<col {others} min="{to}" max="{to}"></col>'
    return "".join(moved_to[number] for number in sorted(moved_to))


def _moved_corner(corner: str, rows: Map, columns: Map) -> str:
    match = re.fullmatch(r"([A-Z]+)(\d+)", corner)
    assert match
    row, column = rows(int(match[2])), columns(column_number(match[1]))
    return "" if row is None or column is None else f"{letters(column)}{row}"


def inserted(at: int, count: int = 1) -> Map:
    """``count`` new ones before number ``at``."""
    return lambda number: number + count if number >= at else number


def deleted(at: int, count: int = 1) -> Map:
    """``count`` gone from number ``at`` on."""
    return lambda number: number if number < at else None if number < at + count else number - count


def carried(start: int, to: int) -> Map:
    """One from ``start`` up (or left) to ``to``, those between one further."""
    return lambda number: to if number == start else number + 1 if to <= number < start else number


def swapped(one: int, other: int) -> Map:
    """Two in each other's place."""
    return lambda number: {one: other, other: one}.get(number, number)
