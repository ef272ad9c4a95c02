"""The extension for LibreOffice: the buttons of :mod:`addin.buttons` as a menu and a toolbar, packed reproducibly."""

from __future__ import annotations

import configparser
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import jinja2

from addin.actions import ACTIONS
from addin.buttons import GROUPS, TAB, Group
from addin.libreoffice.icons import icon
from addin.log import home
from generator.identity import PREFIX
from generator.store import write_whole
from generator.submission.stamping import RECEIPT
from qingbiao import __version__
from qingbiao.messages import CATALOGUE

FILE_NAME: Final = "qingbiao.oxt"
INI: Final = "libreoffice.ini"
_HERE: Final = Path(__file__).parent
_PARTS: Final = _HERE / "parts"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_PROTOCOL: Final = "vnd.qingbiao"


def build_extension() -> bytes:
    """The extension's bytes: the same for the same code."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in _entries():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, content)
    return file.getvalue()


def register(program: Path | None = None, folder: Path | None = None) -> Path:
    """Tell the extension what to start: this very Python, from this very folder. Returns the file that says so."""
    ini = configparser.ConfigParser(interpolation=None)
    ini["start"] = {
        "program": str(program or sys.executable),
        "folder": str(folder or _HERE.parents[1]),
    }
    text = io.StringIO()
    ini.write(text)
    path = home() / INI
    write_whole(path, text.getvalue().encode(), force=True)
    return path


def groups() -> Iterator[Group]:
    """The groups of buttons with those buttons that there is an action for."""
    for group in GROUPS:
        buttons = tuple(button for button in group.buttons if button.action in ACTIONS)
        if buttons:
            yield Group(group.id, group.label, buttons)


def _entries() -> Iterator[tuple[str, bytes]]:
    """What is in it, by name."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_PARTS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    values = {"groups": tuple(groups()), "tab": TAB, "protocol": _PROTOCOL, "version": __version__}
    for name in (
        "META-INF/manifest.xml",
        "description.xml",
        "Addons.xcu",
        "CalcWindowState.xcu",
        "ProtocolHandler.xcu",
    ):
        yield name, templates.get_template(f"{Path(name).name}.j2").render(values).encode()
    for group in groups():
        for button in group.buttons:
            yield f"icons/{button.action}.svg", icon(button.action).encode()
    yield "qingbiao_component.py", (_HERE / "component.py").read_bytes()
    yield "pythonpath/qingbiao_said.py", _said().encode()
    yield "pythonpath/qingbiao_log.py", (_HERE.parent / "log.py").read_bytes()


def _said() -> str:
    """The module of what :mod:`addin.libreoffice.component` cannot import where it runs."""
    values = {
        "TITLE": CATALOGUE["addin-title"].render("zh", {}),
        "NOT_SET_UP": _both("addin-office-not-set-up", path="{path}"),
        "FAILED": _both("addin-office-cannot-start", log="{log}"),
        "NAMES": {"edition": f"{PREFIX}edition", "rows": f"{PREFIX}rows", "receipt": RECEIPT},
        "WHEN": {button.action: button.when.value for group in groups() for button in group.buttons},
    }
    return "".join(f"{name} = {value!r}\n" for name, value in values.items())


def _both(code: str, **slots: str) -> str:
    """In both languages, as nobody knows yet which one the person speaks."""
    return "\n\n".join(CATALOGUE[code].render(language, slots) for language in ("zh", "en"))
