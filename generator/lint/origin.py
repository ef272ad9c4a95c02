"""From a cell of the plan back to the line of the YAML that it comes from, so that its author finds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.checks import names
from generator.checks.lines import Line, lines_of
from generator.lint.ground import Ground, Site
from generator.plan import Plan
from generator.validation import RULE_PREFIX
from qingbiao.faults import Fault, Place
from qingbiao.form import Check, Kind


def located(faults: Iterable[Fault], plan: Plan, kind: Kind) -> Iterator[Fault]:
    """The faults, each with file and line as far as the form knows where its formula was written."""
    found = list(faults)
    if not found:
        return
    origins = _origins(plan, kind)
    for fault in found:
        origin = origins.get((fault.place.sheet, fault.place.cell)) or _of_name(fault.place.name, kind)
        if origin is None:
            yield fault
        else:
            here = replace(origin, sheet=fault.place.sheet, cell=fault.place.cell, name=fault.place.name)
            yield replace(fault, place=here)


def _origins(plan: Plan, kind: Kind) -> Mapping[tuple[str, str], Place]:
    """By sheet and cell, where the check that a formula tries was written."""
    lines = lines_of(kind, plan.capacities).all
    by_code = {line.code: line for line in lines}
    origins: dict[tuple[str, str], Place] = {}
    for site in Ground(plan).sites:
        line = _line(site, plan, lines, by_code)
        if line is not None and isinstance(line.subject, Check):
            origins[site.place.sheet, site.place.cell] = line.subject.expect.place
    return origins


def _line(site: Site, plan: Plan, lines: tuple[Line, ...], by_code: Mapping[str, Line]) -> Line | None:
    if site.name in plan.row_letters:  # several checks stand in one formula; the first is near the others
        codes = [code for code in plan.row_letters[site.name] if isinstance(by_code[code].subject, Check)]
        return by_code[codes[0]] if codes else None
    if site.sheet == names.TALLY and site.name != names.MARK and site.use == "cell":
        return lines[site.nth]
    return None


def _of_name(name: str, kind: Kind) -> Place | None:
    field = kind.fields.get(name.removeprefix(RULE_PREFIX))
    return field.formula.place if field is not None and field.formula is not None else None
