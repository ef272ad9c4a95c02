"""The server's part about macros: what LibreOffice reads of a file's, and what they answer."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any


def basic_modules(calc: Any, path: str) -> dict[str, dict[str, str]]:
    """The source of each module, by library, as LibreOffice keeps it."""
    with calc.with_macros(path) as document:
        libraries = {
            name: document.BasicLibraries.getByName(name) for name in document.BasicLibraries.getElementNames()
        }
        return {
            name: {module: str(library.getByName(module)) for module in library.getElementNames()}
            for name, library in libraries.items()
        }


def called(calc: Any, path: str, calls: list[list[str]], active: str | None) -> list[Any]:
    """What functions of a file's macros answer (`library.module.function`, then arguments), while another is active."""
    with ExitStack() as opened:
        document = opened.enter_context(calc.with_macros(path))
        if active is not None:
            opened.enter_context(calc.in_front(active))
        scripts = document.getScriptProvider()
        return [
            scripts.getScript(f"vnd.sun.star.script:{name}?language=Basic&location=document").invoke(
                tuple(arguments), (), ()
            )[0]
            for name, *arguments in calls
        ]
