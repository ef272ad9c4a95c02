"""One verdict everywhere: what the plain workbook shows of its checks, recalculated by two engines that nobody here
wrote, is what Python finds, check by check and place by place.

It guards the sheet 校验, the hidden sheet and columns behind it, and the marks at the cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from generator.checks import names
from generator.checks.lines import LETTERS, lines_of
from generator.checks.marks import MARKS
from generator.formula_cells import settled_values, value_at
from generator.plan import Settled, letters
from generator.settle import settle
from generator.style import MISSING, Mark
from qingbiao.bind import LAST, REPORTED
from qingbiao.examination import examine
from qingbiao.explanations import refusals
from qingbiao.filing import EMPTY, Filing, ParameterEntry, compute
from qingbiao.findings import Result, State, Verdict, verdict
from qingbiao.values import BLANK, ERROR
from tests.engines.office import Office
from tests.engines.refilling import InIronCalc, Refilled, cells_of
from tests.generator.opened import opened
from tests.generator.shipped import IS_DEEP, Shipped, shipped
from tests.generator.slipped_filings import filings
from tests.generator.test_engines_agree import differences
from tests.qingbiao.slips import LEVELS, changed
from tests.qingbiao.test_checks import CASES

FILLS = 10_000 if IS_DEEP else 500

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


@cache
def fills(each: Shipped, count: int = FILLS) -> tuple[Filing, ...]:
    """Blank, the examples, the smallest slip for each check, and slipped and random ones to make up the count."""
    case = next(case for case in CASES if (case.form, case.kind_id) == (each.edition.id, each.kind.id))
    slips = [changed(case.filing, slip.change) for slip in case.slips]
    fixed = (EMPTY, *(filing for _, filing in each.examples()), case.filing, *slips)
    return (*fixed, *filings(each.kind, fixed[1:], max(count - len(fixed), 0), each.id))[:count]


def settled_in(each: Shipped, filing: Filing) -> Settled:
    return settle(opened(each).plan, each.edition, each.kind, filing)


def disagreements(each: Shipped, engine: Refilled, filled: Sequence[Filing]) -> Iterator[str]:
    inputs = [*opened(each).inputs(), (names.EXPLANATION, opened(each).plan.places[names.EXPLANATION])]
    for number, filing in enumerate(filled):
        settled = settled_in(each, filing)
        ours = settled_values(settled)
        theirs = engine.values(cells_of(inputs, settled.values))
        if is_broken(filing):  # what computes with an error is one too, but for the checks
            ours = {spot: value for spot, value in ours.items() if spot[0] in {names.TALLY, names.REPORT}}
        unlike = [spot for spot, value in ours.items() if theirs.get(spot) != value]
        told = {spot: theirs.get(spot, "no such cell") for spot in unlike}
        yield from (f"fill {number}: {text}" for text in differences({spot: ours[spot] for spot in unlike}, told))


def is_broken(filing: Filing) -> bool:
    """Whether an input is an error."""
    columns = (*filing.columns.values(), *filing.reported_columns.values())
    entries = ((*each.choose, each.own, each.own_source) for each in filing.parameters.values())
    single = (*filing.cells.values(), *filing.reported.values(), *filing.last.values())
    return any(ERROR in values for values in (single, *columns, *entries))


def broken(each: Shipped) -> Iterator[Filing]:
    """The example with an error in one of its inputs, each in turn: single, in columns, copied, chosen, last year's."""
    case = next(case for case in CASES if (case.form, case.kind_id) == (each.edition.id, each.kind.id))
    filing = case.filing
    for key, place in opened(each).inputs():
        name = key.removeprefix(REPORTED)
        if key.startswith(LAST):
            yield replace(filing, last={**filing.last, key.removeprefix(LAST): ERROR})
        elif key.startswith(PARAMETER):
            yield _with_broken_entry(filing, key)
        elif place.rows == 1 and each.kind.fields[name].register is None:
            part = "reported" if key.startswith(REPORTED) else "cells"
            yield replace(filing, **{part: {**getattr(filing, part), name: ERROR}})
        else:
            part = "reported_columns" if key.startswith(REPORTED) else "columns"
            column = list(getattr(filing, part).get(name, ()))
            yield replace(filing, **{part: {**getattr(filing, part), name: [*column[:1], ERROR, *column[2:]]}})


def _with_broken_entry(filing: Filing, key: str) -> Filing:
    parameter, _, cell = key.removeprefix(PARAMETER).partition(".")
    entry = filing.parameters.get(parameter, ParameterEntry())
    if cell in LEVELS:
        choose = tuple(ERROR if level == cell else old for level, old in zip(LEVELS, entry.choose, strict=False))
        entry = replace(entry, choose=choose or (ERROR, BLANK, BLANK))
    else:
        entry = replace(entry, **{cell: ERROR})
    return replace(filing, parameters={**filing.parameters, parameter: entry})


PARAMETER = "factor."
STEP = 1 if IS_DEEP else 4
"""Of the inputs, so many are errors in turn."""


@every_kind
def test_an_error_in_an_input_is_told_at_it_and_nowhere_else(each: Shipped) -> None:
    """In Python; that both engines show the same is part of their agreement."""
    for filing in broken(each):
        assert is_broken(filing)
        settled = settled_in(each, filing)
        computed = compute(each.kind, filing, each.edition.year, settled.plan.capacities)
        found = [finding for result in examine(each.kind, filing, computed) for finding in result.findings]
        assert [finding.code for finding in found if finding.code in CODES] == []
        assert [finding.code for finding in found].count("finding-error") == 1
        assert settled.values[f"{names.SUMMARY}verdict"] == VERDICT_TEXTS[Verdict.FAIL]


CODES = {check.id for each in shipped() for check in each.kind.checks}


@every_kind
def test_ironcalc_agrees(each: Shipped, tmp_path: Path) -> None:
    found = list(disagreements(each, InIronCalc(each.write(tmp_path)), asked(each)))
    assert not found, f"{len(found)}:\n" + "\n".join(found[:20])


@every_kind
def test_libreoffice_agrees(each: Shipped, tmp_path: Path, office: Office) -> None:
    with office.open(each.write(tmp_path)) as engine:
        found = list(disagreements(each, engine, asked(each)))
    assert not found, f"{len(found)}:\n" + "\n".join(found[:20])


def asked(each: Shipped) -> list[Filing]:
    """What both engines are asked: fills, and besides them odd numbers and errors."""
    return [*fills(each), *odd(each), *list(broken(each))[::STEP]]


def odd(each: Shipped) -> Iterator[Filing]:
    """Numbers that nobody means, in some of the cells for numbers, alone there, and in some of last year's."""
    fields = [field for field in each.kind.inputs if field.numeric and field.id in each.kind.fields]
    for field in fields[:: len(fields) // SOME]:
        for number in ODD if field.type == "count" else (*ODD, *HALVES):
            yield Filing(columns={field.id: [number]}) if field.register else Filing(cells={field.id: number})
    for field_id in each.kind.last[:: max(1, len(each.kind.last) // SOME)]:
        for number in (*ODD, *HALVES):
            for _, filing in each.examples():
                yield replace(filing, last={field_id: number})


SOME = 12
ODD = (123456789.4999999, 99999999999.99998, 100000000000.5, 999000000000.9999, 4e20)
"""Numbers of more than 15 digits, where messages change their way with numbers; programs differ beyond the 15th."""

HALVES = (1234567890.499999, 85621754615.49998)
"""Not in whole numbers: from 10^9 on LibreOffice rounds their total by the hidden digits (docs/compatibility.md)."""


# --- what the comparison rests on --------------------------------------------------------------------------------


@every_kind
def test_the_values_compared_are_the_findings(each: Shipped) -> None:
    """What the sheets are said to show is Python's verdict and states, told once more from the results alone."""
    lines = lines_of(each.kind, opened(each).plan.capacities)
    for filing in fills(each)[:40]:
        settled = settled_in(each, filing)
        computed = compute(each.kind, filing, each.edition.year, settled.plan.capacities)
        results = examine(each.kind, filing, computed)
        desk = {line.code for line in lines.all if line.desk}
        tried = [result for result in results if result.code not in desk]
        by_line = {line.code: line.number - 1 for line in lines.all}
        for result in tried:
            index = by_line[result.code]
            hits = [row + 1 for row, state in zip(result.rows, result.states, strict=True) if state.found]
            told = [value_at(settled.values[key], index) for key in (names.STATE, names.FOUND, names.FIRST)]
            assert told == [LETTERS[result.state], len(hits), hits[0] if hits else 0], result.code
            assert len(result.findings) == len(hits)
            if result.findings and not result.code.startswith("field."):
                assert value_at(settled.values[names.MESSAGE], index) == result.findings[0].message
        assert settled.values[f"{names.SUMMARY}verdict"] == VERDICT_TEXTS[_as_told(tried)]


VERDICT_TEXTS = {
    Verdict.FAIL: "不能上报",
    Verdict.EXPLAIN: "写好审核说明后可以上报",
    Verdict.PASS: "可以上报",
}


def _as_told(tried: list[Result]) -> Verdict:
    """The verdict on the checks that a workbook tries; an explanation beside another check is not known to repeat."""
    needed = {each.code: each.explanation for each in tried if each.needs_explanation}
    refused = refusals(needed)
    return verdict(replace(each, refused=refused.get(each.code, "")) for each in tried)


@every_kind
def test_the_fills_are_worth_something(each: Shipped) -> None:
    """Every check that a workbook tries passes in some fill and fails in some, or agreement would say little."""
    seen: dict[str, set[State]] = {}
    for filing in asked(each):
        computed = compute(each.kind, filing, each.edition.year, opened(each).plan.capacities)
        for result in examine(each.kind, filing, computed):
            seen.setdefault(result.code, set()).update(result.states)
    tried = {line.code for line in lines_of(each.kind, opened(each).plan.capacities).tried}
    texts = {f"field.{field.id}" for field in each.kind.inputs if field.type == "text" or field.accept_other}
    never = {
        "pass": sorted(code for code in tried if State.PASS not in seen[code]),
        "fail": sorted(code for code in tried - texts if not {State.FAIL, State.MISSING} & seen[code]),
    }
    assert never == {"pass": [], "fail": []}


# --- the marks at the cells --------------------------------------------------------------------------------------


@every_kind
def test_marks_say_what_the_findings_say(each: Shipped, tmp_path: Path) -> None:
    """Each conditional format's formula, put into a cell of its own in the row it is for, as IronCalc computes it."""
    plan = opened(each).plan
    path = tmp_path / "probed.xlsx"
    probes = probed(each, path)
    engine = InIronCalc(path)
    inputs = [*opened(each).inputs(), (names.EXPLANATION, plan.places[names.EXPLANATION])]
    for filing in fills(each)[:PROBED]:
        settled = settled_in(each, filing)
        values = engine.values(cells_of(inputs, settled.values))
        expected = marked_cells(each, settled, filing)
        found: dict[tuple[str, str], Mark] = {}
        for (sheet, cell), rules in probes.items():
            look = next((look for spot, look in rules if values[sheet, spot] == 1.0), None)
            if look is not None:
                found[sheet, cell] = look
        assert found == expected


PROBED = 200 if IS_DEEP else 40
FREE = 200
"""A column beyond everything."""


def probed(each: Shipped, path: Path) -> dict[tuple[str, str], list[tuple[str, Mark]]]:
    """The workbook with every mark's formula as a cell formula; where each stands, by the cell that it marks."""
    book = load_workbook(BytesIO(each.build().content))
    probes: dict[tuple[str, str], list[tuple[str, Mark]]] = {}
    for sheet in opened(each).plan.sheets:
        if sheet.name == names.REPORT:
            continue
        for highlight in sheet.highlights:
            (area,) = highlight.areas
            for row in range(area.top, area.bottom + 1):
                own = probes.setdefault((sheet.name, f"{letters(area.left)}{row}"), [])
                # one free column for each column that is marked, and a few for its several marks
                spot = f"{letters(FREE + area.left * 20 + len(own))}{row}"
                book[sheet.name][spot] = f"={highlight.formula}"
                own.append((spot, highlight.look))
    book.save(path)
    return probes


def marked_cells(each: Shipped, settled: Settled, filing: Filing) -> dict[tuple[str, str], Mark]:
    """By sheet and cell, the mark of the gravest finding there that a workbook can know."""
    computed = compute(each.kind, filing, each.edition.year, settled.plan.capacities)
    desk = {line.code for line in lines_of(each.kind, settled.plan.capacities).all if line.desk}
    marks: dict[tuple[str, str], list[Mark]] = {}
    for result in examine(each.kind, filing, computed):
        for finding in result.findings if result.code not in desk else ():
            place = settled.plan.place_of(finding.field)
            # a check of each row that points at a single field marks that field
            index = max(finding.row - 1, 0) if each.kind.at(finding.field).register else 0
            look = MISSING if finding.state is State.MISSING else MARKS[finding.severity]
            marks.setdefault((place.sheet, place.cell(index)), []).append(look)
    order = (*MARKS.values(), MISSING)
    return {spot: min(looks, key=order.index) for spot, looks in marks.items()}


# --- sorting ----------------------------------------------------------------------------------------------------------


@every_kind
def test_lines_are_sorted_under_protection(each: Shipped, tmp_path: Path, office: Office) -> None:
    """By their state, in a program that refuses to sort what is locked; each line still shows its own check."""
    path = each.write(tmp_path)
    sheet = opened(each).book[names.REPORT]
    assert sheet.auto_filter.ref is not None
    left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
    area = f"{letters(left)}{top + 1}:{letters(right)}{bottom}"
    states = office.sorted_down(path, names.REPORT, area, STATE)
    assert states == sorted(states, reverse=True)
    shown = settle(opened(each).plan, each.edition, each.kind).values[names.SHOWN]
    assert Counter(states) == Counter(shown)  # type: ignore[arg-type]


STATE = 1
"""The second column."""
