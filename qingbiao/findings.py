"""审核结果: what does not hold in a filing, as data. One function finds everything; surfaces only render it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from qingbiao.bind import REPORTED
from qingbiao.expression.evaluate import compile_python
from qingbiao.expression.types import Bound
from qingbiao.faults import Language
from qingbiao.filing import Computed, Filing, RowEnvironment
from qingbiao.form import Check, Field, Formula, Kind, Say
from qingbiao.memo import memo
from qingbiao.messages import CATALOGUE
from qingbiao.problems import Problem, problem_of
from qingbiao.schema import Severity
from qingbiao.values import BLANK, NA, Value, to_cell


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


def examine(kind: Kind, filing: Filing, computed: Computed, language: Language = "zh") -> tuple[Result, ...]:
    """Every rule of every field, then every check of the form, in the order of the form.

    The fields' rules are told in ``language``; the form's checks in the language of the form.
    """
    environment = _Environment(kind, filing, computed)
    fields = [_field_result(each, environment, language) for each in kind.fields.values() if not each.computed]
    return (*fields, *(_check_result(check, kind, environment) for check in kind.checks))


class _Environment(RowEnvironment):
    """A computed filing with its reported values."""

    def __init__(self, kind: Kind, filing: Filing, computed: Computed) -> None:
        super().__init__(dict(computed.cells), {key: list(column) for key, column in computed.columns.items()})
        self.kind = kind
        self._used: dict[str, list[int]] = {}
        for each in kind.fields.values():
            if each.reported and each.register is None:
                self.cells[REPORTED + each.id] = filing.reported.get(each.id, BLANK)
            elif each.reported:
                column = filing.reported_columns.get(each.id, ())
                missing = len(computed.columns[each.id]) - len(column)
                self.columns[REPORTED + each.id] = [*column, *([BLANK] * missing)]

    def used_rows(self, register: str) -> list[int]:
        """The rows of a register in which a person has put anything."""
        if register not in self._used:
            self._used[register] = self._used_rows(register)
        return self._used[register]

    def _used_rows(self, register: str) -> list[int]:
        columns = [self.columns[each.id] for each in self.kind.columns(register) if not each.computed]
        size = max((len(column) for column in columns), default=0)
        blank = (BLANK,) * len(columns)
        return [row for row, values in zip(range(size), zip(*columns, strict=True), strict=True) if values != blank]


# --- the fields' own rules ---------------------------------------------------------------------------------------


def _field_result(each: Field, environment: _Environment, language: Language) -> Result:
    rows = [0] if each.register is None else environment.used_rows(each.register)
    findings: list[Finding] = []
    blank = 0
    for row in rows:
        environment.row = row
        value = environment.cell(each.id)
        blank += value is BLANK
        problem = problem_of(each, value)
        if problem is not None:
            findings.append(_field_finding(each, row + 1 if each.register else 0, value, problem, language))
    state = State.FAIL if findings else State.UNFILLED if blank == len(rows) and rows else State.PASS
    return Result(f"field.{each.id}", "mandatory", state if rows else State.NOT_APPLICABLE, len(rows), tuple(findings))


def _field_finding(each: Field, row: int, value: Value, problem: Problem, language: Language) -> Finding:
    """The catalogue says what is wrong and, after a semicolon, what to do."""
    said = CATALOGUE[problem.code].render(language, problem.slots)
    message, _, fix = said.partition("；" if language == "zh" else "; ")
    shown = to_cell(value)
    return Finding(problem.code, "mandatory", each.id, row, each.title, shown, problem.expected, message, fix)


# --- the form's checks -------------------------------------------------------------------------------------------


def _check_result(check: Check, kind: Kind, environment: _Environment) -> Result:
    rows = [0] if check.register is None else environment.used_rows(check.register)
    findings: list[Finding] = []
    states: list[State] = []
    state_of = _state_of(check)
    for row in rows:
        environment.row = row
        state = state_of(environment)
        states.append(state)
        if state is State.FAIL:
            findings.append(_check_finding(check, kind, row + 1 if check.register else 0, environment))
    whole = next((state for state in _WORST_FIRST if state in states), State.NOT_APPLICABLE)
    return Result(check.id, check.severity, whole, len(rows), tuple(findings))


_WORST_FIRST: Final = (State.FAIL, State.PASS, State.UNFILLED)


def _state_of(check: Check) -> Callable[[_Environment], State]:
    when, expect = _run(check.when) if check.when else None, _run(check.expect)

    def state(environment: _Environment) -> State:
        if when is not None and when(environment) is not True:
            return State.NOT_APPLICABLE
        outcome = expect(environment)
        if outcome is True:
            return State.PASS
        return State.FAIL if outcome is False else State.UNFILLED

    return state


@memo
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
