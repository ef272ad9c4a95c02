"""The add-in ``qingbiao.xlam``: a package of parts from templates, the same bytes on any day and machine."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from jinja2 import Environment, FunctionLoader, StrictUndefined

from addin.buttons import GROUPS, TAB, TAB_ID, TAB_KEYTIP, Button, When, buttons
from addin.xlam.sources import xlwings_modules
from addin.xlam.vba import Module, document, standard, vba_project
from generator.identity import PREFIX
from generator.submission.stamping import RECEIPT
from qingbiao import __version__
from qingbiao.messages import CATALOGUE

FILE_NAME: Final = "qingbiao.xlam"
RIBBON: Final = "QingbiaoRibbon"
"""The module that the ribbon calls."""
COMMAND: Final = "from addin.entry import run; run"
NAMESPACES: Final[Mapping[str, str]] = {
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",  # Excel 2007, WPS
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",  # Excel 2010 and later
}
CONDITIONS: Final[Mapping[When, str]] = {
    When.OPEN: "IsOpen",
    When.FORM: "IsForm",
    When.REGISTER: "HasRegister",
    When.FILED: "IsFiled",
}
_PROJECT_NAME: Final = "Qingbiao"
_PROJECT_ID: Final = "{5B1D7A64-2F0C-4E7B-9C3A-71E90B64D2A8}"
_SHEET, _SHEET_CODE = "licences", "LicencesSheet"
_LICENCES: Final = ("xlwings.txt", "VBA-Dictionary.txt")
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_RELATIONSHIPS: Final = {
    "_rels/.rels": (
        ("rId1", _OFFICE + "officeDocument", "xl/workbook.xml"),
        (
            "rId2",
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
            "docProps/core.xml",
        ),
        ("rId3", _OFFICE + "extended-properties", "docProps/app.xml"),
        ("rId4", "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "customUI/customUI.xml"),
        ("rId5", "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
    ),
    "xl/_rels/workbook.xml.rels": (
        ("rId1", _OFFICE + "worksheet", "worksheets/sheet1.xml"),
        ("rId2", _OFFICE + "styles", "styles.xml"),
        ("rId3", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
    ),
}


def build_addin(modules: tuple[Module, ...] | None = None) -> bytes:
    """The whole add-in, with these modules or its own."""
    parts = {
        "[Content_Types].xml": _rendered("content_types.xml"),
        **{name: _rendered("rels.xml", relationships=rows) for name, rows in _RELATIONSHIPS.items()},
        "docProps/app.xml": _rendered("app.xml"),
        "docProps/core.xml": _rendered("core.xml", version=__version__, about=_about("\n")),
        **{name: ribbon(name) for name in NAMESPACES},
        "xl/workbook.xml": _rendered("workbook.xml", sheet=_SHEET),
        "xl/styles.xml": _rendered("styles.xml"),
        "xl/worksheets/sheet1.xml": _rendered("sheet.xml", code_name=_SHEET_CODE, lines=_licence_lines()),
    }
    project = vba_project(_PROJECT_NAME, addin_modules() if modules is None else modules, _PROJECT_ID)
    return _packed({name: text.encode() for name, text in parts.items()} | {"xl/vbaProject.bin": project})


def addin_modules() -> tuple[Module, ...]:
    """All modules of the add-in's project."""
    return (
        document("ThisWorkbook", "workbook", _rendered("workbook.bas")),
        document(_SHEET_CODE, "sheet"),
        standard(RIBBON, _rendered("ribbon.bas", buttons=list(buttons()), **_addin_texts())),
        *xlwings_modules(),
    )


def ribbon(part: str) -> str:
    """The ribbon's XML, as one of the two parts that hold it; they differ in the namespace only."""
    return _rendered("ribbon.xml", namespace=NAMESPACES[part])


def callback(button: Button) -> str:
    """The name of the VBA procedure behind a button."""
    return "On" + "".join(word.capitalize() for word in button.id.split("_"))


def vba_text(text: str) -> str:
    """A VBA expression for a text: VBA's source has no Unicode, so all but ASCII goes by character numbers."""
    return " & ".join(_piece(piece) for piece in re.findall(r"[ -~]+|[^ -~]+", text))


def _piece(piece: str) -> str:
    if piece.isascii():
        return '"' + piece.replace('"', '""') + '"'
    return f'Han("{piece.encode("utf-16-be").hex().upper()}")'


def _addin_texts() -> dict[str, str]:
    """What the VBA says by itself, in both languages, as it does not know which one the person speaks."""
    return {
        slot: "\n".join(CATALOGUE[code].render(language, {}) for language in ("zh", "en"))
        for slot, code in (("not_set_up", "addin-not-set-up"), ("failed", "addin-cannot-start"))
    }


def _about(between: str) -> str:
    return between.join(CATALOGUE["addin-licences"].render(language, {}) for language in ("zh", "en"))


def _licence_lines() -> list[str]:
    folder = resources.files("addin.xlam").joinpath("licences")
    texts = [folder.joinpath(name).read_text(encoding="utf-8") for name in _LICENCES]
    return [*_about("\n").split("\n"), *(line for text in texts for line in ("", *text.splitlines()))]


def _rendered(template: str, **values: Any) -> str:
    constants = {
        "command": COMMAND,
        "groups": GROUPS,
        "module": RIBBON,
        "prefix": PREFIX,
        "receipt": RECEIPT,
        "tab": TAB,
        "tab_id": TAB_ID,
        "tab_keytip": TAB_KEYTIP,
    }
    return _templates().get_template(template).render(constants | values)


@cache
def _templates() -> Environment:
    def load(name: str) -> str:
        return resources.files("addin.xlam").joinpath("parts", f"{name}.j2").read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".xml"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"callback": callback, "vba": vba_text, "condition": CONDITIONS.__getitem__}
    return environment


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive without times, in a fixed order, and not compressed: compressors differ from machine to machine."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as packed:
        for name, content in parts.items():
            entry = ZipInfo(name, _FIRST_DAY)
            entry.create_system = 0
            packed.writestr(entry, content)
    return archive.getvalue()
