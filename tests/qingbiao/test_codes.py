"""Code lists and crosswalks: the shipped ones are the standards', and a broken file is told by its line."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from qingbiao.codes import CodeList, Crosswalk, load_code_list, load_crosswalk
from qingbiao.errors import FaultySpec
from qingbiao.industry import IndustryText, split_industry

ROOT = Path(__file__).resolve().parents[2]
SPEC = (ROOT / "spec",)
REFERENCE = ROOT.parent / "shared" / "reference"
INDUSTRIES = ("gbt4754-2002", "gbt4754-2011", "gbt4754-2017")
LISTS = (*INDUSTRIES, "divisions")


@pytest.fixture(scope="module")
def lists() -> dict[str, CodeList]:
    return {name: load_code_list(SPEC, name) for name in LISTS}


@pytest.fixture(scope="module")
def crosswalks() -> dict[str, Crosswalk]:
    return {name: load_crosswalk(SPEC, name) for name in ("crosswalk-2002-2011", "crosswalk-2011-2017")}


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference file, where this checkout stands beside the reference data."""
    if not REFERENCE.is_dir():
        pytest.skip("NOT COMPARED WITH THE REFERENCE FACTS: there is no ../shared/reference beside this checkout")
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- what is shipped ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("gbt4754-2002", {"section": 20, "division": 95, "group": 396, "class": 913}),
        ("gbt4754-2011", {"section": 20, "division": 96, "group": 432, "class": 1094}),
        ("gbt4754-2017", {"section": 20, "division": 97, "group": 473, "class": 1382}),
        ("divisions", {"province": 34, "city": 333, "county": 2846}),
    ],
)
def test_each_level_has_as_many_entries_as_the_standard(
    lists: dict[str, CodeList], name: str, counts: dict[str, int]
) -> None:
    assert Counter(entry.level for entry in lists[name].entries) == counts
    assert len(lists[name].offered()) == list(counts.values())[-1]


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_leads_up_to_the_highest_level(lists: dict[str, CodeList], name: str) -> None:
    code_list = lists[name]
    for entry in code_list.entries:
        assert code_list.path(entry)[0].level == code_list.levels[0].id
        assert code_list.path(entry)[-1] == entry == code_list.entry(entry.code)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_equals_the_reference(lists: dict[str, CodeList], name: str) -> None:
    expected = [(row["code"], row["parent"], row["name"]) for row in reference(f"{name}.csv")]
    assert [(entry.code, entry.parent, entry.name) for entry in lists[name].entries] == expected


@pytest.mark.parametrize("name", INDUSTRIES)
def test_leading_zeros_are_kept(lists: dict[str, CodeList], name: str) -> None:
    agriculture = [entry for entry in lists[name].entries if lists[name].path(entry)[0].code == "A"]
    assert {entry.code[0] for entry in agriculture} == {"A", "0"}
    assert {len(entry.code) for entry in agriculture if entry.level == "class"} == {4}


def test_an_industry_is_offered_as_people_write_it(lists: dict[str, CodeList]) -> None:
    offered = lists["gbt4754-2017"].offered()
    assert "C2710 化学药品原料药制造" in offered
    assert "A0111 稻谷种植" in offered
    assert len(set(offered)) == len(offered)


def test_amendment_1_is_in_the_2017_list(lists: dict[str, CodeList]) -> None:
    names = [entry.name for entry in lists["gbt4754-2017"].entries if entry.parent == "923"]
    assert names == ["监察委员会", "人民法院", "人民检察院"]


@pytest.mark.parametrize("name", LISTS)
def test_there_is_a_choice_on_every_level_of_a_cascade(lists: dict[str, CodeList], name: str) -> None:
    cascade = lists[name].cascade()
    assert all(all(row.labels) for row in cascade.rows)
    assert cascade.levels == tuple(level.id for level in lists[name].levels)
    for row in cascade.rows:
        for depth in range(len(row.labels)):
            assert row.labels[depth] in cascade.choices(row.labels[:depth])
        assert lists[name].entry(str(row.payload[0])) is not None


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        (("辽宁省", "盘锦市", "双台子区"), "211102"),
        (("北京市", "（直辖）", "东城区"), "110101"),
        (("河南省", "（直辖）", "济源市"), "419001"),
        (("广东省", "东莞市", "（不设区县）"), "441900"),
        (("海南省", "儋州市", "（不设区县）"), "460400"),
        (("甘肃省", "嘉峪关市", "（不设区县）"), "620200"),
        (("台湾省", "（不填）", "（不填）"), "710000"),
    ],
)
def test_a_place_is_found_by_what_was_chosen(lists: dict[str, CodeList], labels: tuple[str, ...], code: str) -> None:
    row = lists["divisions"].cascade().find(labels)
    assert row is not None
    assert row.payload == (code,)


def test_counties_directly_below_a_province_are_offered_through_one_entry(lists: dict[str, CodeList]) -> None:
    cascade = lists["divisions"].cascade()
    below = [province for province in cascade.choices() if "（直辖）" in cascade.choices((province,))]
    assert set(below) == {
        *("北京市", "天津市", "上海市", "重庆市"),
        *("河南省", "湖北省", "海南省", "新疆维吾尔自治区"),
    }
    assert sum(len(cascade.choices((province, "（直辖）"))) for province in below) == 86 + 32
    assert sum("（不设区县）" in row.labels for row in cascade.rows) == 4


# --- crosswalks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["crosswalk-2002-2011", "crosswalk-2011-2017"])
def test_a_crosswalk_covers_both_editions(
    lists: dict[str, CodeList], crosswalks: dict[str, Crosswalk], name: str
) -> None:
    crosswalk = crosswalks[name]
    older, newer = (
        {entry.code for entry in lists[edition].entries if entry.level == "class"}
        for edition in (crosswalk.older, crosswalk.newer)
    )
    assert {pair.old for pair in crosswalk.pairs} == older
    # 监察委员会 was new in Amendment 1 (2019): nothing of 2011 became it
    assert {pair.new for pair in crosswalk.pairs} == newer - ({"9231"} if name.endswith("2017") else set())


def test_a_crosswalk_equals_the_reference_but_for_amendment_1(crosswalks: dict[str, Crosswalk]) -> None:
    earlier = {(row["code_2002"], row["code_2011"]) for row in reference("gbt4754-crosswalk-2002-2011.csv")}
    later = {(row["code_2011"], row["code_2017"]) for row in reference("gbt4754-crosswalk-2011-2017.csv")}
    amended = {("9131", "9232"), ("9132", "9233")}
    assert {(pair.old, pair.new) for pair in crosswalks["crosswalk-2002-2011"].pairs} == earlier
    found = {(pair.old, pair.new) for pair in crosswalks["crosswalk-2011-2017"].pairs}
    assert found - later == amended
    assert later - found == {("9131", "9231"), ("9132", "9232")}


def test_the_courts_stay_the_courts(lists: dict[str, CodeList], crosswalks: dict[str, Crosswalk]) -> None:
    """The crosswalk leads to the amended codes, not to those of 2017 as issued, which now mean something else."""
    for old in ("9131", "9132"):
        before = lists["gbt4754-2011"].entry(old)
        after = lists["gbt4754-2017"].entry(crosswalks["crosswalk-2011-2017"].successors(old)[0])
        assert before is not None
        assert after is not None
        assert before.name == after.name


def test_a_crosswalk_says_what_became_of_a_code(crosswalks: dict[str, Crosswalk]) -> None:
    crosswalk = crosswalks["crosswalk-2002-2011"]
    assert crosswalk.successors("0111") == ("0111", "0112", "0113", "0119")
    for pair in crosswalk.pairs:
        assert pair.new in crosswalk.successors(pair.old)
    assert crosswalk.successors("9999") == ()


# --- what people write as an industry ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("C2710化学药品原料药制造", ("C", "2710", "化学药品原料药制造")),
        ("C2710 化学药品原料药制造", ("C", "2710", "化学药品原料药制造")),
        (" Ｃ２７１０　化学药品原料药制造\n", ("C", "2710", "化学药品原料药制造")),
        ("c2710-化学药品原料药制造", ("C", "2710", "化学药品原料药制造")),
        ("2710化学药品原料药制造", ("", "2710", "化学药品原料药制造")),
        ("2710", ("", "2710", "")),
        ("C27 医药制造业", ("C", "27", "医药制造业")),
        ("C 制造业", ("C", "", "制造业")),
        ("化学药品原料药制造", ("", "", "化学药品原料药制造")),
        ("三维（3D）打印技术推广服务", ("", "", "三维（3D）打印技术推广服务")),
        ("C2710（化学药品原料药制造）", ("C", "2710", "化学药品原料药制造")),
        ("（C2710）化学药品原料药制造", ("C", "2710", "化学药品原料药制造")),
        ("[2710] 化学药品原料药制造", ("", "2710", "化学药品原料药制造")),
        ("化学药品原料药制造（C2710）", ("C", "2710", "化学药品原料药制造")),
        ("化学药品原料药制造 2710 ", ("", "2710", "化学药品原料药制造")),
        ("医药制造业(27)", ("", "27", "医药制造业")),
        ("【化学药品原料药制造】", ("", "", "化学药品原料药制造")),
        ("（甲）某某（乙）", ("", "", "（甲）某某（乙）")),
        ("某某业（2710", ("", "2710", "某某业")),
        ("27101 不是代码", ("", "", "27101 不是代码")),
        ("LED照明", ("", "", "LED照明")),
        ("  ", ("", "", "")),
    ],
)
def test_an_industry_is_taken_apart(text: str, parts: tuple[str, str, str]) -> None:
    assert split_industry(text) == IndustryText(*parts)


@pytest.mark.parametrize("name", INDUSTRIES)
def test_every_label_is_taken_apart_into_its_entry(lists: dict[str, CodeList], name: str) -> None:
    for entry in lists[name].entries:
        section = lists[name].path(entry)[0].code
        code = "" if entry.level == "section" else entry.code
        expected = IndustryText(section, code, entry.name)
        assert split_industry(entry.label) == expected
        assert split_industry(entry.label.replace(" ", "")) == expected


# --- broken files ------------------------------------------------------------------------------------------------

HEAD = """\
list: places
title: 地方
source: 自拟
file: places.csv
entry: "{name}"
levels:
  - {id: city, title: 市, code: "[0-9]{2}0"}
  - {id: county, title: 县, code: "[0-9]{3}"}
"""
ROWS = "code,parent,name\n010,,甲市\n011,010,乙县\n"


def write(folder: Path, head: str = HEAD, rows: str = ROWS) -> tuple[Path]:
    (folder / "codes").mkdir()
    (folder / "codes" / "places.yaml").write_text(head, encoding="utf-8")
    (folder / "codes" / "places.csv").write_text(rows, encoding="utf-8")
    return (folder,)


def faults(folders: tuple[Path, ...], name: str = "places") -> list[tuple[str, str, int]]:
    """Message code, file name and line of each fault; rendering one in both languages must not fail."""
    with pytest.raises(FaultySpec) as caught:
        load_code_list(folders, name)
    for fault in caught.value.faults:
        assert fault.text("zh")
        assert fault.text("en")
    return [(fault.code, Path(fault.place.file).name, fault.place.line) for fault in caught.value.faults]


def test_a_small_list_is_read(tmp_path: Path) -> None:
    assert load_code_list(write(tmp_path, rows="\ufeff" + ROWS), "places").cascade().choices(("甲市",)) == ("乙县",)


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        (ROWS + "011,010,丙县\n", "codes-duplicate", 4),
        (ROWS + "012,010,乙县\n", "codes-same-label", 4),
        (ROWS + "012,020,丙县\n", "codes-no-parent", 4),
        (ROWS + "012,,丙县\n", "codes-no-parent", 4),
        (ROWS + "012,011,丙县\n", "codes-parent-level", 4),
        (ROWS + "12,010,丙县\n", "codes-shape", 4),
        (ROWS + "012,010,\n", "codes-blank", 4),
        (ROWS + "012,010\n", "datafile-cells", 4),
        (ROWS + "020,,没有县的市\n", "codes-gap", 4),
        (ROWS + '012,010,"丙县\n013,010,丁县\n', "datafile-csv", 4),
        ("code,name,parent\n010,甲市,\n", "datafile-columns", 1),
        ("", "datafile-columns", 1),
    ],
)
def test_a_broken_table_is_told_by_its_line(tmp_path: Path, rows: str, code: str, line: int) -> None:
    assert faults(write(tmp_path, rows=rows)) == [(code, "places.csv", line)]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("list: places", "list: other", "datafile-name", 1),
        ("title: 地方", "titel: 地方", "datafile-unknown-key", 2),
        ("source: 自拟", "source: 2017", "datafile-not-text", 3),
        ("source: 自拟", "source:", "datafile-missing-key", 3),
        ('"{name}"', '"{nmae}"', "codes-entry", 5),
        ('"{name}"', '"{name"', "codes-entry", 5),
        ("id: county", "id: city", "codes-level-id", 8),
        ('"[0-9]{3}"', '"[0-9"', "codes-pattern", 8),
        (HEAD[HEAD.index("levels") :], "levels: []\n", "datafile-not-list", 6),
        (HEAD[HEAD.index("levels") :], "levels: [city]\n", "datafile-not-map", 6),
    ],
)
def test_a_broken_head_is_told_by_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    assert (code, "places.yaml", line) in faults(write(tmp_path, head=HEAD.replace(old, new)))


def test_a_level_left_out_needs_a_word_for_it(tmp_path: Path) -> None:
    head = HEAD.replace("levels:\n", 'levels:\n  - {id: province, title: 省, code: "[0-9]00"}\n')
    rows = "code,parent,name\n100,,甲省\n111,100,乙县\n"
    assert faults(write(tmp_path, head, rows)) == [("codes-gap", "places.csv", 3)]


def test_all_faults_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    rows = ROWS + "012,010\n12,010,丙县\n011,010,丁县\n"
    assert {line for _, _, line in faults(write(tmp_path, rows=rows))} == {4, 5, 6}


def test_a_table_in_another_encoding_is_told_by_its_line(tmp_path: Path) -> None:
    folders = write(tmp_path)
    (tmp_path / "codes" / "places.csv").write_bytes(ROWS.encode("gbk"))
    assert faults(folders) == [("datafile-not-utf8", "places.csv", 2)]


def test_a_missing_table_is_a_fault(tmp_path: Path) -> None:
    folders = write(tmp_path)
    (tmp_path / "codes" / "places.csv").unlink()
    assert faults(folders) == [("datafile-unreadable", "places.csv", 0)]


def test_the_first_folder_that_has_a_list_decides(tmp_path: Path) -> None:
    assert load_code_list((tmp_path, *SPEC), "gbt4754-2017").id == "gbt4754-2017"
    own = write(tmp_path, HEAD.replace("places", "divisions"))
    for suffix in ("yaml", "csv"):
        (tmp_path / "codes" / f"places.{suffix}").rename(tmp_path / "codes" / f"divisions.{suffix}")
    assert load_code_list((*own, *SPEC), "divisions").title == "地方"


def test_a_list_that_is_nowhere_suggests_the_nearest() -> None:
    with pytest.raises(FaultySpec) as caught:
        load_code_list(SPEC, "gbt4754-2071")
    assert [(fault.code, fault.suggestion) for fault in caught.value.faults] == [("datafile-none", "gbt4754-2017")]


@pytest.mark.parametrize(
    ("row", "code"), [("012,011,\n", "crosswalk-unknown"), ("011,011,又一次\n", "crosswalk-duplicate")]
)
def test_a_broken_crosswalk_is_told_by_its_line(tmp_path: Path, row: str, code: str) -> None:
    folders = write(tmp_path)
    head = "{crosswalk: change, from: places, to: places, source: 自拟, file: change.csv}"
    (tmp_path / "codes" / "change.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "codes" / "change.csv").write_text("from,to,note\n011,011,\n" + row, encoding="utf-8")
    with pytest.raises(FaultySpec) as caught:
        load_crosswalk(folders, "change")
    assert [(fault.code, fault.place.line) for fault in caught.value.faults] == [(code, 3)]
    assert caught.value.faults[0].text("zh")
