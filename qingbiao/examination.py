"""Filing → results: every rule of every field and every check of the form tried at every place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qingbiao.bind import REPORTED
from qingbiao.explanations import refusals
from qingbiao.expression.evaluate import Outcome, Step, compile_python, where
from qingbiao.expression.lower import DUST_DECIMALS
from qingbiao.expression.rows import Rows, SymbolValues
from qingbiao.expression.symbol import Type
from qingbiao.expression.types import Bound, type_of
from qingbiao.faults import Language
from qingbiao.filing import Computed, Filing
from qingbiao.findings import Finding, Result, State
from qingbiao.form import Check, Field, Formula, Kind
from qingbiao.memo import memo
from qingbiao.messages import CATALOGUE
from qingbiao.problems import Problem, problems_of
from qingbiao.values import BLANK, Value, from_serial, is_day, joined, round_half_away, to_cell

ERROR_CODE: Final = "finding-error"
ERROR_WORD: Final = "错误值"
"""How the sheets show an error that stands in an input."""

RULE_PREFIX: Final = "field."
"""Before a field's id: the code of its own rule."""

SAID_DECIMALS: Final = DUST_DECIMALS
"""Decimals of a number in a message."""

WHOLE_FROM: Final = 1e9
"""From here on six decimals are more than the 15 digits that all programs show alike; a number is told without any."""

WHOLE_AFTER: Final = 4
"""Decimals to which it is rounded before: the dust of a sum then cannot turn a half, in LibreOffice's ROUND(x,0)."""

HUGE_FROM: Final = 1e11
HUGE: Final = "12位以上的数"
"""What is said from where not even those decimals are certain, and instead of 1E+15, 1E+015 and the like."""


def examine(kind: Kind, filing: Filing, computed: Computed, language: Language = "zh") -> tuple[Result, ...]:
    """Every rule of every input, then every check of the form, in the order of the form.

    While any input is an error no check of the form is tried: in a spreadsheet the error goes on into whatever uses it.

    The inputs' rules are told in ``language``; the form's checks in the language of the form.
    """
    return results_in(Examined(kind, filing, computed), filing, language)


def results_in(seen: Examined, filing: Filing, language: Language = "zh") -> tuple[Result, ...]:
    """As :func:`examine`, of a filing that is computed already."""
    rules = [_rule_result(each, seen.used(each.register), language) for each in seen.kind.inputs]
    broken = any(finding.code == ERROR_CODE for rule in rules for finding in rule.findings)
    checks = (_untried(check, seen) if broken else _check_result(check, seen) for check in seen.kind.checks)
    return tuple(_explained((*rules, *checks), filing))


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


class Examined(SymbolValues):
    """A computed filing with its reported values, as checks see it."""

    def __init__(self, kind: Kind, filing: Filing, computed: Computed) -> None:
        super().__init__(computed.cells, computed.columns, kind.classifications)
        self.kind = kind
        for each in kind.fields.values():
            if each.reported and each.register is None:
                self.cells[REPORTED + each.id] = filing.reported.get(each.id, BLANK)
            elif each.reported:
                column = filing.reported_columns.get(each.id, ())
                missing = len(computed.columns[each.id]) - len(column)
                self.columns[REPORTED + each.id] = [*column, *([BLANK] * missing)]
        self._used: dict[str | None, Rows] = {None: self.at()}

    def used(self, register: str | None) -> Rows:
        """The rows of a register in which a person has put anything; the whole filing where there is no register."""
        if register is not None and register not in self._used:
            columns = [self.columns[each.id] for each in self.kind.columns(register) if not each.computed]
            blank = (BLANK,) * len(columns)
            rows = enumerate(zip(*columns, strict=True))
            self._used[register] = self.at([row for row, values in rows if values != blank])
        return self._used[register]


# --- the inputs' own rules ---------------------------------------------------------------------------------------


def _rule_result(each: Field, rows: Rows, language: Language) -> Result:
    values, problems = rows.of(each.id), problems_of(each, rows)
    states = [_rule_state(value, problem) for value, problem in zip(values, problems, strict=True)]
    findings = tuple(
        _rule_finding(each, _told_row(each.register, row), value, problem, language, state)
        for row, value, problem, state in zip(rows.numbers, values, problems, states, strict=True)
        if problem is not None
    )
    return Result(RULE_PREFIX + each.id, "mandatory", rows.numbers, states, findings, values.count(BLANK))


def _told_row(register: str | None, row: int) -> int:
    """A row's number in a finding: from 1, and 0 for what is in no register."""
    return 0 if register is None else row + 1


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


def _check_result(check: Check, seen: Examined) -> Result:
    rows = seen.used(check.register)
    states = _tried(check).states(rows)
    failing = [row for row, state in zip(rows.numbers, states, strict=True) if state is State.FAIL]
    findings = _check_findings(check, seen, failing) if failing else ()
    return Result(check.id, check.severity, rows.numbers, states, tuple(findings))


def _untried(check: Check, seen: Examined) -> Result:
    rows = seen.used(check.register).numbers
    return Result(check.id, check.severity, rows, [State.UNFILLED] * len(rows), ())


@dataclass(frozen=True)
class _Tried:
    """A check's conditions, compiled."""

    when: Step | None
    expect: Step

    def states(self, rows: Rows) -> list[State]:
        """What becomes of the check in each row; what it expects is only asked where it applies."""
        if self.when is None:
            return list(map(_state, self.expect(rows)))
        applies = [outcome is True for outcome in self.when(rows)]
        return list(map(_state, where(applies, rows, self.expect)))


def _state(outcome: Outcome | None) -> State:
    if outcome is True:
        return State.PASS
    if outcome is None:
        return State.NOT_APPLICABLE
    return State.FAIL if outcome is False else State.UNFILLED


@memo
def _tried(check: Check) -> _Tried:
    when = None if check.when is None else compile_python(Bound(check.when.node))
    return _Tried(when, compile_python(Bound(check.expect.node)))


def _check_findings(check: Check, seen: Examined, failing: Sequence[int]) -> Iterator[Finding]:
    at, rows = seen.kind.at(check.at), seen.at(failing)
    for row, value, slots in zip(failing, rows.of(check.at), said_values(check, rows), strict=True):
        told, shown, message = _told_row(check.register, row), to_cell(value), said(check, slots)
        yield Finding(check.id, check.severity, check.at, told, at.title, shown, check.expect.text, message, check.fix)


def said_values(check: Check, rows: Rows) -> list[tuple[Value, ...]]:
    """For each row the values of a message's slots, as they are shown."""
    columns = [_run_for_message(formula)(rows) for formula in check.say.values]
    return list(zip(*columns, strict=True)) if columns else [()] * len(rows)


def said(check: Check, values: Sequence[Value]) -> str:
    """A check's message with its values in it."""
    shown = [shown_value(value, is_date(formula)) for formula, value in zip(check.say.values, values, strict=True)]
    pairs = zip(check.say.texts, [*shown, ""], strict=True)
    return "".join(part for pair in pairs for part in pair)


def is_date(formula: Formula) -> bool:
    """Whether a slot shows a day."""
    return type_of(formula.node) is Type.DATE


@memo
def _run_for_message(formula: Formula) -> Step:
    return compile_python(Bound(formula.node), decimals=SAID_DECIMALS)


def shown_value(value: Value, day: bool = False) -> str:
    """A value in a message: a number in plain digits, a day as 2024-05-31, blank as nothing."""
    if day and is_day(value):
        return from_serial(value).isoformat()
    if isinstance(value, float) and abs(value) >= WHOLE_FROM:
        return HUGE if abs(value) >= HUGE_FROM else joined(round_half_away(round_half_away(value, WHOLE_AFTER), 0))
    return joined(value)
