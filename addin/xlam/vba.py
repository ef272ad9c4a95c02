"""VBA modules as Excel stores them, and a whole project made of them (MS-OVBA), as source only.

``_VBA_PROJECT`` says version FFFF, so that every Excel compiles the source anew: no program's byte code is kept.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from addin.xlam.compound import compound_file
from addin.xlam.ovba import compress

CODE_PAGE: Final = 1252
_LANGUAGE: Final = 0x0409
_RECOMPILE: Final = bytes.fromhex("CC61FFFF000100")
_NO_COOKIE: Final = 0xFFFF
_OFFICE: Final = (
    "*\\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
    "C:\\Program Files\\Common Files\\Microsoft Shared\\OFFICE16\\MSO.DLL#Microsoft Office 16.0 Object Library"
)
"""Excel finds the library by its GUID; the path is only a hint. It holds the types of ribbon callbacks."""

Kind = Literal["document", "class", "standard"]
_BASES: Final = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
    "class": "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
}


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its whole source, attributes included, lines ended by line feeds."""

    name: str
    kind: Kind
    source: str

    def stored(self) -> bytes:
        """The module's stream: nothing but compressed source, at offset 0."""
        return compress(self.source.replace("\n", "\r\n").encode("ascii"))


def standard(name: str, code: str) -> Module:
    """A plain module."""
    return Module(name, "standard", f'Attribute VB_Name = "{name}"\n{code}')


def document(name: str, base: Literal["workbook", "sheet"], code: str = "") -> Module:
    """The module of the workbook or of a sheet."""
    return Module(name, "document", _attributes(name, _BASES[base], predeclared=True) + code)


def class_module(name: str, exported: str) -> Module:
    """A class module from a ``.cls`` file as the VBA editor exports it, whose head differs from what is stored."""
    lines = exported.split("\n")
    end = next(number for number, line in enumerate(lines) if line.startswith("Attribute VB_Exposed"))
    return Module(name, "class", _attributes(name, _BASES["class"], predeclared=False) + "\n".join(lines[end + 1 :]))


def _attributes(name: str, base: str, *, predeclared: bool) -> str:
    said = {
        "Name": f'"{name}"',
        "Base": f'"{base}"',
        "GlobalNameSpace": "False",
        "Creatable": "False",
        "PredeclaredId": str(predeclared),
        "Exposed": "True",
        "TemplateDerived": "False",
        "Customizable": str(predeclared),
    }
    return "".join(f"Attribute VB_{key} = {value}\n" for key, value in said.items())


def vba_project(name: str, modules: Sequence[Module], project_id: str) -> bytes:
    """``vbaProject.bin``: all modules and the streams that list them."""
    streams = {module.name: module.stored() for module in modules}
    assert len(streams) == len(modules), "two modules of one name"
    return compound_file(
        {
            "VBA": {"dir": compress(_dir(name, modules)), "_VBA_PROJECT": _RECOMPILE, **streams},
            "PROJECT": _project(name, modules, project_id),
            "PROJECTwm": _names(modules),
        }
    )


# --- the dir stream --------------------------------------------------------------------------------------------------


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def _both(number: int, unicode_number: int, text: str) -> bytes:
    """A text in the code page, then in UTF-16."""
    return _record(number, text.encode("ascii")) + _record(unicode_number, text.encode("utf-16-le"))


def _dir(name: str, modules: Sequence[Module]) -> bytes:
    office = _OFFICE.encode("ascii")
    return b"".join(
        (
            _record(0x01, struct.pack("<I", 1)),  # written for 32-bit Windows, as Excel does; read everywhere
            _record(0x02, struct.pack("<I", _LANGUAGE)),
            _record(0x14, struct.pack("<I", _LANGUAGE)),
            _record(0x03, struct.pack("<H", CODE_PAGE)),
            _record(0x04, name.encode("ascii")),
            _both(0x05, 0x40, ""),
            _record(0x06) + _record(0x3D),
            _record(0x07, bytes(4)),
            _record(0x08, bytes(4)),
            struct.pack("<HIIH", 0x09, 4, 1, 0),  # the version, whose length the format does not count
            _both(0x0C, 0x3C, ""),
            _both(0x16, 0x3E, "Office"),
            _record(0x0D, struct.pack("<I", len(office)) + office + bytes(6)),
            _record(0x0F, struct.pack("<H", len(modules))),
            _record(0x13, struct.pack("<H", _NO_COOKIE)),
            *(_module(module) for module in modules),
            _record(0x10),
        )
    )


def _module(module: Module) -> bytes:
    return b"".join(
        (
            _both(0x19, 0x47, module.name),
            _both(0x1A, 0x32, module.name),  # the stream's name
            _both(0x1C, 0x48, ""),
            _record(0x31, bytes(4)),  # where the source begins in the stream
            _record(0x1E, bytes(4)),
            _record(0x2C, struct.pack("<H", _NO_COOKIE)),
            _record(0x21 if module.kind == "standard" else 0x22),
            _record(0x2B),
        )
    )


# --- the project streams ---------------------------------------------------------------------------------------------

_LISTED: Final[dict[Kind, str]] = {
    "document": "Document={}/&H00000000",
    "class": "Class={}",
    "standard": "Module={}",
}


def _project(name: str, modules: Iterable[Module], project_id: str) -> bytes:
    listed = list(modules)
    lines = (
        f'ID="{project_id}"',
        *(_LISTED[module.kind].format(module.name) for module in listed),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{guarded(bytes(4), project_id)}"',  # not protected
        f'DPB="{guarded(bytes(1), project_id)}"',  # no password
        f'GC="{guarded(bytes((0xFF,)), project_id)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in listed),
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def _names(modules: Iterable[Module]) -> bytes:
    pairs = (module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules)
    return b"".join(pairs) + b"\0\0"


def guarded(data: bytes, project_id: str, seed: int = 0, filler: bytes = bytes(3)) -> str:
    """How the project stream states its protection (MS-OVBA 2.4.3.2): a scramble that depends on the project's id."""
    key = sum(project_id.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    before = key
    for byte in (*filler[: (seed & 6) // 2], *struct.pack("<I", len(data)), *data):
        out.append(byte ^ (out[-2] + before & 0xFF))
        before = byte
    return bytes(out).hex().upper()
