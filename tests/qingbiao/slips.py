"""A slip: the smallest change of a filing that passes which one check must find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from qingbiao.examination import examine
from qingbiao.filing import Filing, ParameterEntry, compute
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.findings import Finding, findings
from qingbiao.form import Edition, Kind
from qingbiao.load import load_edition
from qingbiao.values import from_cell

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

Given = float | str | date | None
Change = Mapping[str, Given]
LEVELS = ("series", "year", "area")


@dataclass(frozen=True)
class Slip:
    """What makes one check fail: the change, where the finding must stand, and checks that cannot but fail with it."""

    code: str
    change: Change
    field: str
    row: int = 0
    also: tuple[str, ...] = ()
    twin: int = 0
    """Another row that the finding must stand at."""


# --- filings -----------------------------------------------------------------------------------------------------


@cache
def edition(name: str) -> Edition:
    return load_edition(name)


def kind_of(form: str, kind: str) -> Kind:
    found = edition(form).kind(kind)
    assert found is not None
    return found


@cache
def example(name: str) -> Filing:
    file = read_filing_file(EXAMPLES / f"{name}.yaml")
    assert file.edition is not None
    assert file.kind is not None
    return filing_from(file, edition(file.edition), kind_of(file.edition, file.kind))


def changed(filing: Filing, change: Change) -> Filing:
    cells, reported, parameters = dict(filing.cells), dict(filing.reported), dict(filing.parameters)
    columns, last = {key: list(column) for key, column in filing.columns.items()}, dict(filing.last)
    reported_columns = {key: list(column) for key, column in filing.reported_columns.items()}
    for key, given in change.items():
        name, _, row = key.removeprefix("reported.").partition("@")
        from_paper, value = key.startswith("reported."), from_cell(given)
        if name.startswith("last."):
            last[name.removeprefix("last.")] = value
        elif name.startswith("factor."):
            _change_parameter(parameters, name.removeprefix("factor."), given)
        elif row:
            column = (reported_columns if from_paper else columns).setdefault(name, [])
            column.extend([from_cell(None)] * (int(row) - len(column)))
            column[int(row) - 1] = value
        else:
            (reported if from_paper else cells)[name] = value
    return Filing(cells, columns, reported, reported_columns, parameters, last)


def _change_parameter(parameters: dict[str, ParameterEntry], name: str, given: Given) -> None:
    """Another own value in place of everything, or one cell of the parameter sheet (``grid.area``)."""
    parameter, _, cell = name.partition(".")
    if not cell:
        parameters.pop(parameter, None)
        if given is not None:
            parameters[parameter] = ParameterEntry(own=from_cell(given), own_source="测试")
        return
    entry = parameters.get(parameter, ParameterEntry())
    if cell in LEVELS:
        choose = [str(given) if level == cell else old for level, old in zip(LEVELS, entry.choose, strict=True)]
        parameters[parameter] = replace(entry, choose=tuple(choose))
    else:
        parameters[parameter] = replace(entry, **{cell: from_cell(given)})


def results(form: str, kind: Kind, filing: Filing):
    computed = compute(kind, filing, edition(form).year, {r.id: r.capacity for r in kind.registers.values()})
    return examine(kind, filing, computed)


def found(form: str, kind: Kind, filing: Filing) -> list[Finding]:
    return list(findings(results(form, kind, filing)))


def without(change: Change, *fields: str) -> Change:
    return {key: value for key, value in change.items() if key not in fields}
