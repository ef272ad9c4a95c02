"""Cascade: whatever the rows, its answers are those of reading the rows one by one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingbiao.cascade import Cascade, CascadeRow

LEVELS = ("province", "city", "county")
LABELS = st.tuples(*[st.sampled_from("甲乙丙丁")] * len(LEVELS))
ROWS = st.lists(LABELS, unique=True, max_size=64).map(
    lambda found: [CascadeRow(labels, (float(number),)) for number, labels in enumerate(found)]
)


def cascade(rows: list[CascadeRow]) -> Cascade:
    return Cascade.grouped(LEVELS, ("number",), rows)


@given(ROWS, st.lists(st.sampled_from("甲乙丙丁"), max_size=len(LEVELS)).map(tuple))
def test_choices_are_the_next_labels_in_the_order_of_first_appearance(
    rows: list[CascadeRow], prefix: tuple[str, ...]
) -> None:
    depth = len(prefix)
    below = [row.labels[depth] for row in rows if row.labels[:depth] == prefix and depth < len(LEVELS)]
    assert cascade(rows).choices(prefix) == tuple(dict.fromkeys(below))


@given(ROWS, LABELS)
def test_find_gives_the_row_with_exactly_these_labels(rows: list[CascadeRow], labels: tuple[str, ...]) -> None:
    expected = next((row for row in rows if row.labels == labels), None)
    assert cascade(rows).find(labels) == expected


@given(ROWS)
def test_grouping_loses_no_row(rows: list[CascadeRow]) -> None:
    grouped = cascade(rows).rows
    assert set(grouped) == set(rows)
    assert len(grouped) == len(rows)


@given(ROWS, st.integers(1, len(LEVELS)))
def test_equal_prefixes_are_contiguous(rows: list[CascadeRow], depth: int) -> None:
    """What OFFSET, MATCH and COUNTIF need: each prefix is one run of rows."""
    runs = [prefix for prefix, _ in itertools.groupby(row.labels[:depth] for row in cascade(rows).rows)]
    assert len(runs) == len(set(runs))


@given(ROWS)
def test_following_the_choices_reaches_every_row_and_nothing_else(rows: list[CascadeRow]) -> None:
    tree = cascade(rows)
    paths: list[tuple[str, ...]] = [()]
    for _ in LEVELS:
        paths = [(*path, label) for path in paths for label in tree.choices(path)]
    assert paths == [row.labels for row in tree.rows]


@pytest.mark.parametrize("row", [CascadeRow(("甲",), (1.0,)), CascadeRow(("甲", "乙", "丙"), ())])
def test_a_row_of_another_width_is_refused(row: CascadeRow) -> None:
    with pytest.raises(AssertionError):
        cascade([row])
