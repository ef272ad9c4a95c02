"""Factor tables: only confirmed values, each in its own series, and a broken file is told by its line."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from qingbiao.errors import FaultySpec
from qingbiao.factors import Evidence, FactorTable, FuelTable, load_factor_table, load_fuel_table
from qingbiao.values import round_half_away

ROOT = Path(__file__).resolve().parents[2]
SPEC = (ROOT / "spec",)
REFERENCE = ROOT.parent / "shared" / "reference"


@pytest.fixture(scope="module")
def grid() -> FactorTable:
    return load_factor_table(SPEC, "grid")


@pytest.fixture(scope="module")
def fuels() -> FuelTable:
    return load_fuel_table(SPEC)


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference file, where this checkout stands beside the reference data."""
    if not REFERENCE.is_dir():
        pytest.skip("NOT COMPARED WITH THE REFERENCE FACTS: there is no ../shared/reference beside this checkout")
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- electricity -------------------------------------------------------------------------------------------------

GRIDS = ("华北", "东北", "华东", "华中", "西北", "南方", "西南")


def series_of(row: dict[str, str]) -> str | None:
    """The series that a row of the reference belongs to, if it is confirmed and of a kind that is shipped."""
    if "confirmed" not in row["status"]:
        return None
    if row["kind"] == "average (MEE+NBS)":
        scope = {"全国": "national"} | dict.fromkeys(GRIDS, "regional")
        return f"average_{scope.get(row['area'], 'provincial')}"
    kinds = {"OM": "om", "regional average": "regional_average", "enterprise accounting national average": "ets"}
    return kinds.get(row["kind"])


def test_the_grid_table_has_exactly_the_confirmed_values(grid: FactorTable) -> None:
    expected = {
        (series, int(row["year"].split()[-1]), row["area"]): float(row["value"])
        for row in reference("grid-factors.csv")
        if (series := series_of(row))
    }
    assert {(row.series, row.year, row.area): row.value for row in grid.rows} == expected


def test_the_evidence_is_not_better_than_the_reference_says(grid: FactorTable) -> None:
    status = {
        (series_of(row), int(row["year"].split()[-1]), row["area"]): row["status"]
        for row in reference("grid-factors.csv")
        if series_of(row)
    }
    for row in grid.rows:
        twice = re.search(r"2\+? sources", said := status[row.series, row.year, row.area])
        once = "1-2 sources" in said or re.search(f"1 source for .*{row.area}", said)
        assert row.evidence == (Evidence.TWO_COPIES if twice and not once else Evidence.ONE_COPY), row


def test_the_notices_of_the_averages(grid: FactorTable) -> None:
    """生态环境部、国家统计局: the notices in which the data of 2021, 2022 and 2023 came out."""
    notices = {2021: "2024年第12号", 2022: "2024年第33号", 2023: "2025年第47号"}
    averages = [row for row in grid.rows if row.series.startswith("average_")]
    assert len(averages) == 3 * (1 + 7 + 30)
    assert all(notices[row.year] in row.document for row in averages)


@pytest.mark.parametrize(
    ("series", "year", "area", "value"),
    [
        ("regional_average", 2012, "东北", 0.7769),  # what Panjin's 2024 tables used
        ("ets", 2021, "全国", 0.5810),
        ("average_national", 2021, "全国", 0.5568),
        ("om", 2019, "东北", 1.0826),
    ],
)
def test_values_that_are_mistaken_for_one_another(
    grid: FactorTable, series: str, year: int, area: str, value: float
) -> None:
    found = grid.find(series, year, area)
    assert found is not None
    assert found.value == value
    assert found.unit == "tCO2/MWh"


def test_a_doubtful_year_is_shown_with_the_value(grid: FactorTable) -> None:
    """The OM values of "2019" are confirmed, their year is not: the workbook must say so beside the value."""
    doubtful = [row for row in grid.rows if (row.series, row.year) == ("om", 2019)]
    assert all(row.note and row.note in row.source for row in doubtful)


def test_each_series_says_what_it_is_for(grid: FactorTable) -> None:
    assert len({series.label for series in grid.series}) == len(grid.series)
    assert {series.id for series in grid.series} == {row.series for row in grid.rows}
    assert all("不得" in series.purpose for series in grid.series)


def test_the_cascade_leads_to_every_value_and_its_source(grid: FactorTable) -> None:
    cascade = grid.cascade()
    assert cascade.levels == ("series", "year", "area")
    assert cascade.payload_columns == ("value", "source")
    assert len(cascade.rows) == len(grid.rows)
    for row in grid.rows:
        found = cascade.find((row.series_label, str(row.year), row.area))
        assert found is not None
        assert found.payload == (row.value, row.source)


# --- fuels -------------------------------------------------------------------------------------------------------


def test_the_fuel_table_has_exactly_the_confirmed_coefficients(fuels: FuelTable) -> None:
    expected = {}
    for row in reference("std-coal.csv"):
        if "C1" in row["coefficient_status"] or "C2" in row["coefficient_status"]:
            low, _, high = row["coefficient"].partition("-")
            name = row["energy"].translate(str.maketrans("()", "（）"))
            expected[name] = (float(low), float(high or low), row["unit"])
    assert {row.name: (row.low, row.high, row.unit) for row in fuels.rows if row.id != "tce_co2"} == expected


def test_the_carbon_of_standard_coal_is_what_the_form_prescribes(fuels: FuelTable) -> None:
    row = fuels.find("tce_co2")
    assert row is not None
    assert row.value == round_half_away(29.3076 * 94.6 / 1000, 4)


@pytest.mark.parametrize(
    ("row_id", "low", "high"),
    [
        ("natural_gas", 1.1000, 1.3300),  # printed in the form itself, instruction (7)
        ("crude_oil", 1.4286, 1.4286),  # instruction (6)
        ("fresh_water", 0.2571, 0.2571),  # GB/T 2589—2020; the edition of 2008 has 0.0857
    ],
)
def test_coefficients_that_are_often_wrong(fuels: FuelTable, row_id: str, low: float, high: float) -> None:
    row = fuels.find(row_id)
    assert row is not None
    assert (row.low, row.high) == (low, high)
    assert row.value == (low if low == high else None)
    assert row.note


def test_the_fuels_that_a_message_names_have_the_coefficients_of_the_table(fuels: FuelTable) -> None:
    """A form compares with them and says them, in plain numbers that an editor can read."""
    values = {row.name.partition("（")[0]: row.value for row in fuels.rows}
    text = (ROOT / "spec" / "mee-2024" / "table2.yaml").read_text(encoding="utf-8")
    told = re.findall(r"\* ([0-9.]+) \* factor\.coal\)[^\n]*按(\w+)（([0-9.]+) kgce/kg）", text)
    assert [name for _, name, _ in told] == ["原煤", "焦炭", "柴油", "汽油"]
    assert [(float(used), float(said)) for used, _, said in told] == [(values[name],) * 2 for _, name, _ in told]


def test_crude_oil_is_per_kilogram(fuels: FuelTable) -> None:
    """The form prints kgce/m3; GB/T 2589 means kgce/kg, and the note says so."""
    row = fuels.find("crude_oil")
    assert row is not None
    assert row.unit == "kgce/kg"
    assert "kgce/m3" in row.note


# --- broken files ------------------------------------------------------------------------------------------------

GRID = """\
factor: power
title: 电力
unit: tCO2/MWh
series:
  - id: om
    label: 基准线
    purpose: 减排项目；不得用于核算
    years:
      - {year: 2019, document: 公告, evidence: C1, values: {华北: 0.9, 东北: 1.1}}
"""
FUELS = """\
factor: heat
title: 折标系数
sources: {std: 标准}
rows:
  - {id: coal, name: 煤, unit: kgce/kg, value: 0.7, source: std, evidence: C2}
  - {id: gas, name: 气, unit: kgce/m3, low: 1.1, high: 1.3, source: std, evidence: C1}
"""


def found_faults(folder: Path, name: str, text: str) -> list[tuple[str, int]]:
    """Message code and line of each fault of a table; rendering one in both languages must not fail."""
    (folder / "factors").mkdir()
    (folder / "factors" / f"{name}.yaml").write_text(text, encoding="utf-8")
    load = load_factor_table if name == "power" else load_fuel_table
    with pytest.raises(FaultySpec) as caught:
        load((folder,), name)
    for fault in caught.value.faults:
        assert fault.text("zh")
        assert fault.text("en")
        assert Path(fault.place.file).name == f"{name}.yaml"
    return [(fault.code, fault.place.line) for fault in caught.value.faults]


YEAR = GRID[GRID.index("      - {year") :]
SERIES = GRID[GRID.index("  - id: om") :]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (GRID.replace("0.9", "零点九"), "datafile-not-number", 9),
        (GRID.replace("0.9", '"0.9"'), "datafile-not-number", 9),
        (GRID.replace("0.9", "-0.9"), "datafile-not-number", 9),
        (GRID.replace("0.9", ".nan"), "datafile-not-number", 9),
        (GRID.replace("2019", "19"), "factor-year", 9),
        (GRID.replace("C1", "M"), "factor-evidence", 9),
        (GRID.replace("document: 公告, ", ""), "datafile-missing-key", 9),
        (GRID.replace("{华北: 0.9, 东北: 1.1}", "0.9"), "datafile-not-map", 9),
        (GRID.replace("purpose", "purpos"), "datafile-unknown-key", 7),
        (GRID.replace("factor: power", "factor: powr"), "datafile-name", 1),
        (GRID + YEAR.replace("东北", "华东"), "factor-duplicate", 10),
        (GRID.replace("东北", "华北"), "yaml-duplicate-key", 9),
        (GRID + SERIES.replace("基准线", "平均"), "factor-id", 10),
        (GRID + SERIES.replace("om", "average"), "factor-label", 11),
    ],
)
def test_a_broken_factor_table_is_told_by_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    assert (code, line) in found_faults(tmp_path, "power", text)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("value: 0.7", "value: 七", "datafile-not-number", 5),
        ("value: 0.7, ", "", "factor-range", 5),
        ("value: 0.7", "value: 0.7, low: 0.6", "factor-range", 5),
        ("low: 1.1", "low: 1.4", "factor-range", 6),
        ("low: 1.1, ", "", "factor-range", 6),
        ("id: gas", "id: coal", "factor-id", 6),
        ("source: std, evidence: C1", "source: st, evidence: C1", "factor-source", 6),
        ("evidence: C2", "evidence: 记忆", "factor-evidence", 5),
        ("sources: {std: 标准}", "sources: {}", "datafile-not-map", 3),
    ],
)
def test_a_broken_fuel_table_is_told_by_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    assert (code, line) in found_faults(tmp_path, "heat", FUELS.replace(old, new, 1))


def test_a_range_is_judged_by_its_names_not_by_their_order(tmp_path: Path) -> None:
    text = FUELS.replace("low: 1.1, high: 1.3", "high: 1.1, low: 1.3")
    assert found_faults(tmp_path, "heat", text) == [("factor-range", 6)]
