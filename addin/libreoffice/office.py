"""A running LibreOffice, reached through a pipe. The one module that imports UNO, and only when it is asked to.

UNO's Python module belongs to the Python that LibreOffice was built for; it can be imported by any Python of the same
minor version once its folder is on the path.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from threading import Event
from typing import Any, Final

UNO_FOLDER: Final = "QINGBIAO_UNO"
"""The environment variable that names the folder with UNO's Python module."""

_DEBIAN: Final = "/usr/lib/python3/dist-packages"
_STEP_SECONDS: Final = 0.05


class NoOffice(Exception):
    """UNO cannot be imported by this Python, or nobody listens at the pipe."""


@cache
def uno() -> Any:
    """UNO's Python module. Raises :class:`NoOffice` where this Python cannot have it."""
    folder = os.environ.get(UNO_FOLDER, _DEBIAN)
    if folder not in sys.path:
        sys.path.append(folder)  # last, so that nothing of ours is taken from there
    try:
        return importlib.import_module("uno")
    except ImportError as problem:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise NoOffice(f"Python {version} cannot import uno from {folder}: {problem}") from None


def connect(pipe: str, seconds: float = 30.0, alive: Callable[[], bool] = lambda: True) -> Any:
    """LibreOffice's component context, as soon as it listens at the pipe."""
    module = uno()
    local = module.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    none_yet = module.getClass("com.sun.star.connection.NoConnectException")
    deadline = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except none_yet:
            if time.monotonic() > deadline or not alive():
                raise NoOffice(f"nobody listens at the pipe {pipe}") from None
            time.sleep(_STEP_SECONDS)


def service(context: Any, name: str) -> Any:
    """A service of that LibreOffice."""
    return context.ServiceManager.createInstanceWithContext(name, context)


def struct(name: str, **values: Any) -> Any:
    """A UNO struct with its members set."""
    made = uno().createUnoStruct(f"com.sun.star.{name}")
    for key, value in values.items():
        setattr(made, key, value)
    return made


def constant(name: str) -> Any:
    """A constant."""
    return uno().getConstantByName(f"com.sun.star.{name}")


def enum(name: str, value: str) -> Any:
    """A value of an enumeration."""
    return uno().Enum(f"com.sun.star.{name}", value)


def properties(**values: Any) -> tuple[Any, ...]:
    """UNO's own form of keyword arguments."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def in_main_thread(context: Any, function: Callable[[], Any]) -> Any:
    """Run a function while LibreOffice's main thread waits for it: only there may a dialog be opened everywhere.

    What the function asks of LibreOffice is done in that thread: UNO answers a call where its question came from.
    """
    done = Event()
    answers: list[Any] = []
    problems: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(function())
        except BaseException as problem:  # noqa: BLE001 - raised again where it was asked for
            problems.append(problem)
        finally:
            done.set()

    service(context, "com.sun.star.awt.AsyncCallback").addCallback(_callback_class()(run), None)
    done.wait()
    if problems:
        raise problems[0]
    return answers[0]


@cache
def _callback_class() -> Any:
    """An object that UNO can call; its class needs UNO to be there."""
    base = importlib.import_module("unohelper").Base
    interface = uno().getClass("com.sun.star.awt.XCallback")

    class Callback(base, interface):  # type: ignore[misc, valid-type]
        def __init__(self, run: Callable[[], None]) -> None:
            self.run = run

        def notify(self, _: Any) -> None:
            self.run()

    return Callback
