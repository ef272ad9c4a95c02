"""Which forms the buttons know: those of the settings' folder, else the shipped ones; how a wrong folder is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from addin import actions
from addin.forms import own_library
from addin.outcome import Outcome
from addin.places import here
from addin.session import Session
from addin.settings import SPEC, settings_text
from qingbiao.errors import Unusable
from qingbiao.faults import Fault
from qingbiao.load import SHIPPED
from tests.qingbiao.small_form import write_form


class App:
    """A spreadsheet program that can only say something."""

    status_bar: object = None
    selection: object = None

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def alert(self, text: str, title: str, mode: str) -> None:
        self.said.append((mode, text))


class Book:
    """An open workbook of it."""

    fullname = name = "填报.xlsx"

    def __init__(self) -> None:
        self.app = App()


Setting = Callable[[str], None]


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Writes a folder of forms into the settings of a person of one's own."""
    monkeypatch.setenv("QINGBIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)

    def write(folder: str) -> None:
        here().settings.parent.mkdir(exist_ok=True)
        here().settings.write_text(settings_text({SPEC: folder}), encoding=here().encoding)

    return write


def pressed(action: str) -> tuple[str, str]:
    book: Any = Book()
    actions.perform(action, book)
    [said] = book.app.said
    return said


def test_without_a_folder_the_shipped_forms_are_known(setting: Setting) -> None:
    assert own_library().spec == SHIPPED
    setting("")
    assert own_library().spec == SHIPPED


@pytest.mark.parametrize("relative", [True, False])
def test_a_folder_of_one_s_own_is_what_every_button_gets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: Setting, relative: bool
) -> None:
    folder = write_form(tmp_path / "报表")
    setting("报表" if relative else str(folder))
    seen = []

    def act(session: Session) -> Outcome:
        seen.append(session.library)
        return Outcome((Fault("addin-unsaved"),))

    monkeypatch.setattr(actions, "ACTIONS", {"validate": partial(act)})
    pressed("validate")
    [library] = seen
    assert library.spec == folder
    assert library.known("demo-2024", 2024, "unit").kind.id == "unit"


@pytest.mark.parametrize("what", ["none", "empty", "file"])
def test_a_wrong_folder_is_told_where_forms_are_needed_and_among_the_settings(
    tmp_path: Path, setting: Setting, what: str
) -> None:
    folder = tmp_path / "报表"
    if what == "empty":
        folder.mkdir()
    if what == "file":
        folder.write_text("form: demo")
    setting(str(folder))
    with pytest.raises(Unusable) as refused:
        own_library()
    assert [fault.code for fault in refused.value.faults] == ["addin-no-forms"]
    for action, how in (("self_test", "critical"), ("settings", "info")):
        mode, text = pressed(action)
        assert mode == how
        assert f"设置的 SPEC 不对：没有文件夹 {folder}，" in text


def test_the_settings_are_shown_with_the_folder_and_how_to_change_it(tmp_path: Path, setting: Setting) -> None:
    assert f"报表定义：{SHIPPED}\n" in pressed("settings")[1]
    setting(str(write_form(tmp_path / "报表")))
    text = pressed("settings")[1]
    assert f"报表定义：{tmp_path / '报表'}\n" in text
    assert '加一行 "SPEC","文件夹"' in text
    assert "不对" not in text
