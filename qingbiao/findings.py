"""审核结果: what does not hold in a filing, as data. One function finds everything; surfaces only render it."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from qingbiao.admission import admits, in_list
from qingbiao.bind import REPORTED
from qingbiao.expression.evaluate import compile_python
from qingbiao.expression.types import Bound
from qingbiao.filing import Computed, Filing
from qingbiao.form import Check, Field, Formula, Kind, Say
from qingbiao.messages import CATALOGUE
from qingbiao.schema import Severity
from qingbiao.values import BLANK, NA, Value, number_in, to_cell


class State(enum.StrEnum):
    """What became of a check: it holds, it does not, it waits for something to be filled, or it does not apply."""

    PASS = "pass"
    FAIL = "fail"
    UNFILLED = "unfilled"
    NOT_APPLICABLE = "not-applicable"


class Verdict(enum.StrEnum):
    """What may be done with a filing."""

    PASS = "pass"
    EXPLAIN = "explain"
    FAIL = "fail"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: ``row`` counts from 1 within a register, 0 for single fields."""

    code: str
    severity: Severity
    field: str
    row: int
    label: str
    value: float | int | str | None
    expected: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Result:
    """One check of a filing: its state, how many places it was tried at, and the findings."""

    code: str
    severity: Severity
    state: State
    places: int
    findings: tuple[Finding, ...] = ()


def verdict(results: Sequence[Result]) -> Verdict:
    """``fail`` when a mandatory check fails, ``explain`` when a verify check does, else ``pass``."""
    failed = {result.severity for result in results if result.state is State.FAIL}
    if "mandatory" in failed:
        return Verdict.FAIL
    return Verdict.EXPLAIN if "verify" in failed else Verdict.PASS


def examine(kind: Kind, filing: Filing, computed: Computed) -> tuple[Result, ...]:
    """Every rule of every field, then every check of the form, in the order of the form."""
    environment = _Environment(kind, filing, computed)
    fields = [_field_result(each, kind, environment) for each in kind.fields.values() if not each.computed]
    return (*fields, *(_check_result(check, kind, environment) for check in kind.checks))


class _Environment:
    """What names mean in a filing; ``row`` is the register row at hand."""

    def __init__(self, kind: Kind, filing: Filing, computed: Computed) -> None:
        self.kind = kind
        self.cells: dict[str, Value] = dict(computed.cells)
        self.columns: dict[str, Sequence[Value]] = dict(computed.columns)
        self.row = 0
        for each in kind.fields.values():
            if each.reported and each.register is None:
                self.cells[REPORTED + each.id] = filing.reported.get(each.id, BLANK)
            elif each.reported:
                column = list(filing.reported_columns.get(each.id, ()))
                missing = len(computed.columns[each.id]) - len(column)
                self.columns[REPORTED + each.id] = [*column, *([BLANK] * missing)]

    def cell(self, symbol: str) -> Value:
        column = self.columns.get(symbol)
        return self.cells[symbol] if column is None else column[self.row]

    def column(self, symbol: str) -> Sequence[Value]:
        return self.columns[symbol]

    def used_rows(self, register: str) -> list[int]:
        """The rows of a register in which a person has put anything."""
        columns = [self.columns[each.id] for each in self.kind.columns(register) if not each.computed]
        size = max((len(column) for column in columns), default=0)
        return [row for row in range(size) if any(column[row] is not BLANK for column in columns)]


# --- the fields' own rules ---------------------------------------------------------------------------------------


def _field_result(each: Field, kind: Kind, environment: _Environment) -> Result:
    rows = [0] if each.register is None else environment.used_rows(each.register)
    findings: list[Finding] = []
    blank = 0
    for row in rows:
        environment.row = row
        value = environment.cell(each.id)
        blank += value is BLANK
        problem = _problem(each, value)
        if problem is not None:
            findings.append(_field_finding(each, row + 1 if each.register else 0, value, problem))
    state = State.FAIL if findings else State.UNFILLED if blank == len(rows) and rows else State.PASS
    return Result(f"field.{each.id}", "mandatory", state if rows else State.NOT_APPLICABLE, len(rows), tuple(findings))


def _problem(each: Field, value: Value) -> str | None:
    """The message code of what is wrong with a value; ``None`` when nothing is."""
    if value is BLANK:
        return "finding-required" if each.required else None
    if admits(each, value):
        return None
    if value is NA:
        return "finding-na"
    if each.numeric and isinstance(value, str):
        return "finding-text-number" if number_in(value) is not None else "finding-not-number"
    if isinstance(value, float) and not each.numeric:
        return "finding-not-text"
    return _range_problem(each, value)


_SHAPED: Final = {"credit_code": "finding-credit-code", "phone": "finding-phone", "date": "finding-date"}


def _range_problem(each: Field, value: Value) -> str:
    if each.type in _SHAPED:
        return _SHAPED[each.type]
    if isinstance(value, float):
        low = each.min is not None and value < each.min
        high = each.max is not None and value > each.max
        return "finding-range" if low or high else "finding-decimals"
    return "finding-too-long" if in_list(each, value) else "finding-list"


def _field_finding(each: Field, row: int, value: Value, problem: str) -> Finding:
    shown = to_cell(value)
    slots = {"title": each.title, "value": "" if shown is None else shown, "expected": _expected(each, value, problem)}
    message = CATALOGUE[problem]
    used = {name: slots[name] for name in message.slots()}
    text, _, fix = message.render("zh", used).partition("；")
    return Finding(problem, "mandatory", each.id, row, each.title, shown, str(slots["expected"]), text, fix)


def _expected(each: Field, value: Value, problem: str) -> str:
    match problem:
        case "finding-text-number":
            assert isinstance(value, str)
            return format(number_in(value), ".15g")
        case "finding-range":
            bounds = (("不小于 ", each.min), ("不大于 ", each.max))
            return "，".join(f"{word}{bound:.15g}" for word, bound in bounds if bound is not None)
        case "finding-decimals":
            return f"{each.decimals}"
        case "finding-list":
            return "、".join(each.choices)
        case "finding-too-long":
            return f"{each.max_length}"
        case _:
            return ""


# --- the form's checks -------------------------------------------------------------------------------------------


def _check_result(check: Check, kind: Kind, environment: _Environment) -> Result:
    rows = [0] if check.register is None else environment.used_rows(check.register)
    findings: list[Finding] = []
    states: list[State] = []
    for row in rows:
        environment.row = row
        state = _state(check, environment)
        states.append(state)
        if state is State.FAIL:
            findings.append(_check_finding(check, kind, row + 1 if check.register else 0, environment))
    whole = next((state for state in _WORST_FIRST if state in states), State.NOT_APPLICABLE)
    return Result(check.id, check.severity, whole, len(rows), tuple(findings))


_WORST_FIRST: Final = (State.FAIL, State.PASS, State.UNFILLED)


def _state(check: Check, environment: _Environment) -> State:
    if check.when is not None and _run(check.when)(environment) is not True:
        return State.NOT_APPLICABLE
    outcome = _run(check.expect)(environment)
    if outcome is True:
        return State.PASS
    return State.FAIL if outcome is False else State.UNFILLED


@lru_cache(maxsize=4096)
def _run(formula: Formula) -> Any:
    return compile_python(Bound(formula.node))


def _check_finding(check: Check, kind: Kind, row: int, environment: _Environment) -> Finding:
    at = kind.fields[check.at]
    value = to_cell(environment.cell(check.at))
    message = _rendered(check.say, environment)
    return Finding(check.id, check.severity, check.at, row, at.title, value, check.expect.text, message, check.fix)


def _rendered(say: Say, environment: _Environment) -> str:
    values = [_shown(_run(formula)(environment)) for formula in say.values]
    pairs = zip(say.texts, [*values, ""], strict=True)
    return "".join(part for pair in pairs for part in pair)


def _shown(value: Any) -> str:
    """A value in a message: numbers as a spreadsheet joins them to a text, blank as nothing."""
    if isinstance(value, float):
        return format(value, ".15g")
    return "" if value is BLANK else "/" if value is NA else str(value)


def by_code(results: Sequence[Result]) -> Mapping[str, Result]:
    """Results by their code."""
    return {result.code: result for result in results}


def findings(results: Sequence[Result]) -> Iterator[Finding]:
    """All findings, the gravest first, otherwise in the order of the form."""
    order: tuple[Literal["mandatory", "verify", "hint"], ...] = ("mandatory", "verify", "hint")
    for severity in order:
        for result in results:
            if result.severity == severity:
                yield from result.findings
