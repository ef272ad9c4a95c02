"""LibreOffice as an engine of xlwings: the program itself, and how the engine is made known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import xlwings
from xlwings import base_classes

from addin.libreoffice.books import Book, Books
from addin.libreoffice.host import OfficeHost
from addin.libreoffice.office import constant, enum, in_main_thread, service
from addin.libreoffice.ranges import Range
from qingbiao.values import CellError, to_serial

NAME: Final = "libreoffice"
_BAR: Final = "qingbiao"
_BUTTONS: Final = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS: Final = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
_BOXES: Final = {None: "MESSAGEBOX", "info": "INFOBOX", "critical": "WARNINGBOX"}
_SOLID_TITLE: Final = "清表"


def engine(context: Any) -> xlwings.Engine:
    """The engine of a running LibreOffice, known to xlwings and made the current one."""
    made = xlwings.Engine(impl=Engine(context))
    xlwings.engines.add(made)
    made.activate()
    return made


class Engine:
    """What xlwings asks of an engine."""

    name: Final = NAME
    type: Final = "desktop"

    def __init__(self, context: Any) -> None:
        self.app = App(self, context)

    @property
    def apps(self) -> Apps:
        return Apps(self.app)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        _: Any,
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        errors: bool,
    ) -> list[list[Any]]:
        """Values as xlwings hands them out."""

        def clean(value: Any) -> Any:
            if value is None:
                return empty_as
            if isinstance(value, CellError):
                return value if errors else None
            return number_builder(value) if number_builder and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, _: Any) -> Any:
        """A value as a range takes it."""
        return to_serial(value) if isinstance(value, date) else value


class Apps(base_classes.Apps):
    """One LibreOffice."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _: int) -> App:
        return self._app


class App(base_classes.App):
    """The program. What concerns a window concerns that of the workbook at hand."""

    def __init__(self, engine: Engine, context: Any) -> None:
        self._engine = engine
        self.context: Final = context
        self.desktop: Final = service(context, "com.sun.star.frame.Desktop")
        self.document: Any = None
        """Of the workbook at hand; the one in front where none is named."""

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def host(self) -> OfficeHost:
        """What the actions need and xlwings does not have."""
        return OfficeHost(self)

    @property
    def api(self) -> Any:
        return self.desktop

    @property
    def pid(self) -> int:
        return 0

    @property
    def version(self) -> str:
        return "7"

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def model(self) -> Any:
        """The document at hand."""
        return self.desktop.getCurrentComponent() if self.document is None else self.document

    @property
    def selection(self) -> Range | None:
        book = Book(self, self.model)
        selected = book.controller.getSelection()
        if selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
            selected = selected.getByIndex(0) if selected.getCount() else None
        if selected is None or not hasattr(selected, "getRangeAddress"):
            return None
        area = selected.getRangeAddress()
        sheet = book.sheets(area.Sheet + 1)
        return Range(sheet, area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)

    def activate(self, steal_focus: bool = False) -> None:
        """Books have windows, the program has none."""

    # --- how it behaves meanwhile

    @property
    def screen_updating(self) -> bool:
        return not self.model.hasControllersLocked()

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value and self.model.hasControllersLocked():
            self.model.unlockControllers()
        elif not value and not self.model.hasControllersLocked():
            self.model.lockControllers()

    @property
    def calculation(self) -> str:
        return "automatic" if self.model.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.model.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        self.model.calculateAll()

    @property
    def display_alerts(self) -> bool:
        return True

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        """LibreOffice asks nothing of a program."""

    @property
    def enable_events(self) -> bool:
        return True

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        """Our workbooks have no macros."""

    # --- what is said

    @property
    def status_bar(self) -> bool:
        return False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        """A bar over the cells: LibreOffice's own status line forgets what a program wrote once that has ended."""
        controller = self.model.getCurrentController()
        if controller.hasInfobar(_BAR):
            controller.removeInfobar(_BAR)
        if isinstance(value, str) and value:
            kind = constant("frame.InfobarType.INFO")
            controller.appendInfobar(_BAR, _SOLID_TITLE, value, kind, (), True)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, _: Any = None) -> str:
        """A message box, answered by the person."""

        def ask() -> int:
            window = self.model.getCurrentController().getFrame().getContainerWindow()
            kind = enum("awt.MessageBoxType", _BOXES[mode])
            box = window.getToolkit().createMessageBox(window, kind, _BUTTONS[buttons], title or _SOLID_TITLE, prompt)
            try:
                return int(box.execute())
            finally:
                box.dispose()

        return _ANSWERS[in_main_thread(self.context, ask)]
