"""The VBA that carries a button's press to Python: xlwings' own, from the part of its package under the BSD licence.

A few lines of it are changed, each for a reason given here. A line that is not found as often as expected stops the
build: another version of xlwings has to be looked at by a person first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from typing import Final

from addin.xlam.vba import Module, class_module

PROJECT: Final = "qingbiao"
"""Names the add-in's settings file, ``.qingbiao/qingbiao.conf`` in the person's folder."""


@dataclass(frozen=True, slots=True)
class Change:
    """Text of xlwings' module that is replaced, and why."""

    old: str
    new: str
    why: str
    times: int = 1


CHANGES: Final = (
    Change('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"', "our own settings file"),
    Change(
        'GetConfig(configKey As String, Optional default As String = "", Optional source As String = "")',
        'GetConfig(configKey As String, Optional default As String = "", Optional source As String = "user")',
        "settings come from the person's own file only: a sheet in a received workbook, or a file beside it, must not "
        "choose which program is run",
    ),
    Change(
        'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")',
        'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")',
        "Python files beside a received workbook must not be imported",
        times=2,
    ),
    Change(
        '            If Right$(sht.Name, 3) = ".py" Then',
        "            If False Then",
        "Python code on the sheets of a received workbook must not be run",
    ),
)


def xlwings_modules() -> tuple[Module, ...]:
    """The modules ``xlwings`` (changed as said) and ``Dictionary`` (which it needs on a Mac)."""
    package = resources.files("xlwings")
    runner = package.joinpath("xlwings_custom_addin.bas").read_text(encoding="ascii")
    dictionary = package.joinpath("addin", "Dictionary.cls").read_text(encoding="ascii")
    return (
        class_module("Dictionary", _plain_lines(dictionary)),
        Module("xlwings", "standard", changed(_plain_lines(runner))),
    )


def changed(source: str) -> str:
    """xlwings' module with our changes, and a note of them after its licence. Raises :class:`ValueError`."""
    for change in CHANGES:
        found = source.count(change.old)
        if found != change.times:
            raise ValueError(f"xlwings' VBA has {change.old!r} {found} times, not {change.times}: {change.why}")
        source = source.replace(change.old, change.new)
    notes = "".join(f"' - {change.why}\n" for change in CHANGES)
    licence, end, code = source.partition("OF SUCH DAMAGE.\n")
    return f"{licence}{end}'\n'Changed by Qingbiao:\n{notes}{code}"


def xlwings_version() -> str:
    """The version that the VBA is of; on a Mac the script that it calls has to be of the same one."""
    text = resources.files("xlwings").joinpath("xlwings_custom_addin.bas").read_text(encoding="ascii")
    found = re.search(r'XLWINGS_VERSION As String = "([^"]+)"', text)
    assert found, "xlwings' VBA says its version"
    return found[1]


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n")
