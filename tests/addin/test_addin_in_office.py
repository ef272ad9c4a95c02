"""LibreOffice reads the add-in's VBA back as written, and runs every callback: button → the very command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from addin.buttons import TAB, When, buttons
from addin.xlam.package import CONDITIONS, addin_modules, build_addin, callback
from qingbiao.messages import CATALOGUE
from tests.addin.recording import recording_addin
from tests.engines.office import Office
from tests.generator.shipped import ROOT

LIBRARY = "Qingbiao"
PYTHON = {"INTERPRETER_WIN": "python"}
pytestmark = pytest.mark.xdist_group("office-macros")


@pytest.fixture(scope="module")
def form() -> Path:
    """A workbook of ours."""
    return next((ROOT / "templates").glob("mee-*/*主管部门*.xlsx"))


def pressed(office: Office, path: Path, active: Path) -> dict[str, str]:
    """What each button would start, by its action."""
    calls = [(f"{LIBRARY}.Driver.Press_{callback(button)}",) for button in buttons()]
    return dict(zip((button.action for button in buttons()), office.called(path, calls, active), strict=True))


def asked(office: Office, path: Path, active: Path) -> dict[When, bool]:
    """Which conditions hold for a workbook."""
    calls = [(f"{LIBRARY}.Driver.Ask_{name}",) for name in CONDITIONS.values()]
    answers = office.called(path, calls, active)
    assert set(answers) <= {"True", "False"}
    return {when: answer == "True" for when, answer in zip(CONDITIONS, answers, strict=True)}


def test_libreoffice_reads_every_module_as_it_was_written(office: Office, tmp_path: Path) -> None:
    (tmp_path / "qingbiao.xlam").write_bytes(build_addin())
    read = office.basic_modules(tmp_path / "qingbiao.xlam")[LIBRARY]
    assert read.keys() == {module.name for module in addin_modules()}
    assert {name: code(source) for name, source in read.items()} == {
        module.name: code(module.source) for module in addin_modules()
    }


def code(source: str) -> str:
    """A module without attributes and options, which LibreOffice words its own way."""
    return re.sub(r"^(?:(?:Rem )?Attribute .*|Option (?:VBASupport 1|ClassModule))\n", "", source, flags=re.M).rstrip()


def test_every_button_starts_its_action(office: Office, tmp_path: Path, form: Path) -> None:
    said = pressed(office, recording_addin(tmp_path / "a.xlam", PYTHON), form)
    assert said == {
        button.action: f"RunPython from addin.entry import run; run('{button.action}')" for button in buttons()
    }


def test_with_a_frozen_program_every_button_starts_that(office: Office, tmp_path: Path, form: Path) -> None:
    program = "D:\\清表\\qingbiao.exe".encode("ascii", "ignore").decode()  # VBA's source is ASCII; settings need not be
    said = pressed(office, recording_addin(tmp_path / "a.xlam", {**PYTHON, "FROZEN": program}), form)
    assert said == {button.action: f"RunFrozenPython {program} {button.action}" for button in buttons()}


def test_buttons_are_grey_on_a_foreign_workbook(office: Office, tmp_path: Path, form: Path) -> None:
    Workbook().save(tmp_path / "foreign.xlsx")
    addin = recording_addin(tmp_path / "a.xlam", PYTHON)
    assert asked(office, addin, form) == dict.fromkeys(CONDITIONS, True)
    assert asked(office, addin, tmp_path / "foreign.xlsx") == {when: when is When.OPEN for when in CONDITIONS}


def test_rows_can_be_added_only_where_there_is_a_register(office: Office, tmp_path: Path) -> None:
    without = next((ROOT / "templates").glob("mee-*/*企业*.xlsx"))
    answers = asked(office, recording_addin(tmp_path / "a.xlam", PYTHON), without)
    assert not answers[When.REGISTER]
    assert answers[When.FORM]


def test_without_settings_a_button_says_in_chinese_what_to_do(office: Office, tmp_path: Path, form: Path) -> None:
    said = set(pressed(office, recording_addin(tmp_path / "a.xlam", {}), form).values())
    message = CATALOGUE["addin-not-set-up"]
    assert said == {f"Box {TAB.zh}: {message.zh}\n{message.en}"}


RUN = """
import xlwings.utils;xlwings.utils.prepare_sys_path({paths!r});
import addin.entry
known = []
addin.entry._actions = lambda: lambda action, book: known.append((action, book))
addin.entry._calling = lambda caller: "the workbook"
{command}
assert known == [({action!r}, "the workbook")], known
"""


def test_the_command_is_python_that_reaches_the_action(office: Office, tmp_path: Path, form: Path) -> None:
    """The command that VBA makes, run the way xlwings runs it: as the text after ``python -c``, the paths set first.

    Python beside the workbook, by the very name, is not imported.
    """
    (tmp_path / "addin").mkdir()
    (tmp_path / "addin" / "__init__.py").write_text("raise SystemExit('code from beside a workbook')")
    paths = f"false;{tmp_path / 'received.xlsx'};{tmp_path / 'qingbiao.xlam'};;;;"
    for action, command in pressed(office, recording_addin(tmp_path / "a.xlam", PYTHON), form).items():
        text = RUN.format(paths=paths, command=command.removeprefix("RunPython "), action=action)
        subprocess.run([sys.executable, "-B", "-c", text], cwd=ROOT, check=True, timeout=60)
