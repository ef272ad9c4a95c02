"""The command as people run it, in a process of its own: exit codes, files, what is said in which language, and never a
traceback.
"""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from qingbiao import __version__
from tests.cli.command import COMMAND, done, environment, refused, run
from tests.generator.shipped import EXAMPLES
from tests.qingbiao.small_form import write_form

PANJIN = EXAMPLES / "panjin-2024.yaml"
MIIT = EXAMPLES / "miit-2024.yaml"
ENTERPRISE = EXAMPLES / "enterprise-2024.yaml"


@pytest.fixture(scope="module")
def panjin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's workbook, as the command fills it."""
    folder = tmp_path_factory.mktemp("panjin")
    done("fill", "mee", PANJIN, "-o", "盘锦.xlsx", "--as-given", folder=folder)
    return folder / "盘锦.xlsx"


# --- who it speaks to ------------------------------------------------------------------------------------------------


def test_version_and_help(tmp_path: Path) -> None:
    assert done("--version", folder=tmp_path) == f"qingbiao {__version__}\n"
    for command in ((), ("generate",), ("check-spec",), ("schema",), ("fill",), ("read",), ("list",)):
        assert "--help" in done(*command, "--help", folder=tmp_path)
        assert "--help" in done(*command, "-h", folder=tmp_path, LANG="zh_CN.UTF-8")


def test_list_names_everything(tmp_path: Path) -> None:
    for language in ("zh_CN.UTF-8", "en_US.UTF-8"):
        told = done("list", folder=tmp_path, LANG=language)
        for word in (
            "mee-2024",
            "miit-2024",
            "enterprise",
            "bureau",
            "企业填报表",
            "表1",
            "表2-1",
            "表3-2",
            "工业清洁生产工作情况",
        ):
            assert word in told


def test_schema_is_a_json_schema(tmp_path: Path) -> None:
    schema = json.loads(done("schema", folder=tmp_path))
    assert schema["$schema"].startswith("https://json-schema.org/")
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validators.validator_for(schema).check_schema(schema)


# --- generate --------------------------------------------------------------------------------------------------------


def test_generate_everything(tmp_path: Path) -> None:
    """One folder an edition, one workbook a kind, each told by its path; a second time nothing is overwritten."""
    told = done("generate", folder=tmp_path).splitlines()
    written = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert sorted(told) == written
    assert len(written) == 3
    assert {Path(name).parts[:2] for name in written} == {("templates", "mee-2024"), ("templates", "miit-2024")}
    before = {name: (tmp_path / name).read_bytes() for name in written}
    refused(2, ["file-exists"] * 3, "generate", folder=tmp_path)
    (tmp_path / written[0]).write_bytes(b"mine")
    refused(2, ["file-exists"] * 3, "generate", folder=tmp_path)
    assert (tmp_path / written[0]).read_bytes() == b"mine"
    done("generate", "--force", folder=tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in written} == before


def test_generate_one_kind_for_another_year_with_more_rows(tmp_path: Path) -> None:
    arguments = ("mee", "--kind", "bureau", "--year", "2025", "--rows", "40", "--rows", "documents=3", "--out", "出")
    told = done("generate", *arguments, folder=tmp_path)
    [path] = tmp_path.rglob("*.xlsx")
    assert told == f"{path.relative_to(tmp_path)}\n"
    assert "2025年" in path.name
    read = json.loads(done("read", path, folder=tmp_path))
    assert (read["form"], read["kind"], read["year"]) == ("mee", "bureau", 2025)


def test_rows_of_one_register_where_other_kinds_have_none_such(tmp_path: Path) -> None:
    assert len(done("generate", "--rows", "documents=20", folder=tmp_path).splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("mii",), ["no-such-form"]),
        (("mee", "wood", "paper"), ["no-such-form"] * 2),
        (("mee", "--kind", "burau"), ["no-such-kind"]),
        (("mee", "--rows", "0"), ["option-rows"]),
        (("mee", "--rows", "viele", "--rows", "documents=-1"), ["option-rows"] * 2),
        (("mee", "--rows", "document=20"), ["spec-unknown-register"]),
        (("--spec", "nirgends"), ["spec-empty"]),
        (("--spec", "x" * 300), ["file-unreadable"]),
        (("--out", "x" * 300), ["file-unwritable"]),
    ],
)
def test_generate_refuses(arguments: tuple[str, ...], codes: list[str], tmp_path: Path) -> None:
    refused(2, codes, "generate", *arguments, folder=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("mii",), '"miit"'),
        (("mee-2023",), '"mee-2024"'),
        (("mee", "--kind", "burau"), '"bureau"'),
        (("mee", "--rows", "document=20"), '"documents"'),
    ],
)
def test_the_nearest_name_is_offered(arguments: tuple[str, ...], meant: str, tmp_path: Path) -> None:
    assert meant in run("generate", *arguments, folder=tmp_path).err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",),
        ("generate", "--nope"),
        ("generate", "--year", "1999"),
        ("generate", "--year", "heuer"),
        ("fill", "mee"),
        ("read", "a.xlsx", "-f", "xml"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    said = run(*arguments, folder=tmp_path)
    assert (said.exit_code, said.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("")
    refused(2, ["file-unwritable"], "generate", "miit", folder=tmp_path)


# --- check-spec and forms of one's own -------------------------------------------------------------------------------


def test_check_spec(tmp_path: Path) -> None:
    for language in ("zh_CN.UTF-8", "en_US.UTF-8"):
        lines = done("check-spec", folder=tmp_path, LANG=language).splitlines()
        assert [line.split()[0] for line in lines] == ["mee-2024", "mee-2024", "miit-2024"]


def test_check_spec_lists_every_fault_with_its_line(tmp_path: Path) -> None:
    spec = write_form(tmp_path / "spec", ("main.yaml", "power + gas * factor.loss", "pover + gaz * factor.los"))
    said = refused(1, ["expr-unknown-name"] * 3, "check-spec", "--spec", spec, folder=tmp_path)
    assert re.search(r"main\.yaml:\d+:\d+: \[", said.err)
    assert "^" in said.err


def test_check_spec_finds_what_only_excel_would_refuse(tmp_path: Path) -> None:
    spec = write_form(tmp_path / "spec", ("main.yaml", "sheet: 主表", "sheet: " + "很长的表名" * 7))
    said = run("check-spec", "--spec", spec, folder=tmp_path)
    assert (said.exit_code, said.codes) == (1, ["spec-sheet-name"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_spreadsheet_would_break_on_is_refused_before_any_file_is_written(tmp_path: Path, language: str) -> None:
    """With the line of the YAML, the cell, the reason and what to do; for the other kind of workbook too."""
    end = "    total: {of: [staff]}\n"
    check = "checks:\n  - {id: c1, severity: hint, at: sites.staff, for: sites, expect: staff > 0, say: 无, fix: %s}\n"
    spec = write_form(tmp_path / "spec", ("main.yaml", end, end + check % ("改" * 9000)))
    for command in (("check-spec",), ("generate", "demo", "-o", "out")):
        said = run(*command, "--spec", spec, folder=tmp_path, QINGBIAO_LANG=language)
        assert said.exit_code == 1
        assert set(said.codes) == {"lint-formula-long", "lint-formula-weight"}
        assert re.search(r"main\.yaml:\d+:\d+ 审核!K\d+ \(qingbiao\.check\.fix\): \[lint-formula-long\]", said.err)
        assert {"zh": "请把表达式拆成", "en": "split the expression"}[language] in said.err
    assert not (tmp_path / "out").exists()


def test_a_form_outside_the_repository_goes_all_the_way(tmp_path: Path) -> None:
    """Every command with --spec: listed, checked, generated, filled, read, filled again."""
    spec = write_form(tmp_path / "我的 报表")
    data = tmp_path / "数据.yaml"
    data.write_text(
        "values:\n"
        "  who: {name: 甲公司, trade: C2710 化学药品原料药制造}\n"
        "  energy: {power: 12.5, gas: 100}\n"
        "  sites: [{name: 一厂, staff: 3}, {name: 二厂, staff: 4}]\n",
        encoding="utf-8",
    )
    at = ("--spec", spec)
    assert "demo-2024" in done("list", *at, folder=tmp_path)
    assert "mee" not in done("list", *at, folder=tmp_path)
    assert len(done("check-spec", "demo", *at, folder=tmp_path).splitlines()) == 2
    assert len(done("generate", *at, folder=tmp_path).splitlines()) == 2
    done("fill", "demo", data, "--kind", "unit", "-o", "a.xlsx", *at, folder=tmp_path)
    values = {
        (value["id"], value["row"]): value["value"]
        for value in json.loads(done("read", "a.xlsx", *at, folder=tmp_path))["values"]
    }
    assert values["energy.total", 0] == 17.5
    assert values["sites.total.staff", 0] == 7
    assert values["sites.name", 2] == "二厂"
    [blank] = (tmp_path / "templates").rglob("单位表.xlsx")
    done("fill", blank, data, "-o", "b.xlsx", *at, folder=tmp_path)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    refused(2, ["workbook-edition"], "read", "a.xlsx", folder=tmp_path)
    refused(2, ["no-such-form"], "fill", "mee", data, "-o", "c.xlsx", *at, folder=tmp_path)


# --- fill ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "data"), [("mee-2024", PANJIN), ("mee", ENTERPRISE), ("miit", MIIT)], ids=["panjin", "enterprise", "miit"]
)
def test_fill_the_examples(form: str, data: Path, tmp_path: Path) -> None:
    """The data file says its kind. A transcript of paper has values that a cell would refuse; the others have none."""
    arguments = ("fill", form, data, "-o", "填好.xlsx")
    if data == PANJIN:
        arguments = (*arguments, "--as-given")
    assert done(*arguments, folder=tmp_path) == "填好.xlsx\n"
    refused(2, ["file-exists"], *arguments, folder=tmp_path)
    before = (tmp_path / "填好.xlsx").read_bytes()
    done(*arguments, "--force", folder=tmp_path)
    assert (tmp_path / "填好.xlsx").read_bytes() == before


def test_filling_a_filled_workbook_adds_to_it(tmp_path: Path) -> None:
    done("fill", "miit", MIIT, "-o", "a.xlsx", folder=tmp_path)
    (tmp_path / "more.yaml").write_text("values: {cover: {filler: 王示例}}", encoding="utf-8")
    done("fill", "a.xlsx", "more.yaml", "-o", "b.xlsx", folder=tmp_path)
    old, new = (
        {value["id"]: value["value"] for value in json.loads(done("read", name, folder=tmp_path))["values"]}
        for name in ("a.xlsx", "b.xlsx")
    )
    assert {key for key in old | new if old.get(key) != new.get(key)} == {"cover.filler"}
    assert new["cover.filler"] == "王示例"


def test_last_years_workbook_fills_last_years_values(tmp_path: Path) -> None:
    done("fill", "miit", MIIT, "--year", "2023", "-o", "2023.xlsx", folder=tmp_path)
    done("fill", "miit", MIIT, "--last", "2023.xlsx", "-o", "2024.xlsx", folder=tmp_path)
    document = yaml.safe_load(done("read", "2024.xlsx", "-f", "yaml", folder=tmp_path))
    given = yaml.safe_load(MIIT.read_text(encoding="utf-8"))["values"]
    assert document["last"]["training"]["officials"]["cumulative"] == given["training"]["officials"]["cumulative"]
    told = json.loads(run("validate", "2024.xlsx", "-f", "json", folder=tmp_path).out)
    assert "training-officials-last-year" in {finding["code"] for finding in told["findings"]}


def test_last_years_values_come_from_last_years_workbook_of_the_same_kind(tmp_path: Path) -> None:
    done("fill", "miit", MIIT, "-o", "2024.xlsx", folder=tmp_path)
    refused(1, ["data-edition"], "fill", "miit", MIIT, "--last", "2024.xlsx", "-o", "b.xlsx", folder=tmp_path)
    assert not (tmp_path / "b.xlsx").exists()


def test_every_fault_of_the_data_is_listed_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        "values:\n"
        "  cover: {filer: 李, province: 5}\n"
        "  training: {officials: {year: 4.5, cumulative: 三}}\n"
        "  documents: [{name: 一, issued: 下周}]\n",
        encoding="utf-8",
    )
    said = refused(
        1,
        ["data-unknown-field", "data-not-text", "finding-not-whole", "data-not-number", "data-not-date"],
        "fill", "miit", "bad.yaml", "-o", "a.xlsx", folder=tmp_path,
    )  # fmt: skip
    assert "cover.filler" in said.err
    assert re.search(r"bad\.yaml:3:\d+: ", said.err)


@pytest.mark.parametrize(
    ("text", "exit_code", "codes"),
    [
        ("values: [", 1, ["yaml-syntax"]),
        ("- 1\n- 2\n", 1, ["data-not-mapping"]),
        ("values: {a: 1, a: 2}", 1, ["yaml-duplicate-key"]),
        ("edition: mee-2024\nkind: bureau\nvalues: {}", 1, ["data-edition"]),
        ("valeus: {}", 1, ["data-unknown-key"]),
    ],
)  # fmt: skip
def test_data_that_are_none(text: str, exit_code: int, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(text, encoding="utf-8")
    refused(exit_code, codes, "fill", "miit", "d.yaml", "-o", "a.xlsx", folder=tmp_path)


# --- read ------------------------------------------------------------------------------------------------------------


def test_read_gives_what_the_city_printed(panjin: Path) -> None:
    read = json.loads(done("read", panjin, folder=panjin.parent))
    assert (read["form"], read["edition"], read["kind"], read["unit"]) == (
        "mee",
        "mee-2024",
        "bureau",
        "盘锦市生态环境局",
    )
    values = {(value["id"], value["row"], value["origin"]): value["value"] for value in read["values"]}
    assert values["resources.power_co2", 1, "computed"] == 23.307
    assert values["resources.total.co2", 0, "computed"] == 164.163
    assert values["schemes.proposed.total", 0, "computed"] == 41
    assert values["schemes.carried_out.total", 0, "computed"] == 36
    assert values["schemes.investment.total", 0, "computed"] == 1400.72
    assert values["capacity.agencies.total.staff", 0, "computed"] == 95
    assert values["schemes.proposed.total", 0, "reported"] == 41


def test_json_csv_and_yaml_agree(panjin: Path) -> None:
    folder = panjin.parent
    as_json = json.loads(done("read", panjin, "-f", "json", folder=folder))["values"]
    as_csv = list(csv.DictReader(io.StringIO(done("read", panjin, "-f", "csv", folder=folder))))
    assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in as_json] == as_csv
    as_yaml = yaml.safe_load(done("read", panjin, "-f", "yaml", folder=folder))
    kept = sorted(str(value["value"]) for value in as_json if value["origin"] != "computed")
    everything = [as_yaml.get(part, {}) for part in ("values", "parameters", "last", "explanations")]
    assert sorted(map(str, leaves(everything))) == kept
    assert as_yaml["parameters"]["gas"]["value"] == 1.15


def leaves(data: object) -> list[object]:
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in leaves(value)]
    if isinstance(data, list):
        return [leaf for value in data for leaf in leaves(value)]
    return [data]


def test_sheet_and_cell_are_where_the_value_is(panjin: Path) -> None:
    book = load_workbook(panjin, data_only=True)
    for value in json.loads(done("read", panjin, folder=panjin.parent))["values"]:
        shown = book[value["sheet"]][value["cell"]].value
        if hasattr(shown, "date"):
            shown = shown.date().isoformat()
        assert shown == value["value"], value


def test_what_is_read_fills_the_same_workbook(panjin: Path) -> None:
    folder = panjin.parent
    done("read", panjin, "-f", "yaml", "-o", "读出.yaml", folder=folder)
    done("fill", "mee", "读出.yaml", "-o", "再填.xlsx", "--as-given", folder=folder)
    assert (folder / "再填.xlsx").read_bytes() == panjin.read_bytes()
    refused(2, ["file-exists"], "read", panjin, "-f", "yaml", "-o", "读出.yaml", folder=folder)


def test_read_refuses(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    (tmp_path / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    for name, code in {
        "空.xlsx": "workbook-empty",
        "旧.xls": "workbook-xls",
        "没有.xlsx": "file-unreadable",
        ".": "file-unreadable",
    }.items():
        for language in ("zh", "en"):
            said = run("read", name, folder=tmp_path, QINGBIAO_LANG=language)
            assert (said.exit_code, said.codes, said.out) == (2, [code], "")


# --- the process -----------------------------------------------------------------------------------------------------


def test_ctrl_c_leaves_whole_files_and_says_so(tmp_path: Path) -> None:
    """In the middle of a long run, after the first workbook is there."""
    process = subprocess.Popen(
        [*COMMAND, "generate", "--rows", "20000"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert said.strip()
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()] == [first]


def test_a_reader_that_goes_away_is_no_trouble(panjin: Path) -> None:
    """``qingbiao read … | head -1``"""
    process = subprocess.Popen(
        [*COMMAND, "read", str(panjin)], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert told == b""
