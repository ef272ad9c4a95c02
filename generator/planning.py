"""Form → plan: every sheet planned, formulas compiled, validations and names decided. The one entry to planning."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator import guide_sheet, identity, last_sheet, parameter_sheet
from generator.checks.names import ON_REPORT, REPORT, TALLY
from generator.checks.planning import CheckGround, plan_checks, with_reported
from generator.form_sheets import FormSheet, plan_form_sheets
from generator.formula import formula, refused_at
from generator.last_sheet import LastSheet
from generator.lists import SHEET as LISTS_SHEET
from generator.lists import Lists
from generator.names import sheet_name_faults
from generator.parameter_sheet import ParameterSheet
from generator.plan import Cell, Name, Place, Plan, Row, Sheet, Slot, letters, quoted, same_row
from generator.style import Style
from generator.validation import addresses, reported_validation, validation_of
from qingbiao.bind import REPORTED
from qingbiao.errors import FaultySpec, raise_if
from qingbiao.expression.symbol import Symbol
from qingbiao.expression.types import Bound
from qingbiao.filing import stored_decimals
from qingbiao.form import Edition, Field, Kind


def capacities_for(kind: Kind, rows: Mapping[str, int] | None = None) -> dict[str, int]:
    """Rows of each register: its own, or what ``rows`` says by register id; ``""`` stands for all that grow.

    A register with the same rows as another has the other's number.
    """
    asked = dict(rows or {})
    every = asked.pop("", None)
    sizes = {
        register.id: asked.get(register.id, every if every and register.grows else register.capacity)
        for register in kind.registers.values()
    }
    for register in kind.registers.values():
        leader = register.same_rows_as
        if leader:
            wanted = [asked[each] for each in (register.id, leader) if each in asked]
            sizes[register.id] = sizes[leader] = max(wanted, default=sizes[leader])
    return sizes


def plan_workbook(
    edition: Edition, kind: Kind, rows: Mapping[str, int] | None = None, unit: str = "", serial: str = ""
) -> Plan:
    """The plan of one workbook. Raises :class:`FaultySpec` where a sheet's name, a prompt or a formula is too long."""
    capacities = capacities_for(kind, rows)
    footer = f"{edition.id}（{kind.label}）"
    laid = _laid_out(kind, capacities, footer)
    reported, lists = laid.reported, laid.lists
    ground = CheckGround(kind, edition.year, capacities, lists, footer)
    checks = plan_checks(ground, laid.forms, laid.filled, with_reported(laid.places, reported))
    places = {**laid.places, **checks.places}
    guide = guide_sheet.plan_guide(edition, kind, _contents(laid.parameters, laid.forms, laid.last), footer)
    list_sheet, list_names = lists.sheet()
    names = [*_names(kind, places, reported), *list_names, *laid.rules, *checks.names]
    sheets = [guide, checks.report, *checks.filled, *([list_sheet] if list_names else []), checks.tally]
    facts = _identity(edition, kind, capacities, unit, serial)
    facts["plan_digest"] = _digest(sheets, names)
    identity_sheet, identity_names = identity.plan_identity(facts)
    return Plan(
        title=f"{edition.title}（{kind.label}）",
        identity=facts,
        sheets=(*sheets, identity_sheet),
        names=(*names, *identity_names),
        places=places,
        reported=reported,
        capacities=capacities,
        row_letters=checks.row_letters,
    )


@dataclass(frozen=True)
class Outline:
    """What every workbook of a kind has, however many rows: its sheets in order, and the names that are read."""

    sheets: tuple[str, ...]
    names: Mapping[str, str]
    """Each with its sheet."""


def outline(edition: Edition, kind: Kind) -> Outline:
    """As :func:`plan_workbook` has them, without planning the checks, which is most of its work."""
    laid = _laid_out(kind, capacities_for(kind), edition.id)
    lists = [LISTS_SHEET] if laid.lists.any else []
    filled = (sheet.name for sheet in laid.filled)
    sheets = (guide_sheet.SHEET, REPORT, *filled, *lists, TALLY, identity.SHEET)
    names = {key: place.sheet for key, place in laid.places.items()}
    reported = {REPORTED + key: place.sheet for key, place in laid.reported.items()}
    return Outline(sheets, names | dict.fromkeys(ON_REPORT, REPORT) | reported)


@dataclass(frozen=True)
class _LaidOut:
    """A workbook before its checks are planned."""

    forms: tuple[FormSheet, ...]
    parameters: Sheet | None
    last: Sheet | None
    filled: tuple[Sheet, ...]
    """All sheets that people fill in, finished."""
    places: Mapping[str, Place]
    reported: Mapping[str, Place]
    lists: Lists
    rules: tuple[Name, ...]


def _laid_out(kind: Kind, capacities: Mapping[str, int], footer: str) -> _LaidOut:
    lists = Lists()
    parameters = ParameterSheet(lists)
    parameter_page = parameters.plan(kind, footer) if kind.parameters else None
    last = LastSheet()
    last_page = last.plan(kind, footer)
    own = (guide_sheet.SHEET, parameter_sheet.SHEET, last_sheet.SHEET, LISTS_SHEET, identity.SHEET, REPORT, TALLY)
    raise_if(FaultySpec, sheet_name_faults((page for table in kind.tables for page in table.pages), own))
    forms = tuple(plan_form_sheets(kind, capacities, footer))
    places = {key: place for form in forms for key, place in form.placed.places.items()}
    places |= parameters.places | last.places
    reported = {key: place for form in forms for key, place in form.placed.reported.items()}
    rules: list[Name] = []
    finished = [_finished(form, kind, places, lists, rules) for form in forms]
    filled = (*([parameter_page] if parameter_page else []), *finished, *([last_page] if last_page else []))
    return _LaidOut(forms, parameter_page, last_page, filled, places, reported, lists, tuple(rules))


def _contents(
    parameter_page: Sheet | None, forms: Iterable[FormSheet], last_page: Sheet | None
) -> list[tuple[str, str]]:
    contents = [(REPORT, "能不能上报，哪些地方有问题，审核说明写在哪里")]
    if parameter_page:
        contents.append((parameter_sheet.SHEET, "计算用的年度、因子和系数"))
    for form in forms:
        page = next(page for page in form.table.pages if page.sheet == form.sheet.name)
        top = next((s.title for s in page.sections if s.title and s.title_at == "top"), None)
        contents.append((form.sheet.name, top or form.table.title.strip()))
    return [*contents, (last_sheet.SHEET, last_sheet.PURPOSE)] if last_page else contents


def _identity(
    edition: Edition, kind: Kind, capacities: Mapping[str, int], unit: str, serial: str
) -> dict[str, str | int]:
    return {
        "form": edition.form,
        "edition": edition.id,
        "kind": kind.id,
        "year": edition.year,
        "spec_digest": edition.digest,
        "plan_digest": "",
        "rows": identity.written_rows(capacities),
        "unit": unit,
        "serial": serial,
    }


def _digest(sheets: Iterable[Sheet], names: Iterable[Name]) -> str:
    """SHA-256 over everything the plan decides; two workbooks with equal digests differ in nothing but values."""
    total = hashlib.sha256()
    styles: dict[Style, int] = {}
    for sheet in sheets:
        total.update(repr(replace(sheet, rows=())).encode())
        for row in sheet.rows:
            cells = [(c.column, styles.setdefault(c.style, len(styles)), c.content) for c in row.cells]
            total.update(repr((row.number, row.height, row.repeat, row.spans, cells)).encode())
    for part in (*styles, *names):
        total.update(repr(part).encode())
    return total.hexdigest()


def _names(kind: Kind, places: Mapping[str, Place], reported: Mapping[str, Place]) -> Iterator[Name]:
    both = ((places, ""), (reported, REPORTED))
    for mapping, prefix in both:
        for key, place in mapping.items():
            column = place.rows > 1 or (key in kind.fields and kind.fields[key].register is not None)
            yield Name(prefix + key, place.sheet, place.area, column=column)


# --- formulas and validations of a form sheet --------------------------------------------------------------------


def _finished(form: FormSheet, kind: Kind, places: Mapping[str, Place], lists: Lists, rules: list[Name]) -> Sheet:
    """The sheet with its formulas and its inputs' validations; what needs a name goes to ``rules``."""
    formulas = {
        key: _formula(kind.fields[key], kind, places)
        for key in form.placed.places
        if key in kind.fields and kind.fields[key].computed
    }
    address_of = addresses(places)
    validations = [
        validation_of(kind.fields[key], form.table, place, lists, address_of)
        for key, place in form.placed.places.items()
        if not kind.fields[key].computed
    ]
    kept = [reported_validation(kind.fields[key], place) for key, place in form.placed.reported.items()]
    rules.extend(name for _, name in validations if name is not None)
    rows = tuple(_with_formulas(row, formulas) for row in form.sheet.rows)
    return replace(form.sheet, rows=rows, validations=(*(each for each, _ in validations), *kept))


def _with_formulas(row: Row, formulas: Mapping[str, str]) -> Row:
    def cell(old: Cell) -> Cell:
        if isinstance(old.content, Slot) and old.content.key in formulas:
            return replace(old, content=replace(old.content, formula=formulas[old.content.key]))
        return old

    return replace(row, cells=tuple(cell(each) for each in row.cells))


def _formula(each: Field, kind: Kind, places: Mapping[str, Place]) -> str:
    assert each.formula is not None
    with refused_at(each.formula.place):
        return formula(Bound(each.formula.node), _address(each, kind, places), decimals=stored_decimals(each))


def _address(each: Field, kind: Kind, places: Mapping[str, Place]) -> Callable[[Symbol], str]:
    """Names for single cells and whole columns; in a register's row, this row's cell."""

    def address(symbol: Symbol) -> str:
        field = kind.fields.get(symbol.id)
        if field is None or field.register is None or symbol.shape == "column":
            return symbol.id
        place, here = places[symbol.id], places[each.id]
        sheet = "" if place.sheet == here.sheet else f"{quoted(place.sheet)}!"
        return f"{sheet}${letters(place.column)}{same_row(place.row - here.row)}"

    return address
