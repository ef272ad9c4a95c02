"""Rows grow with the text that is filled in, each with the tallest of its texts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pytest

from generator.checks.names import REPORT
from generator.planning import plan_workbook
from generator.settle import settle
from qingbiao.filing import Filing
from tests.generator.shipped import Shipped, shipped


@pytest.mark.parametrize("each", shipped())
def test_a_short_text_beside_a_long_one_takes_no_room_from_it(each: Shipped) -> None:
    """Whichever of two columns has the long text, and whatever stands after it."""
    long, shorter = "长" * 200, "短" * 60
    plan = plan_workbook(each.edition, each.kind)

    def heights(columns: Mapping[str, Sequence[str]]) -> Mapping[tuple[str, int], float]:
        found = settle(plan, each.edition, each.kind, Filing(columns=columns)).heights
        return {place: height for place, height in found.items() if place[0] != REPORT}  # it tells of other findings

    for register in each.kind.registers:
        texts = [c.id for c in each.kind.columns(register) if c.type in {"text", "code"} and not c.computed]
        for one, other in itertools.permutations(texts, 2):
            alone = heights({one: [long]})
            both = heights({one: [long], other: [shorter]})
            assert alone
            assert all(both[place] >= height for place, height in alone.items())


@pytest.mark.parametrize("each", shipped())
def test_a_row_of_short_texts_stays_as_planned(each: Shipped) -> None:
    """What stands in the hidden columns beside it, or in any cell that does not wrap, takes no room."""
    plan = plan_workbook(each.edition, each.kind)
    columns = {c.id: ["短"] for register in each.kind.registers for c in each.kind.columns(register) if not c.computed}
    found = settle(plan, each.edition, each.kind, Filing(columns=columns)).heights
    assert {sheet for sheet, _ in found} <= {REPORT}
