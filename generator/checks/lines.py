"""The lines of the sheet 校验: one for each input's own rule and each check of the form, numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from qingbiao.examination import RULE_PREFIX
from qingbiao.expression.calls import searches
from qingbiao.findings import State
from qingbiao.form import Check, Field, Kind
from qingbiao.schema import Severity

SEARCH_ROWS: Final = 1000
"""A check of each row that looks through a whole column costs the square of the rows; beyond so many it is left to the
desk, so that no workbook becomes slow by its size."""

LETTERS: Final[Mapping[State, str]] = {
    State.PASS: "P",
    State.FAIL: "F",
    State.MISSING: "M",
    State.UNFILLED: "U",
    State.NOT_APPLICABLE: "N",
}
"""States as the hidden formulas write them."""

AT_THE_DESK: Final = "D"
"""Of a check that a workbook cannot try."""

SHOWN: Final[Mapping[str, str]] = {
    "P": "通过",
    "F": "不通过",
    "M": "未填",
    "U": "未填",
    "N": "不适用",
    AT_THE_DESK: "接收时审核",
}
"""Letters as the sheet 校验 shows them; nobody needs to know there whether what is not filled in must be."""

SEVERITIES: Final[Mapping[Severity, str]] = {"mandatory": "强制性", "verify": "核实性", "hint": "提示性"}


@dataclass(frozen=True)
class Line:
    """One line: an input's own rule, or a check."""

    number: int
    subject: Field | Check
    at: Field
    """Where its findings are shown."""
    desk: bool = False

    @property
    def is_rule(self) -> bool:
        """Whether it is an input's own rule."""
        return isinstance(self.subject, Field)

    @property
    def code(self) -> str:
        """Its stable code."""
        return RULE_PREFIX + self.subject.id if self.is_rule else self.subject.id

    @property
    def severity(self) -> Severity:
        """How grave a finding is; an input's own rule is mandatory."""
        return self.subject.severity if isinstance(self.subject, Check) else "mandatory"

    @property
    def register(self) -> str | None:
        """The register whose rows it is tried at."""
        return self.subject.register


@dataclass(frozen=True)
class Lines:
    """All lines of a workbook."""

    all: tuple[Line, ...]

    @cached_property
    def tried(self) -> tuple[Line, ...]:
        """Those that the workbook tries itself."""
        return tuple(line for line in self.all if not line.desk)

    @cached_property
    def by_single(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines that point at each single field, in the order of the lines; those of the hidden list of marks."""
        found: dict[str, tuple[Line, ...]] = {}
        for line in self.tried:
            if line.at.register is None:
                found[line.at.id] = (*found.get(line.at.id, ()), line)
        return found

    def of(self, register: str | None) -> tuple[Line, ...]:
        """Those tried at each row of a register, or once for the whole filing."""
        return tuple(line for line in self.tried if line.register == register)


def lines_of(kind: Kind, capacities: Mapping[str, int]) -> Lines:
    """The lines of a kind's workbook, in the order in which :func:`qingbiao.examination.examine` gives results."""
    return Lines(tuple(_lines(kind, capacities)))


def _lines(kind: Kind, capacities: Mapping[str, int]) -> Iterator[Line]:
    for number, each in enumerate(kind.inputs, 1):
        yield Line(number, each, each)
    for number, check in enumerate(kind.checks, len(kind.inputs) + 1):
        yield Line(number, check, kind.at(check.at), left_to_desk(check, capacities))


def left_to_desk(check: Check, capacities: Mapping[str, int]) -> bool:
    """Whether a workbook of that size does not try a check: the spec says so, or each row would search all rows."""
    if check.desk_only or check.register is None:
        return check.desk_only
    formulas = (check.expect, check.when)
    return capacities[check.register] > SEARCH_ROWS and any(each and searches(each.node) for each in formulas)
