"""A filing for any form, made from the form itself: numbers, texts, ``/``, days and blanks in every kind of field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final

from generator.checks.lines import lines_of
from generator.planning import capacities_for
from qingbiao.filing import Filing, ParameterEntry
from qingbiao.form import Field, Kind, Parameter
from qingbiao.values import BLANK, NA, Value

ROWS: Final = 3
"""So many rows of each register are filled in."""

_NUMBERS: Final = (30000.0, 12.5, NA, BLANK, 0.0, "约30", 44178.0)
_TEXTS: Final = ("样例 甲", "=1+1", BLANK, "007", "-", NA, "C2710 化学药品原料药制造", "@样例 <&> “乙”")
_FIRST_DAY: Final = 45432.0
_EXPLAINED: Final = 3


def sample_filing(kind: Kind) -> Filing:
    """The same for the same form, on any day and machine."""
    numbers = count()
    inputs = [each for each in kind.fields.values() if not each.computed]
    single = {each.id: _value(each, next(numbers)) for each in inputs if each.register is None}
    columns = {
        each.id: _trimmed([_value(each, next(numbers)) for _ in range(ROWS)])
        for each in inputs
        if each.register is not None
    }
    codes = [line.code for line in lines_of(kind, capacities_for(kind, None)).all]
    return Filing(
        cells={key: value for key, value in single.items() if value is not BLANK},
        columns={key: values for key, values in columns.items() if values},
        parameters={each.id: _entry(each) for each in kind.parameters if not each.fixed},
        last={key: float(number) for number, key in enumerate(kind.last, 1)},
        explanations=dict.fromkeys(codes[:_EXPLAINED], "=样例：设备检修停产两个月，台账可查"),
    )


def _value(field: Field, number: int) -> Value:
    if field.type == "date":
        return _FIRST_DAY + number
    if field.numeric:
        return _NUMBERS[number % len(_NUMBERS)]
    if field.choices:
        return field.choices[number % len(field.choices)]
    return _TEXTS[number % len(_TEXTS)]


def _trimmed(values: Sequence[Value]) -> list[Value]:
    """A column as it is read: down to the last that is not blank."""
    last = max((index for index, value in enumerate(values) if value is not BLANK), default=-1)
    return list(values[: last + 1])


def _entry(parameter: Parameter) -> ParameterEntry:
    """As issued; where there is no table to choose from, a value of one's own."""
    if parameter.table is None:
        return ParameterEntry((), parameter.max or parameter.value or 1.0, "样例")
    return ParameterEntry(parameter.choose)
