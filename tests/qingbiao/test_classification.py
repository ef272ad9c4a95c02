"""Industries as people write them: what is wrong, which edition they are of, what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from qingbiao.classification import EditionChain
from qingbiao.errors import FaultySpec
from qingbiao.load import SHIPPED
from qingbiao.sources import Sources

NEWEST = "gbt4754-2017"
OF_2002, OF_2011 = (f"国民经济行业分类（GB/T 4754—{year}）" for year in (2002, 2011))


@pytest.fixture(scope="module")
def industries() -> EditionChain:
    return Sources([SHIPPED]).classification(NEWEST)


def test_every_label_of_the_newest_list_is_in_order(industries: EditionChain) -> None:
    labels = [entry.label for entry in industries.newest.code_list.entries]
    assert [label for label in labels if industries.fault(label)] == []
    assert [label for label in labels if industries.edition(label) or industries.suggestion(label)] == []


def test_every_label_of_an_older_list_is_no_fault(industries: EditionChain) -> None:
    for index in industries.older:
        assert [entry.label for entry in index.code_list.entries if industries.fault(entry.label)] == []


@pytest.mark.parametrize(
    "text",
    [
        "C2710 化学药品原料药制造", "C2710化学药品原料药制造", "2710 化学药品原料药制造", "化学药品原料药制造",
        "c2710、化学药品原料药制造", "Ｃ２７１０ 化学药品原料药制造", "C27 医药制造业", "C 制造业", "制造业",
        "电力、热力生产和供应业", " 电力、 热力生产和供应业 ", "C2710",
        "C271化学药品原料药制造",
    ],
)  # fmt: skip
def test_these_are_in_order(industries: EditionChain, text: str) -> None:
    assert (industries.fault(text), industries.edition(text)) == ("", "")


@pytest.mark.parametrize(
    ("text", "fault", "suggestion"),
    [
        (
            "C4412电力、热力生产和供应业",
            "4412 是“热电联产”，属 D 门类；“电力、热力生产和供应业”是 44 大类",
            "D44 电力、热力生产和供应业或D4412 热电联产",
        ),
        (
            "C2720 化学药品原料药制造",
            "2720 是“化学药品制剂制造”；“化学药品原料药制造”是 2710 小类",
            "C2710 化学药品原料药制造或C2720 化学药品制剂制造",
        ),
        ("D2710 化学药品原料药制造", "门类应为 C", "C2710 化学药品原料药制造"),
        ("D 制造业", "门类应为 C", "C 制造业"),
        ("D2710", "门类应为 C", "C2710 化学药品原料药制造"),
        ("9999 某某业", "没有代码 9999；国民经济行业分类中没有“某某业”", ""),
        ("C9999 医药制造业", "没有代码 9999；“医药制造业”是 27 大类", "C27 医药制造业"),
        ("C2710 造药", "2710 是“化学药品原料药制造”；国民经济行业分类中没有“造药”", "C2710 化学药品原料药制造"),
        ("某某业", "国民经济行业分类中没有“某某业”", ""),
        ("9999", "没有代码 9999", ""),
    ],
)
def test_these_are_not(industries: EditionChain, text: str, fault: str, suggestion: str) -> None:
    assert (industries.fault(text), industries.edition(text), industries.suggestion(text)) == (fault, "", suggestion)


@pytest.mark.parametrize(
    ("text", "title", "suggestion"),
    [
        ("C2710 化学药品原药制造", OF_2002, "C2710 化学药品原料药制造"),
        ("化学药品原药制造", OF_2002, "C2710 化学药品原料药制造"),
        ("C3610 汽车整车制造", OF_2011, "C3611 汽柴油车整车制造或C3612 新能源车整车制造或C3620 汽车用发动机制造"),
        ("C36 汽车制造业", "", ""),
    ],
)
def test_what_is_of_an_older_edition_is_told_with_its_successors(
    industries: EditionChain, text: str, title: str, suggestion: str
) -> None:
    assert (industries.edition(text), industries.suggestion(text)) == (title, suggestion)


def test_a_list_without_an_older_edition_is_a_chain_of_one() -> None:
    chain = Sources([SHIPPED]).classification("divisions")
    assert (chain.older, chain.fault("辽宁省"), chain.fault("辽宁")) == ((), "", "县级以上行政区划中没有“辽宁”")


def test_a_crosswalk_to_another_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    head = (SHIPPED / "codes" / f"{NEWEST}.yaml").read_text(encoding="utf-8")
    for name in (f"{NEWEST}.csv",):
        (tmp_path / "codes" / name).write_bytes((SHIPPED / "codes" / name).read_bytes())
    wrong = head.replace("crosswalk: crosswalk-2011-2017", "crosswalk: crosswalk-2002-2011")
    (tmp_path / "codes" / f"{NEWEST}.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(FaultySpec) as refused:
        Sources([tmp_path, SHIPPED]).classification(NEWEST)
    assert [fault.code for fault in refused.value.faults] == ["crosswalk-other-list"]
