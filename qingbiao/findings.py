"""审核结果 as data: what became of each check of a filing, each thing that does not hold, and the verdict.

Surfaces only render these; :mod:`qingbiao.examination` finds them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qingbiao.schema import Severity

SEVERITIES: Final[tuple[Severity, ...]] = ("mandatory", "verify", "hint")
"""The gravest first."""


class State(enum.StrEnum):
    """What became of a check, at one place or as a whole."""

    PASS = "pass"
    FAIL = "fail"
    MISSING = "missing"
    """A value that must be there is not."""
    UNFILLED = "unfilled"
    """Something it needs is not filled in, so that nothing can be said."""
    NOT_APPLICABLE = "not-applicable"

    @property
    def found(self) -> bool:
        """Whether there is something to be done."""
        return self in {State.FAIL, State.MISSING}


WORST_FIRST: Final = (State.FAIL, State.MISSING, State.PASS, State.UNFILLED, State.NOT_APPLICABLE)
"""The state of a check as a whole is the first of these that it has at some place."""


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
    state: State = State.FAIL


@dataclass(frozen=True, slots=True)
class Result:
    """One check of a filing: what became of it at each place it was tried at, and what the filler wrote about it.

    ``rows`` are the rows of its register that hold anything, counted from 0; of a check of the whole filing, row 0
    alone. ``states`` has one state for each.
    """

    code: str
    severity: Severity
    rows: Sequence[int]
    states: Sequence[State]
    findings: tuple[Finding, ...] = ()
    blank: int = 0
    """Of a field's own rule: at how many places nothing is filled in."""
    explanation: str = ""
    """审核说明, as the filler wrote it."""
    refused: str = ""
    """Why the explanation is not accepted, as a code of the message catalogue."""

    @property
    def state(self) -> State:
        """The worst of its states."""
        states = set(self.states)
        return next((state for state in WORST_FIRST if state in states), State.NOT_APPLICABLE)

    @property
    def needs_explanation(self) -> bool:
        """Whether a reason has to stand beside it before the filing can be submitted."""
        return self.severity == "verify" and self.state is State.FAIL


def verdict(results: Iterable[Result]) -> Verdict:
    """``fail`` while a mandatory check has findings, ``explain`` while a verify finding has no good reason."""
    worst = Verdict.PASS
    for result in results:
        if result.severity == "mandatory" and result.state.found:
            return Verdict.FAIL
        if result.needs_explanation and (result.refused or not result.explanation):
            worst = Verdict.EXPLAIN
    return worst


def by_code(results: Sequence[Result]) -> Mapping[str, Result]:
    """Results by their code."""
    return {result.code: result for result in results}


def findings(results: Sequence[Result]) -> Iterator[Finding]:
    """All findings, the gravest first, otherwise in the order of the form."""
    for severity in SEVERITIES:
        for result in results:
            if result.severity == severity:
                yield from result.findings
