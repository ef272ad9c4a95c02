"""The checks: each a small function that yields what it has seen, and raises what it has not found as it should be.

A fact is a word and what it is; the word's text stands in the catalogue (``selftest-fact-…``), as a check's title does
(``selftest-title-…``). A check leaves nothing behind: every workbook it opens is one of its own.
"""

from __future__ import annotations

import io
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

import xlwings

from addin import navigation, printing, repairing
from addin.selftest.bench import Bench, Form
from addin.session import Session, block_of
from generator.damage.damage import Damage, Gravity
from generator.damage.sheet_part import address
from generator.damage.snapshot import snapshot
from generator.formula_cells import same, settled_values, shown
from generator.package import NamedArea
from generator.plan import Area, Place, Plan, Settled
from generator.reader import read_workbook
from generator.settle import settle
from generator.submission.stamping import RECEIPT, RECEIPT_DIGEST, Stamp, stamp_of
from qingbiao import __version__
from qingbiao.errors import QingbiaoError, raise_if
from qingbiao.faults import Fault, short
from qingbiao.filing import Filing
from qingbiao.values import Value, from_cell

Fact = str | float | int | tuple[str, ...]
Facts = Iterator[tuple[str, Fact]]
Found = TypeVar("Found")

_DAYS_TO_1904: Final = 1462.0
_FOREIGN: Final = "粘贴来的"
_STAMP: Final = Stamp("2024-ABCD-EFGH-JKMN", "0123456789abcdef" * 4)
_TEXTS: Final = ("=1+1", "+1", "-1", "@SUM(1)", "007", "2024-05-31", "1E5", "1/2", "'x")


class NothingToTry(Exception):
    """The form has nothing of what a check works on: forms of one's own need not have everything."""


@dataclass(frozen=True)
class Check:
    """One line of the result."""

    id: str
    run: Callable[[Bench], Facts]


# --- what there is -----------------------------------------------------------------------------------------------


def surroundings(bench: Bench) -> Facts:
    """Which program, on which machine; not a question of passing."""
    yield "engine", bench.app.engine.name
    yield "qingbiao", __version__
    yield "xlwings", xlwings.__version__
    yield "python", f"{platform.python_version()} {platform.machine()}" + " frozen" * hasattr(sys, "frozen")
    yield "system", platform.platform()
    yield "form", f"{bench.form.edition.id} {bench.form.kind.id} {bench.form.edition.digest[:12]}"
    yield "program", bench.program


# --- opening and reading -----------------------------------------------------------------------------------------


def opening(bench: Bench) -> Facts:
    """Every sheet and every name is there and leads where it should."""
    plan = bench.plan
    with bench.opened(bench.written()) as session:
        sheets = tuple(sheet.name for sheet in session.book.sheets)
        names = frozenset(name.name for name in session.book.names)
        yield "sheets", len(sheets)
        yield "names", len(names)
        wanted = tuple(sheet.name for sheet in plan.sheets)
        raise_if(QingbiaoError, _differences([("sheets", " ".join(wanted), " ".join(sheets))]))
        raise_if(QingbiaoError, _differences(_names(session, plan, names)))


def _names(session: Session, plan: Plan, names: frozenset[str]) -> Iterator[tuple[str, object, object]]:
    for each in plan.names:
        if each.formula is not None:
            yield each.name, each.name, each.name if each.name in names else ""
        else:
            yield each.name, NamedArea(each.sheet, each.area), session.names.get(each.name, "")


def reading(bench: Bench) -> Facts:
    """Of every form: what is read is what was written, the days too where they count from 1904."""
    for form in bench.forms:
        _read_alike(bench, bench.written(form, filled=True), form.filing)
        if form.has_days:
            path = bench.written(form, filled=True)
            path.write_bytes(_from_1904(path.read_bytes()))
            _read_alike(bench, path, _later(form, _DAYS_TO_1904))
        values = len(form.filing.cells) + sum(map(len, form.filing.columns.values()))
        yield f"{form.edition.id} {form.kind.id}", values


def _read_alike(bench: Bench, path: Path, filing: Filing) -> None:
    with bench.opened(path) as session:
        raise_if(QingbiaoError, _differences(_filings(filing, session.received.filing)))


def _filings(wanted: Filing, found: Filing) -> Iterator[tuple[str, object, object]]:
    """Value by value, so that a difference says where it is."""
    one, other = vars(wanted), vars(found)
    for part in one:
        for key in (*one[part], *(key for key in other[part] if key not in one[part])):
            yield f"{part}.{key}", one[part].get(key, ""), other[part].get(key, "")


def _from_1904(content: bytes) -> bytes:
    """The same cells in a workbook whose days count from 1904, as Excel for Mac once made them."""
    changed = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as given, ZipFile(changed, "w", ZIP_DEFLATED) as kept:
        for name in given.namelist():
            part = given.read(name)
            if name == "xl/workbook.xml":
                part = part.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
            kept.writestr(name, part)
    return changed.getvalue()


def _later(form: Form, days: float) -> Filing:
    """The filing with every day so much later."""

    def moved(key: str, value: Value) -> Value:
        is_day = form.kind.fields[key].type == "date" and isinstance(value, float)
        return value + days if is_day else value  # type: ignore[operator]

    filing = form.filing
    cells = {key: moved(key, value) for key, value in filing.cells.items()}
    columns = {key: [moved(key, value) for value in values] for key, values in filing.columns.items()}
    return replace(filing, cells=cells, columns=columns)


# --- calculating -------------------------------------------------------------------------------------------------


def calculating(bench: Bench) -> Facts:
    """Every formula comes to what Python says, the letters, counts and verdict of 校验 too; also after a change."""
    filing = bench.form.filing
    with bench.opened(bench.written(filled=True)) as session:
        before = _settled(session, filing)
        yield "formulas", len(settled_values(before))
        _calculate_alike(session, before)
        key, place = _changeable(session)
        session.write(place.sheet, Area(place.row, place.column, place.row, place.column), [[98765.0]])
        changed = filing.updated(Filing(columns={key: [98765.0, *filing.columns.get(key, ())[1:]]}))
        after = _settled(session, changed)
        ours = settled_values(before), settled_values(after)
        yield "changed", sum(ours[0][spot] != ours[1][spot] for spot in ours[0])
        _calculate_alike(session, after)


def _changeable(session: Session) -> tuple[str, Place]:
    """A column of numbers that a register's total adds up."""
    fields, places = session.received.kind.fields, session.received.places
    added = (each.total_of for each in fields.values() if each.total_of)
    return _first((key, places[key]) for key in added if fields[key].numeric and not fields[key].computed)


def _settled(session: Session, filing: Filing) -> Settled:
    received = session.received
    return settle(received.plan, received.edition, received.kind, filing)


def _calculate_alike(session: Session, settled: Settled) -> None:
    session.host.recalculate(session.book)
    raise_if(QingbiaoError, _differences(_values(session, settled)))


def _values(session: Session, settled: Settled) -> Iterator[tuple[str, object, object]]:
    """Each formula cell: what Python says, and what the program has come to."""
    blocks: dict[str, Any] = {}
    for (sheet, cell), wanted in settled_values(settled).items():
        if sheet not in blocks:
            blocks[sheet] = block_of(session.book.sheets[sheet], settled.plan.by_name[sheet].corner)
        spot = address(cell)
        assert spot is not None
        found = shown(from_cell(blocks[sheet][spot[0] - 1][spot[1] - 1]))
        yield f"{sheet}!{cell}", wanted, wanted if same(wanted, found) else found


# --- writing -----------------------------------------------------------------------------------------------------


def writing(bench: Bench) -> Facts:
    """A text that looks like a formula, a number or a day stays a text."""
    with bench.opened(bench.written()) as session:
        key, place = _text_column(session)
        area = Area(place.row, place.column, place.row + len(_TEXTS) - 1, place.column)
        session.write(place.sheet, area, [[text] for text in _TEXTS])
        session.forget()
        found = session.received.filing.columns.get(key, ())
        yield "texts", len(found)
        raise_if(QingbiaoError, _differences(_beside(_TEXTS, found)))


def _text_column(session: Session) -> tuple[str, Place]:
    """The column that says who each row of a register is."""
    received = session.received
    register = _first(each for each in received.kind.registers.values() if received.capacities[each.id] >= len(_TEXTS))
    return register.key, received.places[register.key]


def _beside(wanted: Sequence[object], found: Sequence[object]) -> Iterator[tuple[str, object, object]]:
    for number, (one, other) in enumerate(zip_longest(wanted, found, fillvalue=""), 1):
        yield str(number), one, other


# --- protection --------------------------------------------------------------------------------------------------


def protection(bench: Bench) -> Facts:
    """A locked cell takes nothing, an input does; lifted it does, and afterwards everything is as it was."""
    with bench.opened(bench.written()) as session:
        sheet, locked = _locked(session)
        place = _text_column(session)[1]
        cell, free = session.book.sheets[sheet][locked], session.book.sheets[place.sheet][place.cell()]
        before = _protections(bench.saved(session))
        sheets = [each for each in before if before[each]]
        yield "protected", len(sheets)
        takes = [("locked", False, _takes(cell)), ("input", True, _takes(free))]
        with session.undisturbed(), session.lifted(sheets):
            takes.append(("lifted", True, _takes(cell)))
        takes.append(("locked again", False, _takes(cell)))
        after = _protections(bench.saved(session))
        raise_if(QingbiaoError, _differences([*takes, *((each, before[each], after[each]) for each in before)]))


def _locked(session: Session) -> tuple[str, str]:
    """The cell of a computed field."""
    received = session.received
    key = _first(each.id for each in received.kind.fields.values() if each.computed)
    return received.places[key].sheet, received.places[key].cell()


def _takes(cell: xlwings.Range) -> bool:
    """Whether a cell can be written to. A program refuses by an error, or by doing nothing; it is put back."""
    before = cell.formula
    with suppress(Exception):
        cell.formula = _FOREIGN
    taken: bool = cell.formula != before
    if taken:
        cell.formula = before
    return taken


def _protections(path: Path) -> dict[str, object]:
    return {sheet.name: dict(sheet.part.protection) for sheet in snapshot(path.read_bytes()).sheets}


# --- what the buttons do -----------------------------------------------------------------------------------------


def adding_rows(bench: Bench) -> Facts:
    """加行: formulas, validations, marks and names are those of a workbook that was issued with one more row."""
    filing = bench.form.filing
    with bench.opened(bench.written(filled=True)) as session:
        register = _first(each for each in session.received.kind.registers.values() if each.grows)
        before = session.received.capacities[register.id]
        yield "rows", repairing.grow(session, register) and session.received.capacities[register.id]
        received = session.received
        raise_if(QingbiaoError, _differences([(register.id, before + 1, received.capacities[register.id])]))
        raise_if(QingbiaoError, _differences(_filings(filing, received.filing)))
        names = frozenset(name.name for name in session.book.names)
        raise_if(QingbiaoError, _differences(_names(session, received.plan, names)))
        _calculate_alike(session, _settled(session, filing))
        found = frozenset(bench.damages(bench.saved(session)))
        capacities = dict(received.capacities)
    raise_if(QingbiaoError, _not_ours(found, bench.by_saving(capacities)))


def repairing_(bench: Bench) -> Facts:
    """修复: a destroyed format, validation, mark, formula and text are as issued, and what was filled in is kept."""
    filing = bench.form.filing
    issued = bench.by_saving()
    with bench.opened(bench.written(filled=True)) as session:
        _destroy(session)
        destroyed = frozenset(bench.damages(bench.saved(session))) - issued
        yield "destroyed", _counted(destroyed)
        cells = repairing.repair(session).says[0].slots["cells"]
        raise_if(QingbiaoError, _differences([("cells", 2, cells)]))
        raise_if(QingbiaoError, _differences(_filings(filing, session.received.filing)))
        left = frozenset(bench.damages(bench.saved(session)))
    kinds = {damage.kind for damage in destroyed}
    raise_if(QingbiaoError, _differences((kind, kind, kind if kind in kinds else "") for kind in _DESTROYED))
    raise_if(QingbiaoError, _not_ours(left, issued))


_DESTROYED: Final = (
    "damage-formula-overwritten",
    "damage-text-changed",
    "damage-validation-removed",
    "damage-condition-removed",
    "damage-number-format",
    "damage-cell-locked",
)
"""What must have happened before it can be mended, else mending it says nothing."""


def _destroy(session: Session) -> None:
    plan, place = session.received.plan, _text_column(session)[1]
    sheet, formula = _locked(session)
    row, text = _first(
        (row, cell) for row in plan.by_name[sheet].rows for cell in row.cells if isinstance(cell.content, str)
    )
    with session.lifted({sheet, place.sheet}):
        session.host.strip_looks(session.book.sheets[place.sheet][place.area.a1])
        session.book.sheets[sheet][formula].formula = _FOREIGN
        session.book.sheets[sheet].range((row.number, text.column)).formula = _FOREIGN


def printing_(bench: Bench) -> Facts:
    """打印整理: a PDF; the rows it leaves out are there again."""
    path = bench.written(filled=True)
    with bench.opened(path) as session:
        sheet, first, last = _first(printing.empty_rows(session.received))
        printing.tidy_print(session)
        pdf = path.with_name(path.stem + printing.SUFFIX).read_bytes()
        yield "bytes", len(pdf)
        hidden = session.book.sheets[sheet].range((first, 1), (last, 1)).rows.hidden
        raise_if(QingbiaoError, _differences([("PDF", b"%PDF", pdf[:4]), (f"{sheet}!{first}:{last}", False, hidden)]))


def stamping(bench: Bench) -> Facts:
    """The receipt, written into the document's properties, stands in the saved file."""
    with bench.opened(bench.written()) as session:
        for name, value in ((RECEIPT, "0"), (RECEIPT, _STAMP.number), (RECEIPT_DIGEST, _STAMP.digest)):
            session.host.note(session.book, name, value)
        found = stamp_of(bench.saved(session).read_bytes())
        yield "property", RECEIPT
        raise_if(QingbiaoError, _differences([(RECEIPT, _STAMP, found)]))


def saving(bench: Bench) -> Facts:
    """The saved file is the same filing; what the program changes in it otherwise is told, and nothing of it grave."""
    filing = bench.form.filing
    with bench.opened(bench.written(filled=True)) as session:
        path = bench.saved(session)
        raise_if(QingbiaoError, _differences(_filings(filing, read_workbook(path, bench.library).filing)))
    damages = bench.damages(path)
    yield "changes", _counted(damages)
    raise_if(QingbiaoError, (each.fault() for each in damages if each.gravity is Gravity.SERIOUS))


def restoring(bench: Bench) -> Facts:
    """Selection, calculation and screen are as they were, even after a failure."""
    with bench.opened(bench.written()) as session:
        app, place = bench.app, _text_column(session)[1]
        other = _first(
            each.name for each in session.received.plan.sheets if each.state == "visible" and each.name != place.sheet
        )
        original = app.calculation
        yield "calculation", original
        try:
            for mode in ("manual", "automatic"):
                app.calculation = mode
                session.goto(place.sheet, place.cell(1))
                with suppress(_OnPurpose), session.undisturbed():
                    session.goto(other, "A1")
                    raise _OnPurpose
                wanted = (place.sheet, place.row + 1, place.column), mode, True
                found = session.selection(), app.calculation, app.screen_updating
                raise_if(QingbiaoError, _differences(zip(_STATES, wanted, found, strict=True)))
        finally:
            app.calculation = original


_STATES: Final = ("selection", "calculation", "screen")


class _OnPurpose(Exception):
    """Stands for whatever may go wrong."""


def timing(bench: Bench) -> Facts:
    """How long 校验 takes, and how long Python took to start; not a question of passing."""
    with bench.opened(bench.written(filled=True)) as session:
        begin = time.perf_counter()
        navigation.validate(session)
        yield "validate", round(time.perf_counter() - begin, 2)
    startup = bench.startup
    if startup is not None:
        yield "startup", round(startup, 2)


def putting_back(bench: Bench) -> Facts:
    """The person's workbook is in front again, at the cell where it was; the last check, for that reason."""
    yield "open", len(bench.app.books)
    raise_if(QingbiaoError, _differences([("selection", bench.selection, bench.put_back())]))


CHECKS: Final = (
    Check("surroundings", surroundings),
    Check("opening", opening),
    Check("reading", reading),
    Check("calculating", calculating),
    Check("writing", writing),
    Check("protection", protection),
    Check("adding-rows", adding_rows),
    Check("repairing", repairing_),
    Check("printing", printing_),
    Check("stamping", stamping),
    Check("saving", saving),
    Check("restoring", restoring),
    Check("timing", timing),
    Check("putting-back", putting_back),
)
"""All of them, in the order of the result."""


def _first(found: Iterable[Found]) -> Found:
    """What a check works on, the first of the form's."""
    for each in found:
        return each
    raise NothingToTry


# --- what is said of a difference --------------------------------------------------------------------------------


def _differences(triples: Iterable[tuple[str, object, object]]) -> Iterator[Fault]:
    """A fault for each thing that is not as it should be."""
    for what, wanted, found in triples:
        if wanted != found:
            yield Fault("selftest-differs", {"what": what, "wanted": _quoted(wanted), "found": _quoted(found)})


def _quoted(value: object) -> str:
    return short(value.absolute if isinstance(value, Area) else repr(value))


def _not_ours(found: frozenset[Damage], wanted: frozenset[Damage]) -> Iterator[Fault]:
    """What is changed in a file beyond what the program changes whenever it saves, or is not as it would be."""
    return (each.fault() for each in sorted(found ^ wanted, key=lambda each: (each.kind, each.sheet, each.cell)))


def _counted(damages: Iterable[Damage]) -> tuple[str, ...]:
    """So many of each kind, with the first place."""
    first: dict[str, Damage] = {}
    counts: Counter[str] = Counter()
    for each in damages:
        counts[each.kind] += 1
        first.setdefault(each.kind, each)
    return tuple(
        f"{kind} ×{counts[kind]}: {each.sheet}!{each.cell} {short(each.old)} → {short(each.new)}"
        for kind, each in sorted(first.items())
    )
