"""A form that is wrong: what is told, where, what was probably meant; and that all of it is told at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import app
from generator.planning import plan_workbook
from qingbiao.errors import FaultySpec, NoSuchForm, QingbiaoError
from qingbiao.faults import Fault
from qingbiao.filing_yaml import read_filing_file
from qingbiao.load import load_edition, load_editions
from qingbiao.messages import spec as spec_messages
from qingbiao.yamlfile import MOST_BYTES
from tests.qingbiao.broken_forms import DESK, GAS, HEAD, MAIN, ROWS, TOTAL, Broken, Told
from tests.qingbiao.small_form import FILES, write_form


def load_and_plan(spec: Path) -> None:
    """What ``check-spec`` does."""
    for edition in load_editions(spec):
        for kind in edition.kinds:
            plan_workbook(edition, kind)


def faults_of(spec: Path, step: Callable[[Path], object] = load_and_plan) -> list[Fault]:
    with pytest.raises(QingbiaoError) as caught:
        step(spec)
    for fault in caught.value.faults:
        for language in ("zh", "en"):
            assert fault.code in fault.text(language)
    return list(caught.value.faults)


def as_told(fault: Fault) -> tuple[str, str, int, int, str]:
    place = fault.place
    return fault.code, Path(place.file).name if place.line else "", place.line, place.column, fault.suggestion


def expected(told: Told, spec: Path) -> tuple[str, str, int, int, str]:
    if not told.at:
        return told.code, "", 0, 0, told.near
    text = (spec / "demo" / told.file).read_text(encoding="utf-8")
    before, _, after = told.at.rpartition("▲")
    assert before + after in text, f"{told.at!r} does not stand in {told.file}"
    lines = text[: text.index(before + after) + len(before)].split("\n")
    return told.code, told.file, len(lines), len(lines[-1]) + 1, told.near


def test_the_small_form_is_in_order(tmp_path: Path) -> None:
    load_and_plan(write_form(tmp_path))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_wrong_is_told_with_its_place(row: Broken, tmp_path: Path) -> None:
    spec = write_form(tmp_path, *row.edits)
    assert [as_told(fault) for fault in faults_of(spec)] == [expected(told, spec) for told in row.told]


# --- files and folders -------------------------------------------------------------------------------------------


def no_file(spec: Path) -> None:
    (spec / "demo" / MAIN).unlink()
    load_editions(spec)


def not_utf8(spec: Path) -> None:
    (spec / "demo" / MAIN).write_bytes(FILES[MAIN].encode("gb18030"))
    load_editions(spec)


def too_large(spec: Path) -> None:
    with (spec / "demo" / MAIN).open("r+b") as file:
        file.truncate(MOST_BYTES + 1)
    load_editions(spec)


def another_table(spec: Path) -> None:
    head = spec / "demo" / "form.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("tables: [main]", "tables: [mian]"), encoding="utf-8")
    load_editions(spec)


def copied_edition(spec: Path) -> None:
    shutil.copytree(spec / "demo", spec / "demo-copied")
    load_editions(spec)


def no_data(spec: Path) -> None:
    read_filing_file(spec / "none.yaml")


def nothing_there(spec: Path) -> None:
    load_editions(spec / "demo" / "nothing")


def another_form(spec: Path) -> None:
    load_edition("demos", spec)


def another_kind(spec: Path) -> None:
    result = CliRunner().invoke(app, ["generate", "--kind", "unti", "--spec", str(spec), "--out", str(spec / "out")])
    assert result.exception is not None
    raise result.exception


STEPS = [
    (no_file, "spec-no-table-file", ""),
    (another_table, "spec-no-table-file", "main"),
    (copied_edition, "spec-edition-twice", ""),
    (no_data, "file-unreadable", ""),
    (not_utf8, "yaml-not-utf8", ""),
    (too_large, "yaml-too-large", ""),
    (nothing_there, "spec-empty", ""),
    (another_form, "no-such-form", "demo"),
    (another_kind, "no-such-kind", "unit"),
]


@pytest.mark.parametrize(("step", "code", "near"), STEPS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_what_cannot_be_read_or_found(step: Callable[[Path], None], code: str, near: str, tmp_path: Path) -> None:
    faults = faults_of(write_form(tmp_path), step)
    assert [(fault.code, fault.suggestion) for fault in faults] == [(code, near)]


def test_a_form_that_is_not_there_is_no_fault_of_the_form(tmp_path: Path) -> None:
    """Exit code 2, not 1."""
    for step in (nothing_there, another_form, another_kind):
        with pytest.raises(NoSuchForm):
            step(write_form(tmp_path))


def test_every_message_about_a_form_is_provoked_here() -> None:
    provoked = {told.code for row in ROWS for told in row.told} | {code for _, code, _ in STEPS}
    assert spec_messages.MESSAGES.keys() <= provoked


# --- all at once -------------------------------------------------------------------------------------------------


def codes(spec: Path) -> list[str]:
    return [fault.code for fault in faults_of(spec)]


def test_five_mistakes_of_shape_in_three_files_are_told_at_once(tmp_path: Path) -> None:
    spec = write_form(
        tmp_path,
        (HEAD, "title: 演示报表", "title: 12"),
        (MAIN, "max: 1000", "max: 一千"),
        (MAIN, "required: true", "required: 必填"),
        (MAIN, GAS, "{lable: 用气, id: Gas}"),
        (DESK, "title: 汇总表", "titel: 汇总表"),
    )
    told = codes(spec)
    for code in ("spec-not-text", "spec-not-number", "spec-not-truth", "spec-bad-id", "spec-unknown-key"):
        assert code in told


def test_five_mistakes_of_meaning_in_three_files_are_told_at_once(tmp_path: Path) -> None:
    spec = write_form(
        tmp_path,
        (HEAD, "year: 2019", "year: 2018"),
        (HEAD, "unit: who.name", "unit: who.nmae"),
        (MAIN, TOTAL, "power + gsa * factor.los + who.name"),
        (MAIN, "[staff]", "[staf]"),
        (DESK, "sum: energy.power", "sum: energy.pwer"),
    )
    assert codes(spec) == [
        "spec-factor-choice",
        "spec-total-unknown",
        "spec-unknown-field",
        "expr-unknown-name",
        "expr-unknown-name",
        "expr-text-for-number",
        "expr-unknown-name",
    ]


def test_faults_of_all_editions_are_told_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_form(tmp_path / name, (MAIN, TOTAL, "power + gsa"))
        (tmp_path / name / "demo").rename(tmp_path / f"{name}-demo")
        (tmp_path / name).rmdir()
    assert codes(tmp_path) == ["expr-unknown-name"] * 2


def test_two_circles_are_told_at_once(tmp_path: Path) -> None:
    spec = write_form(
        tmp_path,
        (MAIN, TOTAL, "total + 1"),
        (DESK, "type: quantity, collect: {sum: energy.power}", "value: power + 1, decimals: 0"),
        (MAIN, ", feeds: desk_energy.power", ""),
    )
    assert codes(spec) == ["expr-circle"] * 2


def test_a_fault_in_a_table_of_two_kinds_is_told_once(tmp_path: Path) -> None:
    again = "  - {id: again, label: 又, file: 又一表, tables: [desk], collects_from: unit}\nparameters:\n"
    wrong = "sum: energy.power}, value: gas, decimals: 0, note: 9"
    spec = write_form(tmp_path, (HEAD, "parameters:\n", again), (DESK, "sum: energy.power}", wrong))
    assert codes(spec) == ["spec-no-such-note", "expr-unknown-name"]


def test_a_fault_in_a_block_of_text_points_at_the_block(tmp_path: Path) -> None:
    below = (
        "- id: total\n        label: 合计\n        decimals: 2\n        value: >-\n          power +\n          gsa\n"
    )
    spec = write_form(
        tmp_path, (MAIN, "- {id: total, label: 合计, value: power + gas * factor.loss, decimals: 2}\n", below)
    )
    (fault,) = faults_of(spec)
    assert (fault.code, fault.place.quote.strip()) == ("expr-unknown-name", "value: >-")


def test_a_fault_at_an_alias_points_at_what_is_written(tmp_path: Path) -> None:
    """An expression shared by an anchor is wrong where it is written."""
    again = "{id: total, label: 合计, value: *same, decimals: 2}"
    spec = write_form(
        tmp_path,
        (MAIN, GAS, "{id: gas, label: 用气, value: &same power + gsa, decimals: 2}"),
        (MAIN, "{id: total, label: 合计, value: power + gas * factor.loss, decimals: 2}", again),
    )
    faults = faults_of(spec)
    assert {as_told(fault) for fault in faults} == {expected(Told("expr-unknown-name", "gsa", "gas"), spec)}


@pytest.mark.parametrize("error", [FaultySpec])
def test_a_faulty_form_is_faulty_input(error: type[QingbiaoError]) -> None:
    assert error.exit_code == 1
