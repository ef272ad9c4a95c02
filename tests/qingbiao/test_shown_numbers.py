"""How messages write numbers: plain digits, no more of them than all spreadsheet programs show alike."""

from __future__ import annotations

import pytest

from qingbiao.examination import HUGE, shown_value
from qingbiao.values import BLANK, NA, Value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1 + 0.2, "0.3"),
        (999999999.123456, "999999999.123456"),
        (1234567890.5, "1234567891"),
        (-1234567890.4, "-1234567890"),
        (1234567890.499999, "1234567891"),  # of more than 15 digits, the half that the 15 show
        (99999999999.9, "100000000000"),
        (1e11, HUGE),
        (-4e20, HUGE),
        (NA, "/"),
        (BLANK, ""),
        ("甲厂", "甲厂"),
    ],
)
def test_numbers_are_told_as_all_programs_write_them(value: Value, shown: str) -> None:
    assert shown_value(value) == shown


def test_days_are_told_as_days_and_other_numbers_as_numbers() -> None:
    assert shown_value(45443.0, day=True) == "2024-05-31"
    assert shown_value(60.0, day=True) == "60"  # the day that Excel has and the calendar has not
    assert shown_value(1e12, day=True) == HUGE
