"""The values of the check sheets from Python's own results: what every formula of :mod:`generator.checks` comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generator.checks import names
from generator.checks.lines import AT_THE_DESK, LETTERS, SEVERITIES, SHOWN, Line, Lines, lines_of
from generator.checks.report_sheet import (
    CODE,
    EXPLANATION,
    MESSAGE,
    NUMBER,
    SEVERITY,
    SHOWN_BY,
    TODO_ROWS,
    VERDICTS,
    WRITE_HERE,
    more_text,
    progress_text,
    severity_texts,
    short,
)
from generator.checks.tally_sheet import CODES, MISSING_MARK, rule_texts
from generator.plan import Plan, letters, quoted
from generator.prompts import refusal
from qingbiao.examination import ERROR_CODE, ERROR_WORD, SAID_DECIMALS, Examined, said, said_values, shown_value
from qingbiao.explanations import EMPTY_WORDS, refusals, rest_of, substance, without
from qingbiao.expression.rows import Rows
from qingbiao.filing import Filing
from qingbiao.findings import Result, State, by_code
from qingbiao.form import Field, Kind
from qingbiao.messages import CATALOGUE
from qingbiao.schema import Severity
from qingbiao.values import BLANK, ERROR, Value, round_half_away

Values = dict[str, Value | Sequence[Value]]

_FAIL, _MISSING = LETTERS[State.FAIL], LETTERS[State.MISSING]


@dataclass(frozen=True)
class _Told:
    """What the workbook shows of one line; of a check at the desk, nothing but that."""

    line: Line
    letter: str
    found: int = 0
    first: int = 0
    blank: int = 0
    tried: int = 0
    broken: bool = False
    """Whether a cell that an input's rule is about is an error."""
    slots: tuple[Value, ...] = ()
    message: str = ""
    explanation: str = ""
    refused: str = ""

    @property
    def to_do(self) -> bool:
        """Whether something is wanted before the filing can be submitted."""
        return self.found > 0 if self.line.severity == "mandatory" else bool(self.refused)

    @property
    def fix(self) -> str:
        """What to do."""
        subject = self.line.subject
        if not self.found:
            return ""
        if not isinstance(subject, Field):
            return subject.fix
        return rule_texts(subject)[1] if self.slots[0] is BLANK else refusal(subject)


def check_values(plan: Plan, kind: Kind, filing: Filing, results: Sequence[Result], seen: Examined) -> Values:
    """By slot key, the values of the check sheets and of the hidden columns."""
    lines = lines_of(kind, plan.capacities)
    known = by_code(results)
    tolds = _with_refusals([_told(line, known[line.code], filing, seen) for line in lines.all])
    tally = _tally(plan, tolds)
    return {
        **tally,
        **_marks(lines, tolds),
        **_letters(plan, known),
        **_report(tally, tolds),
        **_summary(tolds),
    }


# --- one line ----------------------------------------------------------------------------------------------------


def _told(line: Line, result: Result, filing: Filing, seen: Examined) -> _Told:
    explanation = filing.explanations.get(line.code, "")
    if line.desk:
        return _Told(line, AT_THE_DESK, explanation=explanation)
    hits = [row for row, state in zip(result.rows, result.states, strict=True) if state.found]
    told = _Told(
        line,
        LETTERS[result.state],
        len(hits),
        hits[0] + 1 if hits else 0,
        result.blank,
        len(result.rows),
        any(finding.code == ERROR_CODE for finding in result.findings),
        explanation=explanation,
    )
    slots = _slots(told, seen.at(hits[:1]))
    return replace(told, slots=slots, message=_message(told, slots))


def _slots(told: _Told, first: Rows) -> tuple[Value, ...]:
    subject = told.line.subject
    if isinstance(subject, Field):
        value = first.of(subject.id)[0] if told.found else BLANK
        if value is ERROR:
            return (ERROR_WORD,)
        return (round_half_away(value, SAID_DECIMALS) if isinstance(value, float) else value,)
    if told.letter != _FAIL:
        return (BLANK,) * len(subject.say.values)
    return said_values(subject, first)[0]


def _message(told: _Told, slots: tuple[Value, ...]) -> str:
    subject = told.line.subject
    if isinstance(subject, Field):
        missing, _, before, after = rule_texts(subject)
        if not told.found:
            return ""
        return missing if slots[0] is BLANK else f"{before}{shown_value(slots[0])}{after}"
    return said(subject, slots) if told.letter == _FAIL else ""


def _with_refusals(tolds: Sequence[_Told]) -> list[_Told]:
    """What is wrong with explanations, as far as a workbook knows which are needed."""
    needed = {
        told.line.code: told.explanation for told in tolds if told.line.severity == "verify" and told.letter == _FAIL
    }
    refused = refusals(needed)
    return [
        replace(told, refused=CATALOGUE[refused[told.line.code]].zh) if told.line.code in refused else told
        for told in tolds
    ]


# --- the hidden sheet --------------------------------------------------------------------------------------------


def _tally(plan: Plan, tolds: Sequence[_Told]) -> Values:
    turns: list[Value] = []
    turn = 0
    for told in tolds:
        turn += told.to_do
        turns.append(float(turn))
    widest = max((len(told.slots) for told in tolds), default=0)
    slots: Values = {
        f"{names.SLOT}{number}": [told.slots[number] if number < len(told.slots) else BLANK for told in tolds]
        for number in range(widest)
    }
    words = [without(told.explanation, EMPTY_WORDS) for told in tolds]
    return slots | {
        names.ERRORS: [float(told.broken) for told in tolds],
        names.BROKEN: float(sum(told.broken for told in tolds)),
        names.STATE: [told.letter for told in tolds],
        names.SHOWN: [SHOWN[told.letter] for told in tolds],
        names.FOUND: [float(told.found) for told in tolds],
        names.FIRST: [float(told.first) for told in tolds],
        names.ASKED: [float(told.tried) for told in tolds],
        names.FILLED: [float(told.tried - told.blank) for told in tolds],
        names.LINK: [_text(_link(plan, told)) for told in tolds],
        names.MESSAGE: [_text(told.message) for told in tolds],
        names.FIX: [_text(told.fix) for told in tolds],
        names.TOLD: [_text(told.explanation) for told in tolds],
        names.WORDS: [_text(text) for text in words],
        names.REST: [_text(rest_of(told.explanation)) for told in tolds],
        names.SUBSTANCE: [float(substance(told.explanation)) for told in tolds],
        names.REFUSED: [_text(told.refused) for told in tolds],
        names.TURN: turns,
    }


def _text(text: str) -> Value:
    return text or BLANK


def _link(plan: Plan, told: _Told) -> str:
    if not told.found:
        return ""
    at = told.line.at
    place = plan.place_of(at.id)
    row = place.row + (told.first - 1 if at.register else 0)
    return f"{quoted(place.sheet)}!{letters(place.column)}{row}"


def _marks(lines: Lines, tolds: Sequence[_Told]) -> Values:
    return {names.MARK: [_text(_gravest([tolds[line.number - 1] for line in own])) for own in lines.by_single.values()]}


def _gravest(tolds: Sequence[_Told]) -> str:
    failing = {told.line.severity for told in tolds if told.letter == _FAIL}
    for severity, code in CODES.items():
        if severity in failing:
            return code
    return MISSING_MARK if any(told.letter == _MISSING for told in tolds) else ""


def _letters(plan: Plan, known: Mapping[str, Result]) -> Values:
    """The texts of the hidden columns beside registers."""
    values: Values = {}
    for column, codes in plan.row_letters.items():
        results = [known[code] for code in codes]
        rows = results[0].rows
        texts: list[Value] = [BLANK] * (max(rows, default=-1) + 1)
        for row, states in zip(rows, zip(*(result.states for result in results), strict=True), strict=True):
            texts[row] = "".join(LETTERS[state] for state in states)
        values[column] = texts
    return values


# --- the sheet 校验 ----------------------------------------------------------------------------------------------


def _report(tally: Values, tolds: Sequence[_Told]) -> Values:
    """What the lines show, and those of them that come first."""
    shown = {column: _column(tally, name) for column, name in SHOWN_BY.items()}
    values: Values = {f"{names.REPORT_COLUMN}{column}": column_values for column, column_values in shown.items()}
    values[f"{names.REPORT_COLUMN}{MESSAGE}"] = [_text(told.message or short(told.line.at.title)) for told in tolds]
    values[names.EXPLANATION] = [_text(told.explanation) for told in tolds]
    to_do = [told.line.number for told in tolds if told.to_do]
    first = [tolds[number - 1] for number in to_do[:TODO_ROWS]]
    for column, column_values in shown.items():
        values[f"{names.TODO}{column}"] = [column_values[told.line.number - 1] for told in first]
    values[f"{names.TODO}{NUMBER}"] = [float(told.line.number) for told in first]
    values[f"{names.TODO}{SEVERITY}"] = [SEVERITIES[told.line.severity] for told in first]
    values[f"{names.TODO}{EXPLANATION}"] = [WRITE_HERE if told.line.severity == "verify" else BLANK for told in first]
    values[f"{names.TODO}{CODE}"] = [told.line.code for told in first]
    more = len(to_do) - TODO_ROWS
    values[f"{names.TODO}more"] = more_text(str(more)) if more > 0 else BLANK
    return values


def _column(tally: Values, name: str) -> list[Value]:
    column = tally[name]
    assert isinstance(column, list)
    return [value.replace("'", "") if name == names.LINK and isinstance(value, str) else value for value in column]


def _summary(tolds: Sequence[_Told]) -> Values:
    def lines(severity: Severity, letter: str) -> int:
        return sum(told.line.severity == severity and told.letter == letter for told in tolds)

    def places(severity: Severity) -> int:
        return sum(told.found for told in tolds if told.line.severity == severity)

    unexplained = sum(bool(told.refused) for told in tolds)
    required = [told for told in tolds if isinstance(told.line.subject, Field) and told.line.subject.required]
    asked, filled = sum(told.tried for told in required), sum(told.tried - told.blank for told in required)
    verdict = VERDICTS[0] if places("mandatory") else VERDICTS[1] if unexplained else VERDICTS[2]
    share = f"（{filled * 100 // asked}%）" if asked else ""
    texts = {"verdict": verdict, "progress": progress_text(str(asked), str(filled)) + share}
    for severity in SEVERITIES:
        counts = (lines(severity, _FAIL), lines(severity, _MISSING), places(severity), unexplained)
        fails, misses, found, wanted = map(str, counts)
        texts[severity] = severity_texts(severity, (fails, misses, found, wanted))
    return {names.SUMMARY + key: text for key, text in texts.items()}
