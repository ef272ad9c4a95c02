"""What a field admits, against a second telling of the same rules that shares no code with the first."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingbiao.admission import admits, fits_cascade, in_list
from qingbiao.codes import load_code_list
from qingbiao.form import Codes, Field
from qingbiao.values import BLANK, NA, Value

SPEC = (Path(__file__).resolve().parents[2] / "spec",)
PLAIN = Field("s.f", "指标", "指标", "text")

NUMBERS = st.one_of(
    st.integers(-(10**7), 10**7).map(lambda number: number / 10**4),
    st.integers(-20, 20).map(float),
    st.floats(-1e15, 1e15).map(lambda number: float(f"{number:.15g}")),  # as a person can type them
)
TEXTS = st.text(max_size=12) | st.sampled_from(["甲", "乙", "12", "650吨", "024-00000000", "13800000000"])
VALUES = st.one_of(st.just(NA), NUMBERS, TEXTS.filter(lambda text: text.strip(" ") not in {"", "/"}))
BOUNDS = st.none() | st.integers(-50, 50).map(float)


def has_decimals(number: float, most: int) -> bool:
    """Whether a number of up to 15 digits has at most so many decimals."""
    shown = Decimal(f"{number:.15g}")
    return shown == shown.quantize(Decimal(1).scaleb(-most))


@given(st.sampled_from(["count", "quantity", "percent"]), BOUNDS, BOUNDS, st.integers(0, 4), st.booleans(), VALUES)
def test_numbers_have_a_range_and_decimals(
    kind: str, low: float | None, high: float | None, decimals: int, may_be_na: bool, value: Value
) -> None:
    field = replace(PLAIN, type=kind, min=low, max=high, decimals=decimals, may_be_na=may_be_na)
    if value is NA:
        expected = may_be_na
    elif not isinstance(value, float):
        expected = False
    else:
        in_range = (low is None or value >= low) and (high is None or value <= high)
        expected = in_range and has_decimals(value, decimals + 2 * (kind == "percent"))
    assert admits(field, value) is expected


@given(st.booleans(), VALUES | st.integers(0, 10**5).map(float))
def test_dates_are_whole_days_of_this_age(may_be_na: bool, value: Value) -> None:
    field = replace(PLAIN, type="date", may_be_na=may_be_na)
    expected = may_be_na if value is NA else isinstance(value, float) and value in range(32874, 73051 + 1)
    assert admits(field, value) is expected


@given(st.none() | st.integers(1, 12), st.booleans(), VALUES)
def test_texts_have_a_length(most: int | None, may_be_na: bool, value: Value) -> None:
    """Excel counts a character beyond U+FFFF twice."""
    field = replace(PLAIN, max_length=most, may_be_na=may_be_na)
    if value is NA:
        assert admits(field, value) is may_be_na
    elif isinstance(value, str):
        assert admits(field, value) is (most is None or len(value.encode("utf-16-le")) // 2 <= most)


@given(st.booleans(), st.booleans(), VALUES)
def test_choices_are_the_words_of_the_list(may_be_na: bool, accept_other: bool, value: Value) -> None:
    field = replace(PLAIN, type="choice", choices=("甲", "乙"), may_be_na=may_be_na, accept_other=accept_other)
    if value is NA:
        assert admits(field, value) is may_be_na
    elif isinstance(value, str):
        assert admits(field, value) is (accept_other or value in {"甲", "乙"})


def test_codes_are_the_entries_of_their_list_or_of_their_level() -> None:
    industries = replace(PLAIN, type="code", codes=Codes(load_code_list(SPEC, "gbt4754-2017")))
    assert admits(industries, "C2710 化学药品原料药制造")
    for wrong in ("C2710化学药品原料药制造", "C2710", "C27 医药制造业", "化学药品原料药制造"):
        assert not admits(industries, wrong)
        assert not in_list(industries, wrong)
        assert admits(replace(industries, accept_other=True), wrong)
    city = replace(PLAIN, type="code", codes=Codes(load_code_list(SPEC, "divisions"), 1, ("s.province",)))
    assert admits(city, "盘锦市")
    assert not admits(city, "辽宁省")


@given(VALUES)
def test_blank_always_may_be(value: Value) -> None:
    for kind in ("text", "count", "date", "choice", "credit_code", "phone"):
        assert admits(replace(PLAIN, type=kind, choices=("甲",)), BLANK)


# --- codes with a check digit ------------------------------------------------------------------------------------

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT = replace(PLAIN, type="credit_code")


def check_character(body: str) -> str:
    """GB 32100-2015: the weighted sum of all 18 is a multiple of 31; the weights are the powers of 3."""
    weight, total = 1, 0
    for character in body:
        total += LETTERS.index(character) * weight
        weight = weight * 3 % 31
    return next(last for last in LETTERS if (total + LETTERS.index(last)) % 31 == 0)


@given(st.text(LETTERS, min_size=17, max_size=17), st.sampled_from(LETTERS))
def test_a_credit_code_has_one_right_last_character(body: str, last: str) -> None:
    assert admits(CREDIT, body + last) is (last == check_character(body))


@given(st.text(LETTERS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(LETTERS))
def test_one_slip_in_a_credit_code_is_always_noticed(body: str, at: int, other: str) -> None:
    code = body + check_character(body)
    slipped = code[:at] + other + code[at + 1 :]
    assert admits(CREDIT, slipped) is (slipped == code)


@pytest.mark.parametrize(
    ("code", "admitted"),
    [
        ("91350100M000100Y43", True),
        ("91210106MAXXXXXX7W", True),
        ("91350100M000100Y44", False),
        ("91350100m000100y43", False),
        ("91350100M000100Y4", False),
        ("91350100M000100Y433", False),
        ("9I350100M000100Y43", False),
        (" 91350100M000100Y43", False),
    ],
)
def test_credit_codes(code: str, admitted: bool) -> None:
    """The first is the standard's own example."""
    assert admits(CREDIT, code) is admitted


@given(st.text("0123456789- +ext转０", max_size=24))
def test_telephone_numbers_are_digits_and_hyphens(text: str) -> None:
    expected = re.fullmatch(r"[0-9-]{0,20}", text) is not None and sum(c in "0123456789" for c in text) >= 7
    if text.strip(" "):
        assert admits(replace(PLAIN, type="phone"), text) is expected


# --- choices below choices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "outer", "fits"),
    [
        ("盘锦市", ("辽宁省",), True),
        ("盘锦市", ("吉林省",), False),
        ("盘锦市", (BLANK,), True),  # what the outer choice lacks is told there
        ("盘锦市", ("火星省",), True),
        ("盘锦市", (), True),
        ("火星市", ("辽宁省",), True),  # on no list at all, which is another finding
        (BLANK, ("辽宁省",), True),
        (NA, ("辽宁省",), True),
        (3.0, ("辽宁省",), True),
        ("（直辖）", ("辽宁省",), False),
    ],
)
def test_a_choice_stands_below_the_outer_ones(value: Value, outer: tuple[Value, ...], fits: bool) -> None:
    city = replace(PLAIN, type="code", codes=Codes(load_code_list(SPEC, "divisions"), 1, ("s.province",)))
    assert fits_cascade(city, value, outer) is fits


def test_a_county_under_a_city_that_is_itself_elsewhere_is_told_once() -> None:
    county = replace(PLAIN, type="code", codes=Codes(load_code_list(SPEC, "divisions"), 2, ("s.province", "s.city")))
    assert fits_cascade(county, "兴隆台区", ("吉林省", "盘锦市"))
    assert not fits_cascade(county, "铁西区", ("辽宁省", "盘锦市"))
