"""The add-in as it is built, but what starts Python and what shows boxes only writes down what would be done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from addin.xlam.package import RIBBON, addin_modules, build_addin
from addin.xlam.vba import Module, standard

RUNNER = """Option Explicit

Private Said As String

Public Function RunPython(PythonCommand As String)
    Said = Said & "RunPython " & PythonCommand
End Function

Public Function RunFrozenPython(Executable As String, Optional Args As String)
    Said = Said & "RunFrozenPython " & Executable & " " & Args
End Function

Public Sub Box(Message, Buttons, Title)
    Said = Said & "Box " & Title & ": " & Message
End Sub

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    Select Case configKey
{cases}
    Case Else
        GetConfig = default
    End Select
End Function

Public Function Recalled() As String
    Recalled = Said
    Said = ""
End Function
"""
PRESS = """
Public Function Press_{0}() As String
    {0} Nothing
    Press_{0} = Recalled()
End Function
"""
ASK = """
Public Function Ask_{0}() As String
    Dim Answer
    {0} Nothing, Answer
    Ask_{0} = "" & Answer
End Function
"""
SUBS = re.compile(r"^Public Sub (\w+)\((.*)\)", re.MULTILINE)


def callbacks() -> dict[str, str]:
    """The public procedures of the ribbon's module, and their parameters."""
    source = next(module.source for module in addin_modules() if module.name == RIBBON)
    return dict(SUBS.findall(source))


def recording_addin(path: Path, settings: Mapping[str, str]) -> Path:
    """Write it. Without ``Dictionary``: LibreOffice cannot compile it, and a library compiles whole or not at all."""
    cases = "\n".join(f'    Case "{key}"\n        GetConfig = "{value}"' for key, value in settings.items())
    driver = "".join(
        (ASK if "returnedVal" in parameters else PRESS).format(name)
        for name, parameters in callbacks().items()
        if "IRibbonControl" in parameters
    )
    ours: Sequence[Module] = [
        Module(module.name, module.kind, module.source.replace("MsgBox ", "Box "))
        for module in addin_modules()
        if module.name not in {"xlwings", "Dictionary"}
    ]
    extra = (standard("xlwings", RUNNER.format(cases=cases)), standard("Driver", f"Option Explicit\n{driver}"))
    path.write_bytes(build_addin((*ours, *extra)))
    return path
