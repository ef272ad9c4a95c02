"""What of a sheet is no cell: whether it is there and shown, its rows and columns, merges, protection, print set-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from generator.damage.alignment import Alignment, Pair
from generator.damage.cells import told
from generator.damage.damage import Damage
from generator.damage.formulas import Moves, relative
from generator.damage.sheet_part import Budget, Seen, SheetPart, areas, is_true
from generator.damage.shift import runs
from generator.damage.snapshot import Snapshot
from generator.plan import Area, letters

_PASSWORD: Final = ("password", "hashValue", "workbookPassword", "workbookHashValue")
_ALLOWED: Final = (
    "insertRows", "insertColumns", "deleteRows", "deleteColumns", "insertHyperlinks", "formatCells", "formatColumns",
    "formatRows", "sort", "autoFilter",
)  # fmt: skip
"""What protection can allow; LibreOffice keeps these, and writes no pivot tables."""
_QUOTED_WORDS: Final = 6


def presence_damages(alignment: Alignment) -> Iterator[Damage]:
    """Sheets that are missing, renamed, new, hidden, shown, or in another order."""
    for name in alignment.missing:
        yield Damage("damage-sheet-missing", name)
    for pair in alignment.pairs:
        old, new = pair.old, pair.new
        if old.name.casefold() != new.name.casefold():
            yield Damage("damage-sheet-renamed", new.name, "", old.name, new.name)
        if old.is_hidden != new.is_hidden:
            yield Damage("damage-sheet-shown" if old.is_hidden else "damage-sheet-hidden", new.name)
    for shot in alignment.added:
        filled = sum(seen.value is not None for cells in shot.part.cells.values() for seen in cells.values())
        yield Damage("damage-sheet-added", shot.name, "", "", str(filled))


def order_damages(alignment: Alignment, new: Snapshot) -> Iterator[Damage]:
    """The fewest sheets that, taken out, leave the rest in order."""
    place = {shot.name: index for index, shot in enumerate(new.sheets)}
    order = [place[pair.new.name] for pair in alignment.pairs]
    kept = set(_longest_rising(order))
    names = [shot.name for shot in new.sheets]
    for index in order:
        if index not in kept:
            yield Damage("damage-sheet-moved", names[index], "", "", str(index + 1))


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    best: list[list[int]] = []
    for number in numbers:
        before = max((each for each in best if each[-1] < number), key=len, default=[])
        best.append([*before, number])
    return max(best, key=len, default=[])


def structure_damages(pair: Pair) -> Iterator[Damage]:
    """Rows and columns that came, went or moved."""
    name = pair.new.name
    for first, last in pair.inserted_rows:
        yield Damage("damage-rows-inserted", name, f"{first}:{last}", "", str(last - first + 1))
    for first, last in pair.deleted_rows:
        said = _words(cells for row, cells in pair.old.part.cells.items() if first <= row <= last)
        yield Damage("damage-rows-deleted", name, f"{first}:{last}", said, str(last - first + 1))
    for first, last in pair.moved_rows:
        yield Damage("damage-rows-moved", name, f"{first}:{last}", f"{pair.rows.old(first)}:{pair.rows.old(last)}", "")
    for first, last in pair.inserted_columns:
        yield Damage("damage-columns-inserted", name, _columns(first, last), "", str(last - first + 1))
    for first, last in pair.deleted_columns:
        inside = (
            {c: seen for c, seen in cells.items() if first <= c <= last} for cells in pair.old.part.cells.values()
        )
        yield Damage("damage-columns-deleted", name, _columns(first, last), _words(inside), str(last - first + 1))
    for first, last in pair.moved_columns:
        was = _columns(pair.columns.old(first) or first, pair.columns.old(last) or last)
        yield Damage("damage-columns-moved", name, _columns(first, last), was, "")


def _columns(first: int, last: int) -> str:
    return f"{letters(first)}:{letters(last)}"


def _words(rows: Iterable[dict[int, Seen]]) -> str:
    """The first texts of some rows, to tell them by."""
    found: list[str] = []
    for cells in rows:
        texts = (told(seen, seen.home) for seen in cells.values() if seen.formula is None)
        found += [text for text in texts if text]
        if len(found) >= _QUOTED_WORDS:
            break
    return "，".join(found[:_QUOTED_WORDS])


def visibility_damages(pair: Pair) -> Iterator[Damage]:
    """Rows and columns hidden or shown; what a filter hides is the filler's right."""
    name, old, new = pair.new.name, pair.old.part, pair.new.part
    shown_rows = {pair.rows.new(row) for row in old.hidden_rows} - {None} - set(new.hidden_rows)
    was_hidden = {pair.rows.new(row) for row in old.hidden_rows}
    filtered = _filtered_rows(new)
    used = {row for row in new.hidden_rows if pair.rows.old(row) is not None}
    last = pair.sheet.last_row
    hidden_rows = {row for row in used - was_hidden if row not in filtered and (pair.rows.old(row) or 0) <= last}
    for kind, rows in (("damage-rows-hidden", hidden_rows), ("damage-rows-shown", shown_rows)):
        yield from (Damage(kind, name, f"{first}:{end}") for first, end in runs(row for row in rows if row))
    were = {pair.columns.new(column) for column in _hidden_columns(old, pair)}
    are = _hidden_columns(new, pair)
    for kind, columns in (("damage-columns-hidden", are - were), ("damage-columns-shown", were - are)):
        yield from (Damage(kind, name, _columns(first, end)) for first, end in runs(c for c in columns if c))


def _filtered_rows(part: SheetPart) -> range:
    found = areas(part.filter, Budget(0, 0, 8, 0)) if part.is_filtered else ()
    return range(found[0].top, found[0].bottom + 1) if found else range(0)


def _hidden_columns(part: SheetPart, pair: Pair) -> set[int]:
    widest = max(len(pair.sheet.widths), pair.columns.new(len(pair.sheet.widths)) or 0)
    return {column for first, last in part.hidden_columns for column in range(first, min(last, widest) + 1)}


def merge_damages(pair: Pair) -> Iterator[Damage]:
    """Cells merged and unmerged."""
    wanted = {}
    for area in pair.old.part.merges:
        start, end = pair.here(area.top, area.left), pair.here(area.bottom, area.right)
        if start and end:
            wanted[Area(*start, *end)] = area
    found = set(pair.new.part.merges)
    for area in sorted(found - wanted.keys()):
        yield Damage("damage-cells-merged", pair.new.name, area.a1)
    for area in sorted(wanted.keys() - found):
        yield Damage("damage-cells-unmerged", pair.new.name, area.a1)


def protection_damages(pair: Pair) -> Iterator[Damage]:
    """Protection taken off, loosened, or given a password."""
    name, old, new = pair.new.name, pair.old.part.protection, pair.new.part.protection
    if not is_true(old.get("sheet")):
        return
    if not is_true(new.get("sheet")):
        yield Damage("damage-sheet-unprotected", name)
        return
    one, other = _allowed(old), _allowed(new)
    if one != other:
        yield Damage("damage-sheet-protection", name, "", "、".join(one), "、".join(other))
    if has_password(new):
        yield Damage("damage-sheet-password", name)


def has_password(protection: dict[str, str]) -> bool:
    """Whether a password was set; an empty one of the old kind is none."""
    return any(protection.get(key, "") not in {"", "0000"} for key in _PASSWORD)


def _allowed(protection: dict[str, str]) -> list[str]:
    """The flags say what is forbidden, and forbid unless they say otherwise."""
    return [key for key in _ALLOWED if key in protection and not is_true(protection[key])]


def hung_damages(pair: Pair) -> Iterator[Damage]:
    """Comments and hyperlinks."""
    for comment in pair.new.comments:
        yield Damage("damage-comment-added", pair.new.name, comment.cell, "", comment.text)
    known = {(link.cell, link.target) for link in pair.old.links}
    for link in pair.new.links:
        if (link.cell, link.target) not in known:
            yield Damage("damage-hyperlink-added", pair.new.name, link.cell, "", link.target)


def printing_damages(pair: Pair, old: Snapshot, new: Snapshot, moves: Moves) -> Iterator[Damage]:
    """What prints, how, and what the filter is for; a printer's own dialog changes some of it."""
    name = pair.new.name
    if pair.sheet.printing is not None:
        for built_in, kind in (
            ("_xlnm.Print_Area", "damage-print-area"),
            ("_xlnm.Print_Titles", "damage-print-titles"),
        ):
            was, now = old.names.get((pair.old.name, built_in), ""), new.names.get((name, built_in), "")
            if relative(was, (1, 1), (1, 1)) != relative(now, (1, 1), (1, 1), name.casefold(), moves):
                if not (pair.rows.is_none or pair.columns.is_none) and now:
                    continue
                yield Damage(kind, name, "", was, now)
        one, other = _page(pair.old.part.page), _page(pair.new.part.page)
        if one != other:
            yield Damage("damage-page-setup", name, "", " ".join(one), " ".join(other))
    if pair.old.part.filter != pair.new.part.filter and pair.rows.is_none and pair.columns.is_none:
        yield Damage("damage-filter-changed", name, pair.new.part.filter, pair.old.part.filter, pair.new.part.filter)


def _page(page: dict[str, str]) -> list[str]:
    """Orientation, paper, and how many pages wide; programs write what is usual or leave it out."""
    fits = is_true(page.get("fitToPage"))
    return [
        page.get("orientation", "portrait").replace("default", "portrait"),
        f"paper {page.get('paperSize', '1')}",
        f"{page.get('fitToWidth', '1')}×{page.get('fitToHeight', '1')}" if fits else "100%",
    ]
