"""Proof that a peer wrote what we wrote: both files read back and compared."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet


def require_same(ours: bytes, theirs: bytes, peer: str) -> None:
    """Refuse to measure a peer that wrote something else."""
    mine, other = (load_workbook(io.BytesIO(content)) for content in (ours, theirs))
    pairs = {
        "sheets": (mine.sheetnames, other.sheetnames),
        "names": (set(mine.defined_names), set(other.defined_names)),
    }
    for name in mine.sheetnames:
        facts, peers = _facts(mine[name]), _facts(other[name])
        pairs |= {f"{name}: {fact}": (facts[fact], peers[fact]) for fact in facts}
    wrong = [what for what, (left, right) in pairs.items() if left != right]
    if wrong:
        raise SystemExit(f"{peer} wrote something else: {', '.join(wrong)}")


def _facts(ws: Worksheet) -> dict[str, Any]:
    filled = [cell for row in ws.iter_rows() for cell in row if cell.has_style and not isinstance(cell, MergedCell)]
    return {
        "values": {cell.coordinate: cell.value for cell in filled if cell.value not in {None, ""}},
        "locked": {cell.coordinate for cell in filled if not cell.protection.locked},
        "looks": {cell.coordinate: _look(cell) for cell in filled},
        "merges": sorted(str(area) for area in ws.merged_cells.ranges),
        "validations": sorted(_rules(ws)),
    }


def _rules(ws: Worksheet) -> Iterator[tuple[str, str]]:
    """Each area's rule: of several areas, a peer may write one rule for each."""
    for each in ws.data_validations.dataValidation:
        yield from ((str(area), each.formula1 or "") for area in each.sqref.ranges)


def _look(cell: Any) -> tuple[Any, ...]:
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else None
    border = cell.border.left.style if cell.border.left else None
    return cell.font.name, cell.font.sz, bool(cell.font.b), fill, border, cell.alignment.horizontal, cell.number_format
