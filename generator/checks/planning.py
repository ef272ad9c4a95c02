"""The checks' part of a plan: hidden columns beside registers, the two check sheets, the marks at the cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generator.checks.lines import lines_of
from generator.checks.marks import Marker
from generator.checks.report_sheet import ReportMaker
from generator.checks.row_states import RowStates, row_states, with_columns
from generator.checks.tally_sheet import TallyMaker
from generator.form_sheets import FormSheet
from generator.lists import Lists
from generator.plan import Name, Place, Sheet
from qingbiao.bind import REPORTED
from qingbiao.form import Kind


@dataclass(frozen=True)
class CheckPlan:
    """What the checks add to a workbook."""

    filled: tuple[Sheet, ...]
    """The sheets people fill in, with their hidden columns and marks."""
    report: Sheet
    tally: Sheet
    names: tuple[Name, ...]
    places: Mapping[str, Place]
    """Of what the filler writes on the report."""
    row_letters: Mapping[str, tuple[str, ...]]
    """By hidden column: the codes of the lines whose letters stand in it."""


@dataclass(frozen=True)
class CheckGround:
    """What the checks of a workbook stand on."""

    kind: Kind
    year: int
    capacities: Mapping[str, int]
    words: Lists
    footer: str


def plan_checks(
    ground: CheckGround, forms: Iterable[FormSheet], filled: Iterable[Sheet], places: Mapping[str, Place]
) -> CheckPlan:
    """Plan the checks; ``places`` are all inputs and computed fields, ``filled`` the finished sheets."""
    kind, capacities, words = ground.kind, ground.capacities, ground.words
    lines = lines_of(kind, capacities)
    states: dict[str, RowStates] = {}
    names: list[Name] = []
    sheets = {sheet.name: sheet for sheet in filled}
    for form in forms:
        own = list(row_states(form, kind, places, lines, words))
        states |= {each.register: each for each in own}
        sheets[form.sheet.name], columns = with_columns(sheets[form.sheet.name], own, capacities)
        names.extend(columns)
    tally = TallyMaker(kind, lines, places, states, words, ground.year).made()
    report = ReportMaker(lines, ground.footer).made()
    marker = Marker(lines, places, states, tally.marked)
    return CheckPlan(
        tuple(replace(sheet, highlights=tuple(marker.on(sheet.name))) for sheet in sheets.values()),
        report.sheet,
        tally.sheet,
        (*names, *tally.names, *report.names),
        report.places,
        {
            name: tuple(line.code for line in group)
            for each in states.values()
            for name, group in zip(each.formulas, each.groups, strict=True)
        },
    )


def with_reported(places: Mapping[str, Place], reported: Mapping[str, Place]) -> dict[str, Place]:
    """All places in one mapping, reported values under their whole names."""
    return {**places, **{REPORTED + key: place for key, place in reported.items()}}
