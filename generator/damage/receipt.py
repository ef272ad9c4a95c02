"""A file as it arrived: opened within bounds, its identity found wherever it is still said, compared with its blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator import identity
from generator.damage.blanks import Blanks
from generator.damage.cells import told
from generator.damage.compare import Comparison, compared, not_compared
from generator.damage.damage import Damage
from generator.damage.sheet_part import address
from generator.damage.snapshot import NotComparable, Snapshot, snapshot
from generator.library import Library
from generator.package import Package, bad, open_package
from generator.plan import Plan
from generator.planning import capacities_for
from generator.workbook import MOST_ROWS
from qingbiao.errors import BadWorkbook, FaultySpec
from qingbiao.form import Edition, Kind

_ROWS: Final = re.compile(r"(?<!\S)([^\s=]++)=([0-9]{1,6})(?!\S)")
_DIGEST: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Inspected:
    """A received file with what it was issued as, and everything that was changed in it besides its inputs."""

    package: Package
    edition: Edition
    kind: Kind
    plan: Plan
    """Of the blank workbook with as many rows in each register as the file has."""
    comparison: Comparison
    damages: tuple[Damage, ...]


def damages_of(path: Path, spec: Path | Blanks) -> tuple[Damage, ...]:
    """Everything that was changed in a file. Raises :class:`BadWorkbook` where it is no workbook of ours at all."""
    try:
        return _inspect(path, _blanks(spec)).damages
    except NotComparable as problem:
        return (not_compared(problem),)


def inspect(path: Path, spec: Path | Blanks) -> Inspected:
    """Compare a file with its blank. Raises :class:`BadWorkbook` with the reason where that cannot be done."""
    try:
        return _inspect(path, _blanks(spec))
    except NotComparable as problem:
        raise BadWorkbook(not_compared(problem).fault(str(path))) from None


def _blanks(spec: Path | Blanks) -> Blanks:
    return spec if isinstance(spec, Blanks) else Blanks(spec)


def _inspect(path: Path, blanks: Blanks) -> Inspected:
    package = open_package(path)
    new = snapshot(package.content)
    facts = found_facts(new)
    edition, kind = _form(path, facts, blanks.library)
    return _compare(package, new, facts, _Issued(edition, kind, _rows(package, kind)), blanks)


@dataclass(frozen=True)
class _Issued:
    """As what a workbook was issued, with as many rows as it has now."""

    edition: Edition
    kind: Kind
    rows: Mapping[str, int]


def _compare(package: Package, new: Snapshot, facts: Mapping[str, str], issued: _Issued, blanks: Blanks) -> Inspected:
    edition, kind = issued.edition, issued.kind
    try:
        blank = blanks.of(edition, kind, issued.rows, facts["unit"], facts["serial"])
    except FaultySpec as problem:
        raise NotComparable("; ".join(fault.text("zh") for fault in problem.faults)) from None
    known, ignored = _explained(new, facts, edition, kind, blank.plan)
    comparison = compared(new, blank, ignored)
    return Inspected(package, edition, kind, blank.plan, comparison, (*comparison.damages, *known))


# --- what the file says it is, even where the names are gone -----------------------------------------------------


def found_facts(new: Snapshot) -> Mapping[str, str]:
    """The facts of the identity: by their names, else by their place in the hidden sheet, else from the properties."""
    return {key: _fact(new, key) for key in identity.KEYS}


def _fact(new: Snapshot, key: str) -> str:
    sheet, _, cell = new.names.get(("", identity.PREFIX + key), "").rpartition("!")
    shot, place = new.sheet(sheet.strip("'")), address(cell)
    if shot is not None and place is not None:
        seen = shot.part.cells.get(place[0], {}).get(place[1])
        return told(seen, place) if seen is not None else ""
    shot = new.sheet(identity.SHEET)
    for row, cells in shot.part.cells.items() if shot is not None else ():
        if 1 in cells and cells[1].value == key:
            return told(cells[2], (row, 2)) if 2 in cells else ""
    return new.properties.get(identity.PREFIX + key, "")


def _form(path: Path, facts: Mapping[str, str], library: Library) -> tuple[Edition, Kind]:
    if not facts["edition"]:
        raise bad(path, "workbook-foreign")
    known = library.issued_as(facts, path)
    return known.edition, known.kind


def _rows(package: Package, kind: Kind) -> dict[str, int]:
    """Each register's rows as the file has them, from the first of its names that is still there."""
    found = {}
    for register in kind.registers.values():
        keys = (register.key, *(column.id for column in kind.columns(register.id)))
        named = next((package.names[key] for key in keys if key in package.names), None)
        size = named.area.bottom - named.area.top + 1 if named is not None else register.capacity
        found[register.id] = size if size <= MOST_ROWS else register.capacity
    return found


def _explained(
    new: Snapshot, facts: Mapping[str, str], edition: Edition, kind: Kind, plan: Plan
) -> tuple[tuple[Damage, ...], frozenset[str]]:
    """What is told of the identity as a whole, and the facts that need not be compared one by one."""
    known, ignored = list(_grown(facts, kind, plan)), set()
    if known:
        ignored |= {"rows", "plan_digest"}
    if facts["spec_digest"] != edition.digest:
        known.append(Damage("damage-other-spec", new=edition.id))
        ignored |= {"spec_digest", "plan_digest"}
    elif "plan_digest" not in ignored and _laid_out_otherwise(new, facts, plan):
        known.append(Damage("damage-other-program"))
        ignored |= {"plan_digest"}
    return tuple(known), frozenset(ignored)


def _laid_out_otherwise(new: Snapshot, facts: Mapping[str, str], plan: Plan) -> bool:
    """Whether the workbook says wherever it says it that it was made from another plan of the same definition.

    That is how another version of this program lays it out; whoever edits the digest by hand changes one place.
    """
    issued, copy = facts["plan_digest"], new.properties.get(identity.PREFIX + "plan_digest", "")
    return _DIGEST.fullmatch(issued) is not None and issued != plan.identity["plan_digest"] and copy in {"", issued}


def _grown(facts: Mapping[str, str], kind: Kind, plan: Plan) -> Iterator[Damage]:
    """Registers that have another number of rows than when the workbook was issued."""
    issued = {register: int(rows) for register, rows in _ROWS.findall(facts["rows"])}
    if set(issued) != set(kind.registers):
        return  # not what we wrote; compared as any other fact
    for register, rows in capacities_for(kind, issued).items():
        now = plan.capacities[register]
        if now != rows:
            kind_of = "damage-register-grown" if now > rows else "damage-register-shrunk"
            yield Damage(kind_of, plan.places[kind.registers[register].key].sheet, register, str(rows), str(now))
