"""A parameter whose value the spec gives: used, with its source, until a person enters another."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.workbook import build_workbook
from qingbiao.filing import EMPTY, Filing, ParameterEntry
from qingbiao.load import load_edition
from tests.engines import ironcalc
from tests.qingbiao.small_form import write_form

SOURCE = "《规程》所称“线损”又写作 " + 'a "b" c，' + "长" * 300
"""Quotes, and more characters than a text inside a formula may have."""


@pytest.mark.parametrize(
    ("filing", "value", "source"),
    [
        (EMPTY, 0.05, SOURCE),
        (Filing(parameters={"loss": ParameterEntry(own=0.07, own_source="实测")}), 0.07, "实测"),
    ],
)
def test_the_given_value_and_its_source_are_used(filing: Filing, value: float, source: str, tmp_path: Path) -> None:
    spec = write_form(tmp_path, ("form.yaml", "source: 示例", f"source: '{SOURCE}'"))
    edition = load_edition("demo", spec)
    built = build_workbook(edition, edition.kinds[0], filing)
    assert (built.settled.values["factor.loss"], built.settled.values["factor.loss.source"]) == (value, source)
    workbook = tmp_path / "表.xlsx"
    workbook.write_bytes(built.content)
    recalculated = ironcalc.recalculated(workbook)["参数"]
    used, said = built.plan.places["factor.loss"], built.plan.places["factor.loss.source"]
    assert (recalculated[used.cell()], recalculated[said.cell()]) == (value, source)
