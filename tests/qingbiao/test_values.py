"""What a cell holds: rounding, dates, and the numbers that people type as texts."""

from __future__ import annotations

import math
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingbiao.values import (
    BLANK,
    NA,
    Value,
    day_in,
    from_cell,
    from_serial,
    number_in,
    round_half_away,
    to_cell,
    to_serial,
)

# --- rounding ----------------------------------------------------------------------------------------------------


def rounded(digits: str, decimals: int) -> float:
    """A number written in digits rounded half away from zero, in whole numbers only."""
    number = Fraction(digits)
    shifted = abs(number) * 10**decimals
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return float(Fraction(whole if number >= 0 else -whole) / 10**decimals)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-12, 0), st.integers(0, 9))
def test_numbers_of_15_digits_round_as_they_are_written(digits: int, exponent: int, decimals: int) -> None:
    written = f"{digits}e{exponent}"
    assert round_half_away(float(written), decimals) == rounded(written, decimals)


@st.composite
def near_halves(draw: st.DrawFn) -> tuple[float, int]:
    """A number some late digits and binary neighbours beside a half of its last decimal; and those decimals."""
    late, decimals = draw(st.integers(4, 8)), draw(st.integers(0, 11))
    half = (2 * draw(st.integers(0, 10 ** (13 - late))) + 1) * 5 * 10 ** (late - 1)
    number = float(f"{half + draw(st.integers(-10_000, 10_000))}e{-late - decimals}")
    return number + draw(st.integers(-9, 9)) * math.ulp(number), decimals


@given(near_halves())
def test_numbers_beside_a_half_round_as_their_15_digits(near: tuple[float, int]) -> None:
    number, decimals = near
    assert round_half_away(number, decimals) == rounded(format(number, ".15g"), decimals)
    assert round_half_away(-number, decimals) == -rounded(format(number, ".15g"), decimals)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 9))
def test_rounding_is_odd_and_settles_at_once(number: float, decimals: int) -> None:
    once = round_half_away(number, decimals)
    assert round_half_away(once, decimals) == once
    assert round_half_away(-number, decimals) == -once


@pytest.mark.parametrize(
    ("number", "decimals", "result"),
    [
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (-2.5, 0, -3.0),
        (0.5, 0, 1.0),
        (23.3070000000001, 3, 23.307),
        (-0.0004, 3, 0.0),
        (0.1 + 0.2, 1, 0.3),
        (1e20, 2, 1e20),
        (999999999999999.0, 9, 999999999999999.0),
        (140.85549, 3, 140.855),
    ],
)
def test_numbers_that_a_computer_holds_a_little_too_small(number: float, decimals: int, result: float) -> None:
    assert round_half_away(number, decimals) == result
    assert str(round_half_away(number, decimals)) == str(result)  # no -0.0


# --- cells -------------------------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.sampled_from([BLANK, NA]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text().filter(lambda text: text.strip(" ") not in {"", "/"}),
)


@given(VALUES)
def test_a_value_written_to_a_cell_is_read_from_it(value: Value) -> None:
    assert from_cell(to_cell(value)) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (None, BLANK),
        ("", BLANK),
        ("   ", BLANK),
        ("/", NA),
        (" / ", NA),
        ("//", "//"),
        ("\t/", "\t/"),
        (3, 3.0),
        (True, "TRUE"),
        (False, "FALSE"),
        ("650吨", "650吨"),
        (" 甲 ", " 甲 "),
        (date(2024, 5, 31), 45443.0),
        (datetime(2024, 5, 31, 8, 30), 45443.0),
    ],
)
def test_what_a_cell_holds(raw: object, value: Value) -> None:
    assert from_cell(raw) == value


@pytest.mark.parametrize(("value", "shown"), [(3.0, 3), (2.5, 2.5), (-0.0, 0), (1e15, 1e15), (NA, "/"), (BLANK, None)])
def test_what_a_cell_shows(value: Value, shown: object) -> None:
    cell = to_cell(value)
    assert (cell, type(cell)) == (shown, type(shown))


@given(st.dates(date(1900, 3, 1)))
def test_dates_are_days_counted(day: date) -> None:
    assert from_serial(to_serial(day)) == day
    assert to_serial(day) - to_serial(date(1900, 3, 1)) == (day - date(1900, 3, 1)).days


def test_the_days_spreadsheets_agree_on() -> None:
    assert to_serial(date(1900, 3, 1)) == 61
    assert to_serial(date(2024, 2, 29)) == 45351


# --- numbers typed as texts --------------------------------------------------------------------------------------


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", "吨", " t", "度", "%", "tCO2"[:1]]))
def test_digits_with_commas_and_a_unit_are_the_number(number: int, unit: str) -> None:
    meant = number_in(f"{number:,}{unit}")
    assert meant == (number / 100 if unit == "%" else number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("650吨", 650),
        ("1,200", 1200),
        ("1 200.5 吨", 1200.5),
        ("１２．５", 12.5),
        ("－３", -3),
        ("20%", 0.2),
        ("20％", 0.2),
        ("20 %左右", 0.2),
        (" 7 ", 7),
        ("5千克", None),
        ("3万度", None),
        ("1.2亿", None),
        ("约30", None),
        ("3-5", None),
        ("1.2.3", None),
        ("2024年5月", None),
        ("", None),
        ("吨", None),
        ("/", None),
        ("1e5", None),
        ("9" * 400, None),
    ],
)
def test_what_was_meant_by_a_text(text: str, number: float | None) -> None:
    assert number_in(text) == number


def test_thousands_and_millions_are_understood_only_as_the_field_s_own_unit() -> None:
    assert number_in("12.5万元", "万元") == 12.5
    assert number_in("12.5万 元", "万元") is None
    assert number_in("12.5万元", "元") is None


# --- days typed as texts -----------------------------------------------------------------------------------------


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(["--", "//", "..", "年月"]), st.booleans())
def test_a_day_in_any_usual_writing_is_that_day(day: date, marks: str, padded: bool) -> None:
    first, second = marks
    month, number = (f"{part:02}" if padded else f"{part}" for part in (day.month, day.day))
    assert day_in(f" {day.year}{first}{month}{second}{number}{'日' if first == '年' else ''}") == day
    assert day_in(f"{day:%Y%m%d}") == day


@pytest.mark.parametrize(
    "text", ["", "三月", "2024-02-30", "2024-13-01", "2024", "2024年5月", "24-5-1", "2024-5-1 10:00"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_in(text) is None
