"""Filing → results: every rule of every field and every check of the form tried at every place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from qingbiao.bind import REPORTED
from qingbiao.explanations import refusals
from qingbiao.expression.desk import Classification
from qingbiao.expression.evaluate import FIRST_DAY, LAST_DAY, compile_python
from qingbiao.expression.nodes import Ref
from qingbiao.expression.symbol import Type
from qingbiao.expression.types import Bound, type_of
from qingbiao.faults import Language
from qingbiao.filing import Computed, Filing, RowEnvironment
from qingbiao.findings import Finding, Result, State
from qingbiao.form import Check, Field, Formula, Kind
from qingbiao.memo import memo
from qingbiao.messages import CATALOGUE
from qingbiao.problems import Problem, problem_of
from qingbiao.values import BLANK, NA, Value, from_serial, plain_number, round_half_away, to_cell

RULE_PREFIX: Final = "field."
"""Before a field's id: the code of its own rule."""

SAID_DECIMALS: Final = 6
WHOLE_FROM: Final = 1e9
"""Where a tiny quantity makes a factor this large, nobody wants decimals, and some programs would show too many."""
"""Decimals of a number in a message."""


def examine(kind: Kind, filing: Filing, computed: Computed, language: Language = "zh") -> tuple[Result, ...]:
    """Every rule of every input, then every check of the form, in the order of the form.

    The inputs' rules are told in ``language``; the form's checks in the language of the form.
    """
    return results_in(Examined(kind, filing, computed), filing, language)


def results_in(environment: Examined, filing: Filing, language: Language = "zh") -> tuple[Result, ...]:
    """As :func:`examine`, of a filing that is computed already."""
    results = (
        *(_rule_result(each, environment, language) for each in environment.kind.inputs),
        *(_check_result(check, environment) for check in environment.kind.checks),
    )
    return tuple(_explained(results, filing))


def _explained(results: Sequence[Result], filing: Filing) -> Iterable[Result]:
    """The results with what the filler wrote; only what needs a reason is asked for a good one."""
    asked = {each.code: filing.explanations.get(each.code, "") for each in results if each.needs_explanation}
    refused = refusals(asked)
    for result in results:
        text = filing.explanations.get(result.code, "")
        if text or result.code in refused:
            yield replace(result, explanation=text, refused=refused.get(result.code, ""))
        else:
            yield result


class Examined(RowEnvironment):
    """A computed filing with its reported values, as checks see it."""

    def __init__(self, kind: Kind, filing: Filing, computed: Computed) -> None:
        super().__init__(dict(computed.cells), {key: list(column) for key, column in computed.columns.items()})
        self.kind = kind
        for each in kind.fields.values():
            if each.reported and each.register is None:
                self.cells[REPORTED + each.id] = filing.reported.get(each.id, BLANK)
            elif each.reported:
                column = filing.reported_columns.get(each.id, ())
                missing = len(computed.columns[each.id]) - len(column)
                self.columns[REPORTED + each.id] = [*column, *([BLANK] * missing)]
        self._used: dict[str, tuple[int, ...]] = {}

    def classification(self, list_id: str) -> Classification:
        return self.kind.classifications[list_id]

    def rows(self, register: str | None) -> tuple[int, ...]:
        """The rows of a register in which a person has put anything; row 0 alone for the whole filing."""
        if register is None:
            return (0,)
        if register not in self._used:
            columns = [self.columns[each.id] for each in self.kind.columns(register) if not each.computed]
            blank = (BLANK,) * len(columns)
            rows = enumerate(zip(*columns, strict=True))
            self._used[register] = tuple(row for row, values in rows if values != blank)
        return self._used[register]


# --- the inputs' own rules ---------------------------------------------------------------------------------------


def _rule_result(each: Field, environment: Examined, language: Language) -> Result:
    rows = environment.rows(each.register)
    findings: list[Finding] = []
    states: list[State] = []
    blank = 0
    for row in rows:
        environment.row = row
        value = environment.cell(each.id)
        blank += value is BLANK
        outer = [environment.cell(field_id) for field_id in each.codes.under] if each.codes else ()
        problem = problem_of(each, value, outer)
        state = _rule_state(value, problem)
        states.append(state)
        if problem is not None:
            findings.append(_rule_finding(each, row + 1 if each.register else 0, value, problem, language, state))
    return Result(RULE_PREFIX + each.id, "mandatory", rows, states, tuple(findings), blank)


def _rule_state(value: Value, problem: Problem | None) -> State:
    if value is BLANK:
        return State.UNFILLED if problem is None else State.MISSING
    return State.PASS if problem is None else State.FAIL


def _rule_finding(each: Field, row: int, value: Value, problem: Problem, language: Language, state: State) -> Finding:
    """The catalogue says what is wrong and, after a semicolon, what to do."""
    said = CATALOGUE[problem.code].render(language, problem.slots)
    message, _, fix = said.partition("；" if language == "zh" else "; ")
    shown = to_cell(value)
    return Finding(problem.code, "mandatory", each.id, row, each.title, shown, problem.expected, message, fix, state)


# --- the form's checks -------------------------------------------------------------------------------------------


def _check_result(check: Check, environment: Examined) -> Result:
    rows = environment.rows(check.register)
    findings: list[Finding] = []
    states: list[State] = []
    tried = _tried(check)
    for row in rows:
        environment.row = row
        state = tried.state(environment)
        states.append(state)
        if state is State.FAIL:
            findings.append(_check_finding(check, row + 1 if check.register else 0, environment))
    return Result(check.id, check.severity, rows, states, tuple(findings))


@dataclass(frozen=True)
class _Tried:
    """A check's conditions, compiled."""

    when: Any
    expect: Any

    def state(self, environment: RowEnvironment) -> State:
        if self.when is not None and self.when(environment) is not True:
            return State.NOT_APPLICABLE
        outcome = self.expect(environment)
        if outcome is True:
            return State.PASS
        return State.FAIL if outcome is False else State.UNFILLED


@memo
def _tried(check: Check) -> _Tried:
    when = None if check.when is None else compile_python(Bound(check.when.node))
    return _Tried(when, compile_python(Bound(check.expect.node)))


def _check_finding(check: Check, row: int, environment: Examined) -> Finding:
    at = environment.kind.at(check.at)
    value = to_cell(environment.cell(check.at))
    message = said(check, said_values(check, environment))
    return Finding(check.id, check.severity, check.at, row, at.title, value, check.expect.text, message, check.fix)


def said_values(check: Check, environment: RowEnvironment) -> list[Value]:
    """The values of a message's slots at the place at hand, as they are shown."""
    return [_run_for_message(formula)(environment) for formula in check.say.values]


def said(check: Check, values: Sequence[Value]) -> str:
    """A check's message with its values in it."""
    shown = [_shown_in_slot(formula, value) for formula, value in zip(check.say.values, values, strict=True)]
    pairs = zip(check.say.texts, [*shown, ""], strict=True)
    return "".join(part for pair in pairs for part in pair)


def _shown_in_slot(formula: Formula, value: Value) -> str:
    if isinstance(value, float) and abs(value) >= WHOLE_FROM and is_reckoned(formula):
        value = round_half_away(value, 0)
    return shown_value(value, is_date(formula))


def is_reckoned(formula: Formula) -> bool:
    """Whether a slot shows a number that stands in no cell; from :data:`WHOLE_FROM` on it is told without decimals."""
    return type_of(formula.node) is Type.NUMBER and not isinstance(formula.node, Ref)


def is_date(formula: Formula) -> bool:
    """Whether a slot shows a day."""
    return type_of(formula.node) is Type.DATE


@memo
def _run_for_message(formula: Formula) -> Any:
    return compile_python(Bound(formula.node), decimals=SAID_DECIMALS)


def shown_value(value: Value, day: bool = False) -> str:
    """A value in a message: a number in plain digits, a day as 2024-05-31, blank as nothing."""
    if isinstance(value, float):
        if day and FIRST_DAY <= value < LAST_DAY + 1:
            return from_serial(value).isoformat()
        return plain_number(value)
    return "" if value is BLANK else "/" if value is NA else str(value)
