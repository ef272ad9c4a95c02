"""A filing: what a data file says, what its fields come to, and that writing it out and reading it loses nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

from generator.planning import capacities_for
from qingbiao.errors import FaultyData
from qingbiao.faults import Fault
from qingbiao.filing import EMPTY, Computed, Filing, ParameterEntry, chosen_factor, compute
from qingbiao.filing_out import records
from qingbiao.filing_yaml import FilingFile, filing_from, read_filing_file
from qingbiao.form import Kind, Parameter
from qingbiao.load import load_edition, load_editions
from qingbiao.values import BLANK, NA, Value, to_serial
from qingbiao.yamlfile import parse_yaml

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
KINDS = {f"{edition.id}-{kind.id}": (edition, kind) for edition in load_editions() for kind in edition.kinds}
each_kind = pytest.mark.parametrize("name", KINDS)

MEE = load_edition("mee")
ENTERPRISE, BUREAU = MEE.kinds
[INDUSTRY] = load_edition("miit").kinds

Data = dict[str, Any]
Key = TypeVar("Key")


def file_of(data: Data, kind: Kind = BUREAU) -> FilingFile:
    text = yaml.safe_dump({"edition": "mee-2024", "kind": kind.id, **data}, allow_unicode=True, sort_keys=False)
    located = parse_yaml(text, "f.yaml", FaultyData)
    return FilingFile(located, "mee-2024", kind.id, None)


def read(data: Data, kind: Kind = BUREAU, *, as_given: bool = False) -> Filing:
    return filing_from(file_of(data, kind), MEE, kind, as_given=as_given)


def faults_in(data: Data, kind: Kind = BUREAU, *, as_given: bool = False) -> tuple[Fault, ...]:
    with pytest.raises(FaultyData) as caught:
        read(data, kind, as_given=as_given)
    for fault in caught.value.faults:
        assert fault.place.line
        for language in ("zh", "en"):
            assert fault.code in fault.text(language)
    return caught.value.faults


def computed(filing: Filing, kind: Kind = BUREAU) -> Computed:
    return compute(kind, filing, 2024, capacities_for(kind))


def nested(field_id: str, value: object) -> Data:
    for part in reversed(field_id.split(".")):
        value = {part: value}
    assert isinstance(value, dict)
    return {"values": value}


# --- one city's figures ------------------------------------------------------------------------------------------


def panjin() -> Filing:
    return filing_from(read_filing_file(EXAMPLES / "panjin-2024.yaml"), MEE, BUREAU, as_given=True)


def test_the_totals_of_panjin() -> None:
    cells = computed(panjin()).cells
    assert {
        name: cells[name]
        for name in (
            "schemes.proposed.total",
            "schemes.carried_out.total",
            "schemes.investment.total",
            "resources.total.co2",
            "resources.total.power_co2",
            "resources.total.gas_co2",
            "resources.total.benefit",
            "mandatory.published.total",
        )
    } == {
        "schemes.proposed.total": 41,
        "schemes.carried_out.total": 36,
        "schemes.investment.total": 1400.72,
        "resources.total.co2": 164.163,
        "resources.total.power_co2": 23.307,
        "resources.total.gas_co2": 140.856,
        "resources.total.benefit": 158.36,
        "mandatory.published.total": 5,
    }
    assert cells["capacity.agencies.total.staff"] == 95


def test_the_companies_of_panjin() -> None:
    columns = computed(panjin()).columns
    assert columns["resources.power_co2"][:3] == [23.307, NA, BLANK]
    assert columns["resources.gas_co2"][:3] == [NA, 140.856, BLANK]
    assert columns["resources.coal_co2"][:3] == [NA, NA, BLANK]
    assert columns["resources.co2"][:3] == [23.307, 140.856, BLANK]


def test_what_panjin_reported_is_kept_beside_what_is_computed() -> None:
    filing = panjin()
    assert filing.reported_columns["resources.co2"] == [23.307, 140.86]
    assert filing.reported_columns["voluntary_resources.power_co2"] == [131.1, 4299.4]
    assert filing.reported["schemes.proposed.total"] == 41
    without = Filing(filing.cells, filing.columns, {}, {}, filing.parameters)
    assert computed(without) == computed(filing)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_has_only_fields_of_its_form(path: Path) -> None:
    file = read_filing_file(path)
    edition, kind = KINDS[f"{file.edition}-{file.kind}"]
    filing = filing_from(file, edition, kind, as_given=True)
    assert {*filing.cells, *filing.columns} <= {each.id for each in kind.fields.values() if not each.computed}
    assert {*filing.reported, *filing.reported_columns} <= set(kind.order)


# --- carbon, as the form prescribes it ---------------------------------------------------------------------------

OM_2019: Data = {"parameters": {"grid": {"area": "东北"}, "gas": 1.15}}


@pytest.mark.parametrize(
    ("given", "column", "value"),
    [
        ({"power": 30000}, "power_co2", 32.478),  # × 1.0826, OM of 2019
        ({"coal": 1}, "coal_co2", 2.773),  # × 2.7725
        ({"coal": 1000}, "coal_co2", 2772.5),
        ({"oil": 10}, "oil_co2", 39.608),  # × 1.4286 × 2.7725, kgce/kg
        ({"gas": 44178}, "gas_co2", 140.856),  # / 1000 × 1.15 × 2.7725
        ({"power": 30000, "coal": 1, "oil": "/"}, "co2", 35.251),
        ({"power": "/", "coal": "/", "oil": "/", "gas": "/"}, "co2", NA),
        ({"power": "/"}, "co2", NA),
        ({}, "co2", BLANK),
        ({"power": "/"}, "power_co2", NA),
    ],
)
def test_worked_examples(given: Data, column: str, value: Value) -> None:
    filing = read({**OM_2019, "values": {"resources": [{"name": "甲", **given}]}})
    assert computed(filing).columns[f"resources.{column}"][0] == value


@pytest.mark.parametrize(
    ("column", "total"),
    [
        ([], BLANK),
        ([BLANK, BLANK], BLANK),
        ([NA], NA),
        ([BLANK, NA], NA),
        ([0.0], 0.0),
        ([NA, 1.5, BLANK, 2.5], 4.0),
        (["650吨", 2.0], 2.0),
        (["650吨"], BLANK),
    ],
)
def test_totals_add_the_numbers_and_nothing_else(column: list[Value], total: Value) -> None:
    assert computed(Filing(columns={"resources.water": column})).cells["resources.total.water"] == total


# --- parameters --------------------------------------------------------------------------------------------------


def grid() -> Parameter:
    return next(parameter for parameter in BUREAU.parameters if parameter.id == "grid")


def test_an_own_value_wins_over_the_table() -> None:
    written = {"series": "区域电网平均二氧化碳排放因子（国家发展改革委）", "year": 2012, "area": "东北"}
    entry = read({"parameters": {"grid": written}}).parameters["grid"]
    assert chosen_factor(grid(), entry).value == 0.7769
    own = {**written, "value": 0.5703, "source": "某年公告"}
    choice = chosen_factor(grid(), read({"parameters": {"grid": own}}).parameters["grid"])
    assert (choice.value, choice.source) == (0.5703, "某年公告")


def test_a_choice_that_is_not_complete_gives_no_factor() -> None:
    assert chosen_factor(grid(), None).value is BLANK
    assert chosen_factor(grid(), ParameterEntry(own="0.58")).value is BLANK
    filing = read({"values": {"resources": [{"name": "甲", "power": 30000}]}})
    assert computed(filing).columns["resources.power_co2"][0] is BLANK


def test_a_level_that_is_not_written_is_the_spec_s_and_one_that_is_empty_is_not() -> None:
    defaults = grid().choose
    assert read({"parameters": {"grid": {"area": "东北"}}}).parameters["grid"].choose == (*defaults[:2], "东北")
    assert read({"parameters": {"grid": {"year": None}}}).parameters["grid"].choose == (defaults[0], BLANK, BLANK)


@pytest.mark.parametrize(
    ("parameters", "code", "near"),
    [
        ({"gird": {}}, "data-unknown-parameter", "grid"),
        ({"coal": 2.5}, "data-fixed-parameter", ""),
        ({"gas": "1.15"}, "data-not-number", ""),
        ({"gas": [1.15]}, "data-not-number", ""),
        ({"gas": True}, "data-not-number", ""),
        ({"gas": 1.34}, "finding-range", ""),
        ({"gas": {"value": 1.0}}, "finding-range", ""),
        ({"grid": {"value": 0, "source": "实测"}}, "finding-range", ""),
        ({"gas": {"value": "一"}}, "data-not-number", ""),
        ({"gas": {"value": 1.2, "from": "公司"}}, "data-unknown-key", ""),
        ({"grid": {"arae": "东北"}}, "data-unknown-key", "area"),
        ({"grid": {"area": "火星"}}, "data-factor-choice", ""),
        ({"grid": {"year": 2018, "area": "东北"}}, "data-factor-choice", "2019"),
        ({"grid": {"value": 0.5703}}, "data-parameter-source", ""),
        ([1], "data-not-mapping", ""),
    ],
)
def test_parameters_that_are_refused(parameters: object, code: str, near: str) -> None:
    assert [(fault.code, fault.suggestion) for fault in faults_in({"parameters": parameters})] == [(code, near)]


# --- what is refused, and what is suggested instead --------------------------------------------------------------

ENTERPRISE_VALUES = [
    ("resources.water", "650吨", "data-not-number", "650"),
    ("resources.water", "1,200", "data-not-number", "1200"),
    ("resources.water", "１２．５", "data-not-number", "12.5"),
    ("resources.power", "3万度", "data-not-number", ""),
    ("resources.benefit", "12.5万元", "data-not-number", "12.5"),
    ("resources.water", "约30", "data-not-number", ""),
    ("resources.water", True, "data-not-number", ""),
    ("resources.water", [1], "data-not-text", ""),
    ("resources.water", -1, "finding-range", ""),
    ("resources.water", 1.00005, "finding-decimals", ""),
    ("resources.water", 10**400, "data-not-number", ""),
    ("schemes.proposed.low", 1.5, "finding-not-whole", ""),
    ("acceptance.date", "去年", "data-not-date", ""),
    ("acceptance.date", "2024-02-30", "data-not-date", ""),
    ("acceptance.date", "1924-05-31", "finding-range", ""),
    ("company.name", 12, "data-not-text", ""),
    ("company.name", "/", "finding-na-words", ""),
    ("company.name", "长" * 101, "finding-too-long", ""),
    ("company.credit_code", 91210106, "data-not-text", ""),
    ("company.credit_code", "91210106MAXXXXXX7X", "finding-credit-code", ""),
    ("company.phone", "024", "finding-phone", ""),
    ("company.province", "辽宁", "finding-list", ""),
    ("company", {"province": "吉林省", "city": "盘锦市"}, "finding-cascade", ""),
    ("audit.kind", "强制", "finding-choices", ""),
    ("company.nmae", "甲", "data-unknown-field", "company.name"),
    ("compani.contact", "甲", "data-unknown-field", "company"),
    ("company", "甲", "data-not-mapping", ""),
]
BUREAU_VALUES = [
    ("training.officials.five_years.percent", 20, "finding-range", ""),
    ("training.officials.five_years.percent", "两成", "data-not-number", ""),
    ("resources", {"name": "甲"}, "data-not-rows", ""),
    ("resources", "甲", "data-not-rows", ""),
    ("resources", ["甲"], "data-row-not-mapping", ""),
    ("resources", [{"nmae": "甲"}], "data-unknown-field", "name"),
]


@pytest.mark.parametrize(("field_id", "value", "code", "near"), ENTERPRISE_VALUES)
def test_values_of_an_enterprise_that_are_refused(field_id: str, value: object, code: str, near: str) -> None:
    (fault,) = faults_in(nested(field_id, value), ENTERPRISE)
    assert (fault.code, fault.suggestion) == (code, near)


@pytest.mark.parametrize(("field_id", "value", "code", "near"), BUREAU_VALUES)
def test_values_of_a_bureau_that_are_refused(field_id: str, value: object, code: str, near: str) -> None:
    (fault,) = faults_in(nested(field_id, value))
    assert (fault.code, fault.suggestion) == (code, near)


@pytest.mark.parametrize(
    ("field_id", "value", "read_as"),
    [
        ("company.industry", "C2710 化学药品原料药制造", "C2710 化学药品原料药制造"),
        ("company.industry", "化学药品原药制造", "化学药品原药制造"),  # another edition's: accepted, a hint later
        ("company.province", "辽宁省", "辽宁省"),
        ("acceptance.date", "2024-05-31", to_serial(date(2024, 5, 31))),
        ("acceptance.date", "/", NA),
        ("resources.water", 0, 0.0),
        ("resources.water", " / ", NA),
        ("audit.kind", "自愿性", "自愿性"),
    ],
)
def test_values_of_an_enterprise_that_are_taken(field_id: str, value: object, read_as: Value) -> None:
    assert read(nested(field_id, value), ENTERPRISE).cells == {field_id: read_as}


@pytest.mark.parametrize("value", ["20%", "２０％", " 20 % ", 0.2])
def test_a_percentage_is_taken_as_it_is_written(value: object) -> None:
    field_id = "training.officials.five_years.percent"
    assert read(nested(field_id, value)).cells == {field_id: 0.2}


@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_what_is_empty_is_nothing(nothing: object) -> None:
    for field_id in ("resources", "schemes.proposed.low", "schemes", "cover.unit"):
        if nothing is None or "." in field_id:
            assert read(nested(field_id, nothing)) == EMPTY


def test_ids_with_dots_say_the_same_as_nested_ones_and_both_together_are_refused() -> None:
    assert read({"values": {"schemes.proposed.low": 3}}) == read(nested("schemes.proposed.low", 3))
    twice: Data = {"values": {"schemes.proposed.low": 3, "schemes": {"proposed": {"low": 4}}}}
    assert [fault.code for fault in faults_in(twice)] == ["data-twice"]


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    data: Data = {
        "parameters": {"gas": 9},
        "values": {
            "schemes": {"proposed": {"low": "3个", "hihg": 2}},
            "resources": [{"name": "甲", "water": -1}, {"name": 12}],
        },
    }
    faults = faults_in(data)
    assert sorted(fault.code for fault in faults) == [
        "data-not-number",
        "data-not-text",
        "data-unknown-field",
        "finding-range",
        "finding-range",
    ]
    assert len({fault.place.line for fault in faults}) == 5


def test_data_of_another_form_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    for text, code in (
        ("edition: miit-2024\nkind: bureau", "data-edition"),
        ("edition: [mee]", "data-edition"),
        ("kind: enterprise", "data-edition"),
        ("valeus: {}", "data-unknown-key"),
        ("", "data-empty"),
        ("# nothing yet", "data-empty"),
        ("- 1", "data-not-mapping"),
        ("values: 1", "data-not-mapping"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FaultyData) as caught:
            filing_from(read_filing_file(path), MEE, BUREAU)
        assert [fault.code for fault in caught.value.faults] == [code], text


AS_GIVEN: list[tuple[str, object, Value]] = [
    ("resources.water", "650吨", "650吨"),
    ("resources.water", -1, -1.0),
    ("audit.kind", "强制", "强制"),
    ("company.phone", 2425678, 2425678.0),
    ("company.name", "/", NA),
    ("acceptance.date", "去年", "去年"),
    ("acceptance.date", 45000.5, 45000.5),
    ("company.credit_code", "无", "无"),
]


@pytest.mark.parametrize(("field_id", "value", "kept"), AS_GIVEN)
def test_a_transcript_keeps_what_a_cell_would_refuse(field_id: str, value: object, kept: Value) -> None:
    assert read(nested(field_id, value), ENTERPRISE, as_given=True).cells == {field_id: kept}
    assert faults_in(nested(field_id, value), ENTERPRISE)


def test_a_transcript_is_no_excuse_for_what_has_no_place() -> None:
    for data in (nested("company.nmae", 1), nested("resources.water", [1]), {"parameters": {"gird": 1}}):
        assert faults_in(data, ENTERPRISE, as_given=True)


# --- as records, and one over another ------------------------------------------------------------------------------


def test_records_have_every_value_once() -> None:
    filing = panjin()
    found = list(records(BUREAU, filing, computed(filing)))
    assert len({(record.id, record.row, record.origin) for record in found}) == len(found)
    by_key = {(record.id, record.row, record.origin): record.value for record in found}
    assert by_key["resources.co2", 2, "reported"] == 140.86
    assert by_key["resources.co2", 2, "computed"] == 140.856
    assert by_key["resources.total.co2", 0, "computed"] == 164.163
    assert by_key["resources.name", 1, "input"] == "黄龙生物科技（辽宁）有限公司"
    assert by_key["resources.coal", 1, "input"] == "/"


def test_records_tell_what_stands_beside_the_form() -> None:
    chosen = ParameterEntry(("区域电网基准线排放因子（OM）", "2019", "东北"), own_source="无")
    field_id = INDUSTRY.last[0]
    filing = Filing(last={field_id: 3.0}, explanations={"some-check": "台账已核"})
    assert told(INDUSTRY, filing) == {
        (field_id, "last"): 3,
        ("some-check", "explanation"): "台账已核",
    }
    assert told(BUREAU, Filing(parameters={"grid": chosen})) == {
        ("factor.grid.series", "input"): chosen.choose[0],
        ("factor.grid.year", "input"): "2019",
        ("factor.grid.area", "input"): "东北",
        ("factor.grid.own_source", "input"): "无",
    }


def told(kind: Kind, filing: Filing) -> dict[tuple[str, str], object]:
    found = records(kind, filing, compute(kind, filing, 2024, dict.fromkeys(kind.registers, 1)))
    return {(record.id, record.origin): record.value for record in found if record.origin != "computed"}


def test_a_later_filing_goes_over_an_earlier_one() -> None:
    before = read({"values": {"cover": {"unit": "甲", "filler": "乙"}, "documents": [{"name": "a"}, {"name": "b"}]}})
    later = read({"values": {"cover": {"unit": "丙"}, "documents": [{"name": "c"}]}})
    after = before.updated(later)
    assert after.cells == {"cover.unit": "丙", "cover.filler": "乙"}
    assert after.columns == {"documents.name": ["c"]}
    assert after.rows(BUREAU, "documents") == 1
