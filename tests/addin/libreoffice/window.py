"""LibreOffice in a window of a display of its own, as a person has it, and what is needed to act like one."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import xlwings

from addin.libreoffice import office
from addin.libreoffice.engine import engine
from qingbiao.faults import Language
from tests.engines.office import why_missing

ROOT = Path(__file__).parents[3]
PACKAGES = "xvfb openbox xdotool libreoffice-calc python3-uno"


@cache
def why_no_window() -> str | None:
    """What this machine lacks for `Window`, or None."""
    for program in ("Xvfb", "openbox", "xdotool"):
        if shutil.which(program) is None:
            return f"{program} is not on the path (Debian: apt-get install {PACKAGES})"
    try:
        office.uno()
    except office.NoOffice as problem:
        return f"{problem}: needs the Python of the same version as LibreOffice's"
    return why_missing()


PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="UILocale" oor:op="fuse"><value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
LOCALES = {"zh": "zh-CN", "en": "en-US"}


def profile(folder: Path, language: Language) -> str:
    """A new profile in a language, without the questions of a first start; its address."""
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        PROFILE.format(locale=LOCALES[language]), encoding="utf-8"
    )
    return folder.as_uri()


def _path() -> str:
    """The path without our environment's programs: LibreOffice's own Python takes the first ``python3`` on it for its
    home, and no extension can be installed where that is an environment of another Python."""
    ours = Path(sys.executable).parent
    return os.pathsep.join(each for each in os.environ["PATH"].split(os.pathsep) if Path(each) != ours)


class Window:
    """A display, a LibreOffice on it that speaks a language, and xlwings connected to that."""

    def __init__(self, language: Language = "en", **environment: str) -> None:
        self._undo = ExitStack()
        self.folder = Path(self._undo.enter_context(tempfile.TemporaryDirectory(prefix="qingbiao-window-")))
        self.home = self.folder / "home"
        try:
            self.display = self._display()
            self.environment = {
                **os.environ,
                "PATH": _path(),
                "DISPLAY": self.display,
                "LC_ALL": "C.UTF-8",
                "SAL_USE_VCLPLUGIN": "gen",
                "HOME": str(self.folder),
                "QINGBIAO_HOME": str(self.home),
                **environment,
            }
            self._spawn(["openbox"])  # without a window manager the first click after a box is lost
            self.profile = profile(self.folder / "profile", language)
        except BaseException:
            self._undo.close()
            raise

    def start(self) -> Self:
        """Start LibreOffice; before, an extension may be installed into its profile."""
        self._launch()
        self.engine = engine(self.context)
        self.app = xlwings.App(impl=self.engine.impl.app)
        return self

    def _launch(self) -> subprocess.Popen[bytes]:
        pipe = f"qingbiao-{uuid4().hex}"
        options = ("--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
        process = self._spawn(
            ["soffice", *options, f"-env:UserInstallation={self.profile}", f"--accept=pipe,name={pipe};urp;"]
        )
        self.context = office.connect(pipe, 90, lambda: process.poll() is None)
        return process

    def install(self, extension: Path) -> None:
        """As a person who clicks on an .oxt and starts LibreOffice anew; ``unopkg`` refuses to work for root."""
        process = self._launch()
        ours = importlib.import_module("unohelper").Base
        asked = office.uno().getClass("com.sun.star.ucb.XCommandEnvironment")
        answers = office.uno().getClass("com.sun.star.task.XInteractionHandler")
        approve = office.uno().getTypeByName("com.sun.star.task.XInteractionApprove")

        class Agreeing(ours, asked, answers):  # type: ignore[misc, valid-type]
            def getInteractionHandler(self) -> Any:  # noqa: N802
                return self

            def getProgressHandler(self) -> None:  # noqa: N802
                """Nobody is told."""

            def handle(self, request: Any) -> None:
                for each in request.getContinuations():
                    if each.queryInterface(approve) is not None:
                        each.select()

        manager = self.context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        manager.addExtension(extension.as_uri(), (), "user", None, Agreeing())
        with suppress(Exception):  # the bridge is gone with it
            office.service(self.context, "com.sun.star.frame.Desktop").terminate()
        process.wait(60)

    def open(self, path: Path) -> xlwings.Book:
        """A workbook in front."""
        book = xlwings.Book(impl=self.engine.impl.app.books.open(str(path)))
        self.engine.impl.app.document = book.api
        return book

    # --- with mouse and keyboard

    def click(self, book: xlwings.Book, name: str) -> None:
        """Click on the button of that name in a toolbar. Refuses where it is not there or grey."""
        button = self.button(book, name)
        assert is_enabled(button), f"{name} is grey"
        self._point_at(button)

    def button(self, book: xlwings.Book, name: str) -> Any:
        """A button in a toolbar, as those who cannot see it are told of it."""
        window = book.api.getCurrentController().getFrame().getContainerWindow()
        return next(each for each in buttons(window.getAccessibleContext()) if each.getAccessibleName() == name)

    def type(self, text: str) -> None:
        """Type into the cell at hand, and press Return."""
        self.keys("type", "--delay", "30", text)
        self.keys("key", "Return")

    def keys(self, *words: str) -> None:
        """What xdotool does."""
        subprocess.run(["xdotool", *words], env=self.environment, check=True, timeout=60)

    def click_away(self, answer: str = "OK", seconds: float = 60.0) -> str:
        """The text of the message box that is open, whose button is then clicked on."""
        return self._answered(answer, self._point_at, seconds)

    def _point_at(self, part: Any) -> None:
        place, size = part.getLocationOnScreen(), part.getSize()
        self.keys("mousemove", str(place.X + size.Width // 2), str(place.Y + size.Height // 2))
        for finger in ("mousedown", "mouseup"):
            time.sleep(PACE)
            self.keys(finger, "1")

    # --- what a person does and sees

    def dispatch(self, url: str, book: xlwings.Book) -> None:
        """What a button or a menu entry does."""
        frame = book.api.getCurrentController().getFrame()
        office.service(self.context, "com.sun.star.frame.DispatchHelper").executeDispatch(frame, url, "", 0, ())

    def enter(self, book: xlwings.Book, text: str) -> None:
        """What typing a text into the cell at hand does."""
        frame = book.api.getCurrentController().getFrame()
        helper = office.service(self.context, "com.sun.star.frame.DispatchHelper")
        typed = office.properties(StringName=text)
        threading.Thread(
            target=helper.executeDispatch, args=(frame, ".uno:EnterString", "", 0, typed), daemon=True
        ).start()

    def box(self, seconds: float = 60.0, answer: str = "OK") -> str:
        """The text of the message box that is open, which is then answered by its button."""
        return self._answered(answer, lambda button: button.doAccessibleAction(0), seconds)

    def until_box(self, seconds: float = 60.0) -> Any:
        """The message box, once it is open."""
        self.until(self._boxes, seconds)
        return self._boxes()[0]

    def choose(self, path: Path) -> None:
        """Type a path into the dialog in which files are chosen."""
        self.until(self._choosers)
        self.type(str(path))
        self.until(lambda: not self._choosers())

    def _choosers(self) -> list[Any]:
        return [each for each in self._windows() if each.getAccessibleContext().getAccessibleRole() == CHOOSER]

    def _answered(self, answer: str, press: Callable[[Any], None], seconds: float) -> str:
        dialog = self.until_box(seconds)
        parts = {part.getAccessibleName(): part for part in accessibles(dialog.getAccessibleContext())}
        press(parts.pop(answer))
        self.until(lambda: not self._boxes())
        return "\n".join(parts)

    def _boxes(self) -> list[Any]:
        return [window for window in self._windows() if is_box(window)]

    def _windows(self) -> list[Any]:
        toolkit = office.service(self.context, "com.sun.star.awt.Toolkit")
        return list(map(toolkit.getTopWindow, range(toolkit.getTopWindowCount())))

    def until(self, happened: Any, seconds: float = 60.0) -> None:
        """Wait for something."""
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.05)

    # --- processes

    def _display(self) -> str:
        read, write = os.pipe()
        self._spawn(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"], (write,), os.environ
        )
        os.close(write)
        with os.fdopen(read) as told:
            return ":" + told.readline().strip()

    def _spawn(
        self, command: list[str], keep: tuple[int, ...] = (), environment: Any = None
    ) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=keep,
            env=environment or self.environment,
            start_new_session=True,
        )
        self._undo.callback(_end, process)
        return process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()


PACE = 0.2
"""Seconds from one movement to the next, as nobody is quicker, and windows do not expect it."""

DIALOGS = frozenset({1, 14})
CHOOSER = 12
HOLDERS = frozenset({40, 63})
BUTTON = 44
"""``com.sun.star.accessibility.AccessibleRole``: alert, dialog; file chooser; panel, toolbar; push button."""


def is_box(window: Any) -> bool:
    """Whether a window is a message box that has something to say."""
    with suppress(Exception):  # it may be closing
        context = window.getAccessibleContext()
        return context.getAccessibleRole() in DIALOGS and any(accessibles(context))
    return False


def is_enabled(context: Any) -> bool:
    """Whether a part of a window can be used."""
    enabled = office.constant("accessibility.AccessibleStateType.ENABLED")
    states = context.getAccessibleStateSet()
    return bool(states & enabled if isinstance(states, int) else states.contains(enabled))  # bits since 7.5


def buttons(context: Any) -> Iterator[Any]:
    """The buttons in a window's toolbars."""
    for index in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(index).getAccessibleContext()
        if child.getAccessibleRole() == BUTTON:
            yield child
        elif child.getAccessibleRole() in HOLDERS:
            yield from buttons(child)


def accessibles(context: Any) -> Iterator[Any]:
    """Everything in a window that has a name."""
    for index in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(index).getAccessibleContext()
        if child.getAccessibleName():
            yield child
        yield from accessibles(child)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
