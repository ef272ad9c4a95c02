"""A LibreOffice with our extension in a window of its own, whose buttons are pressed and whose boxes are answered."""

from __future__ import annotations

import configparser
import importlib
import json
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Literal, Self

import xlwings

from addin.libreoffice import office
from addin.libreoffice.extension import FILE_NAME, INI, build_extension
from bench.subject import ROOT
from tests.addin.libreoffice.window import Window

Manner = Literal["stages", "peer", "wire"]
_PATIENCE_SECONDS = 600.0
_STEP_SECONDS = 0.02


@dataclass(frozen=True)
class Click:
    """One button pressed: when, when a box stood there (0 where none did), and what the program told."""

    pressed: float
    shown: float
    told: dict[str, float]

    @property
    def seconds(self) -> float:
        """From the click to the box."""
        return self.shown - self.pressed


class Desk:
    """See the module. Use it as a context."""

    def __init__(self) -> None:
        self._window = Window()
        self._out = self._window.folder / "told.json"

    def __enter__(self) -> Self:
        window = self._window
        extension = window.folder / FILE_NAME
        extension.write_bytes(build_extension())
        window.install(extension)
        window.start()
        self._toolkit = office.service(window.context, "com.sun.star.awt.Toolkit")
        self._opened = _Opened()
        self._toolkit.addTopWindowListener(self._opened.listener)
        return self

    def __exit__(self, *_: object) -> None:
        self._window.__exit__()

    def open(self, path: Path) -> xlwings.Book:
        """A workbook in front."""
        return self._window.open(path)

    def press(self, action: str, book: xlwings.Book, manner: Manner) -> Click:
        """Press a button and answer what is asked, until nothing is left of the program."""
        self._start_with(manner)
        self._out.unlink(missing_ok=True)
        self._opened.at = 0.0
        shown, pressed = 0.0, time.perf_counter()
        self._window.dispatch(f"vnd.qingbiao:{action}", book)
        while not self._out.exists():
            if self._opened.event.wait(_STEP_SECONDS):
                self._opened.event.clear()
                with suppress(AssertionError):  # some other window
                    self._window.box(1.0)
                    shown = shown or self._opened.at
            assert time.perf_counter() - pressed < _PATIENCE_SECONDS, action
        time.sleep(0.3)  # the extension tidies up; until then a click is not heard
        return Click(pressed, shown, json.loads(self._out.read_text(encoding="utf-8")))

    def _start_with(self, manner: Manner) -> None:
        ini = configparser.ConfigParser(interpolation=None)
        arguments = f"-m bench.clicked {manner} {self._out}"
        ini["start"] = {"program": sys.executable, "folder": str(ROOT), "arguments": arguments}
        self._window.home.mkdir(exist_ok=True)
        with (self._window.home / INI).open("w", encoding="utf-8") as stream:
            ini.write(stream)


class _Opened:
    """Notes when LibreOffice opens a box; it tells by itself, so that nobody has to keep asking meanwhile."""

    def __init__(self) -> None:
        self.event = Event()
        self.at = 0.0
        base = importlib.import_module("unohelper").Base
        interface = office.uno().getClass("com.sun.star.awt.XTopWindowListener")
        outer = self

        class Listener(base, interface):  # type: ignore[misc, valid-type]
            def windowOpened(self, _: Any) -> None:  # noqa: N802
                outer.at = outer.at or time.perf_counter()
                outer.event.set()

            def __getattr__(self, name: str) -> Any:
                """Of everything else nothing is made."""
                if name.startswith("window"):
                    return lambda _: None
                raise AttributeError(name)

        self.listener = Listener()
