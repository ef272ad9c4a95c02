"""YAML with its places kept: what is read, where it says it stands, and what is refused before it does harm."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qingbiao.errors import FaultyData
from qingbiao.faults import Fault
from qingbiao.yamlfile import MOST_DEPTH, MOST_VALUES, Located, Path_, parse_yaml, read_yaml

# --- places ------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
WORDS = st.sampled_from(
    ["yes", "no", "on", "2024-05-31", "12:30", "007", "1_000", "0x1F", "1e3", "-.5", ".inf", "=", "<<"]
)
DATA = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
STYLES = st.fixed_dictionaries(
    {"default_flow_style": st.sampled_from([None, True, False]), "default_style": st.sampled_from([None, '"', "'"])}
)


def scalars(data: Any, path: Path_ = ()) -> list[tuple[Path_, Any]]:
    if isinstance(data, dict):
        return [pair for key, value in data.items() for pair in scalars(value, (*path, key))]
    if isinstance(data, list):
        return [pair for index, value in enumerate(data) for pair in scalars(value, (*path, index))]
    return [(path, data)]


@given(DATA, STYLES)
def test_what_any_program_writes_is_read_as_it_was_meant(data: Any, style: dict[str, Any]) -> None:
    assert parse_yaml(yaml.safe_dump(data, **style), "f.yaml").data == data


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=3), min_size=1, max_size=4), st.booleans())
def test_every_value_knows_where_it_stands(rows: list[list[int]], flow: bool) -> None:
    """Each value has a text of its own, so its place can be found by looking."""
    numbers = iter(range(10**6))
    data = [{f"列{index}": f"值{next(numbers)}、" for index, _ in enumerate(row)} for row in rows]
    text = yaml.safe_dump({"名录": data}, allow_unicode=True, default_flow_style=flow, width=40)
    located = parse_yaml(text, "f.yaml")
    for path, value in scalars(located.data):
        place = located.place(path)
        assert text.splitlines()[place.line - 1] == place.quote
        assert place.quote[place.column - 1 :].startswith(value)
        key = located.key_place(path)
        assert key.quote[key.column - 1 :].startswith(str(path[-1]))


def test_a_place_that_is_not_written_is_that_of_what_it_would_stand_in() -> None:
    located = parse_yaml("a:\n  b: {c: 1}\n", "f.yaml")
    assert located.place(("a", "b", "x", 3)).text() == "f.yaml:2:6"
    assert located.place(("x",)).text() == "f.yaml:1:1"


def test_a_place_behind_an_anchor_is_that_of_the_value() -> None:
    located = parse_yaml("a: &first  盘锦\nb: [&second 沈阳, 大连]\n", "f.yaml")
    assert located.place(("a",)).text() == "f.yaml:1:12"
    assert located.place(("b", 0)).text() == "f.yaml:2:13"


# --- words, numbers, dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "no",
        "on",
        "off",
        "y",
        "True",
        "FALSE",
        "2024-05-31",
        "2024-05-31 08:00:00",
        "12:30",
        "1:30:00",
        "007",
        "0427",
        "02412345670",
        "1_000",
        "0x1F",
        "0b1",
        ".inf",
        "-.Inf",
        ".NaN",
        "1e3",
        "1,200",
        "=",
        "9" * 400,
    ],
)
def test_words_stay_words(word: str) -> None:
    assert parse_yaml(f"a: {word}", "f.yaml").data == {"a": word}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("1.50", 1.5),
        ("-0.5", -0.5),
        (".5", 0.5),
        ("1.0e+16", 1e16),
        ("1.5e-07", 1.5e-07),
        ("'12'", "12"),
        ("! 12", "12"),
    ],
)
def test_numbers_and_truth(written: str, value: object) -> None:
    read = parse_yaml(f"a: {written}", "f.yaml").data["a"]
    assert (read, type(read)) == (value, type(value))


def test_keys_are_texts() -> None:
    assert parse_yaml("{2024: 1, true: 2, 1.5: 3}", "f.yaml").data == {"2024": 1, "true": 2, "1.5": 3}


def test_an_empty_file_is_nothing() -> None:
    assert parse_yaml("# 只有注释\n", "f.yaml").data is None


# --- aliases -----------------------------------------------------------------------------------------------------


def test_aliases_stand_for_what_they_name_and_lead_to_it() -> None:
    located = parse_yaml("a: &x {名: 1}\nb: *x\nc: [*x, *x]\n", "f.yaml")
    assert located.data == {"a": {"名": 1}, "b": {"名": 1}, "c": [{"名": 1}, {"名": 1}]}
    assert located.place(("c", 1, "名")) == located.place(("a", "名"))


def test_merging_brings_in_what_is_not_written() -> None:
    text = "a: &x {甲: 1, 乙: 2}\nb: &y {乙: 3, 丙: 4}\nc: {<<: [*x, *y], 甲: 5}\nd: {甲: 6, <<: *y}\n"
    located = parse_yaml(text, "f.yaml")
    assert located.data["c"] == {"甲": 5, "乙": 2, "丙": 4}
    assert located.data["d"] == {"甲": 6, "乙": 3, "丙": 4}
    assert located.place(("c", "丙")) == located.place(("b", "丙"))
    assert located.place(("c", "甲")).line == 3


def laughs(levels: int) -> str:
    lines = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, levels)]
    return "\n".join(["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]", *lines])


def merges(levels: int) -> str:
    lines = [f"a{level}: &a{level} {{<<: [*a{level - 1}, *a{level - 1}]}}" for level in range(1, levels)]
    return "\n".join(["a0: &a0 {ha: 1}", *lines])


@pytest.mark.parametrize("text", [laughs(9), laughs(60), merges(60), "a: &a [*a]", "a: &a {b: {<<: *a}}"])
def test_exploding_aliases_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    (fault,) = faults_in(text)
    assert (fault.code, fault.slots) == ("yaml-explodes", {"most": MOST_VALUES})
    assert time.perf_counter() - start < 1
    assert fault.place.quote[fault.place.column - 1] == "*"


def test_aliases_that_do_not_explode_are_read() -> None:
    assert len(parse_yaml(laughs(5), "f.yaml").data) == 5


# --- what is refused ---------------------------------------------------------------------------------------------


def faults_in(text: str) -> tuple[Fault, ...]:
    with pytest.raises(FaultyData) as caught:
        parse_yaml(text, "f.yaml", FaultyData)
    for fault in caught.value.faults:
        assert fault.code in fault.text("zh")
    return caught.value.faults


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\n b: 2", "yaml-syntax", 2, 3),
        ("a: [1, 2\nb: 3", "yaml-syntax", 2, 2),
        ("a: 'x", "yaml-syntax", 1, 6),
        ("a:\n\t- b", "yaml-syntax", 2, 1),
        ("a: 1\n---\nb: 2", "yaml-syntax", 2, 1),
        ("甲: *nothing", "yaml-syntax", 1, 4),
        ("a: 1\nb: x\ay", "yaml-syntax", 2, 5),
        ("甲: 1\n乙: 2\n甲: 3", "yaml-duplicate-key", 3, 1),
        ("{1: a, '1': b}", "yaml-duplicate-key", 1, 8),
        ("a: &x {b: 1}\nc: {<<: *x, <<: *x}", "yaml-duplicate-key", 2, 13),
        ("? [a, b]\n: c", "yaml-key", 1, 3),
        ("a: {<<: 3}", "yaml-merge", 1, 9),
        ("a: {<<: [{b: 1}, 3]}", "yaml-merge", 1, 9),
        ("a: !secret x", "yaml-tag", 1, 4),
        ("a: !!python/object/apply:os.system [ls]", "yaml-tag", 1, 4),
        ("a: !!set {x, y}", "yaml-tag", 1, 4),
        ("a: !!binary aGVsbG8=", "yaml-tag", 1, 4),
        ("a: !!timestamp 2024-05-31", "yaml-tag", 1, 4),
        ("a: !!bool maybe", "yaml-tag", 1, 4),
    ],
)
def test_what_is_refused_and_where(text: str, code: str, line: int, column: int) -> None:
    (fault,) = faults_in(text)
    assert (fault.code, fault.place.line, fault.place.column) == (code, line, column)
    assert fault.place.quote.replace("\N{REPLACEMENT CHARACTER}", "\a") == text.splitlines()[line - 1]


def test_all_duplicate_keys_and_tags_are_told_at_once() -> None:
    assert [fault.code for fault in faults_in("a: !x 1\na: 2\nb: {c: 1, c: 2}\nb: !y [1]")] == [
        "yaml-tag",
        "yaml-duplicate-key",
        "yaml-duplicate-key",
        "yaml-duplicate-key",
        "yaml-tag",
    ]


@pytest.mark.parametrize("brackets", ["[]", "{}"])
@pytest.mark.parametrize("depth", [MOST_DEPTH + 2, 1_000, 1_000_000])
def test_deep_nesting_is_refused_at_once(brackets: str, depth: int) -> None:
    opening = brackets[0] if brackets == "[]" else "{a: "
    start = time.perf_counter()
    (fault,) = faults_in(opening * depth)
    assert fault.code == "yaml-too-deep"
    assert time.perf_counter() - start < 1


def test_deep_blocks_are_refused() -> None:
    (fault,) = faults_in("\n".join(f"{' ' * depth}a:" for depth in range(300)))
    assert (fault.code, fault.place.line) == ("yaml-too-deep", MOST_DEPTH + 2)


def test_nesting_up_to_the_limit_is_read() -> None:
    data = parse_yaml("[" * MOST_DEPTH + "]" * MOST_DEPTH, "f.yaml").data
    for _ in range(MOST_DEPTH - 1):
        (data,) = data
    assert data == []


@given(st.text(st.sampled_from("ab甲: -[]{}&*!|>'\"\n\t#,?~<=%@`0.")))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No crash of another kind, whatever a person types."""
    faults: tuple[Fault, ...] = ()
    try:
        parse_yaml(text, "f.yaml", FaultyData)
    except FaultyData as problem:
        faults = problem.faults
    assert all(fault.text("zh") for fault in faults)


# --- files -------------------------------------------------------------------------------------------------------


def read(tmp_path: Path, content: bytes) -> Located:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    return read_yaml(path, FaultyData)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_byte_order_marks_and_line_ends_do_not_count(start: bytes, end: bytes, tmp_path: Path) -> None:
    located = read(tmp_path, start + end.join(["甲: 1".encode(), "乙: 2".encode(), b""]))
    assert located.data == {"甲": 1, "乙": 2}
    assert (located.place(("乙",)).line, located.place(("乙",)).column) == (2, 4)


def test_a_file_of_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(FaultyData) as caught:
        read(tmp_path, "甲: 盘锦".encode("gb18030"))
    assert [fault.code for fault in caught.value.faults] == ["yaml-not-utf8"]


@pytest.mark.parametrize("name", ["nothing.yaml", "."])
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(FaultyData) as caught:
        read_yaml(tmp_path / name, FaultyData)
    assert [fault.code for fault in caught.value.faults] == ["file-unreadable"]
