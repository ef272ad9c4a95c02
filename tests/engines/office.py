"""LibreOffice as an oracle: what it computes, shows and prints for a workbook.

LibreOffice and the system's Python that talks to it (`uno_server.py`) are child processes: the tests' own Python may be
any version, and a crash of LibreOffice is an `OfficeError`, not the end of pytest. Lengths are 1/100 mm.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.engines.refilling import Cells

DEBIAN_PACKAGES = "libreoffice-calc python3-uno poppler-utils fonts-noto-cjk"
SERVER = Path(__file__).with_name("uno_server.py")
START_SECONDS = 120.0
STOP_SECONDS = 10.0


class OfficeError(Exception):
    """LibreOffice refused, crashed, or took too long."""


class Text(NamedTuple):
    """A text to be measured. The first five fields are what usually matters."""

    text: str
    font: str
    size: float
    bold: bool
    width: int
    wrapped: bool = True
    indent: int = 0
    angle: int = 0
    stacked: bool = False

    def style(self) -> tuple[tuple[str, Any], ...]:
        """What it shares with other texts: all but the text and the width."""
        return tuple((field, value) for field, value in self._asdict().items() if field not in {"text", "width"})


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell as LibreOffice shows it: its place, the merged area it heads, the text displayed, and how it is set.

    `is_number` covers dates, logical values and errors too, all of which become ### where they do not fit; a number in
    the `general` format gives up its decimals first. An empty merged area, or a formula's blank, has the text "".
    """

    sheet: str
    cell: str
    row: int
    column: int
    rows: int
    columns: int
    text: str
    is_number: bool
    font: str
    size: float
    bold: bool
    wrapped: bool
    align: str
    indent: int
    angle: int
    stacked: bool
    shrink: bool
    general: bool


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet's sizes (0 where hidden) and its filled or merged cells. Rows and columns count from 0."""

    name: str
    visible: bool
    heights: Sequence[int]
    widths: Sequence[int]
    cells: Sequence[TextCell]


def uno_python() -> str:
    """The Python that can import `uno`: on Debian the system's."""
    return os.environ.get("QINGBIAO_UNO_PYTHON", "/usr/bin/python3")


@cache
def why_missing() -> str | None:
    """What this machine lacks for `Office`, or None."""
    for program in ("soffice", "pdfinfo", "pdftoppm"):
        if shutil.which(program) is None:
            return f"{program} is not on the path (Debian: apt-get install {DEBIAN_PACKAGES})"
    try:
        subprocess.run([uno_python(), "-c", "import uno"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as problem:
        return f"no Python with UNO (Debian: apt-get install {DEBIAN_PACKAGES}; or set QINGBIAO_UNO_PYTHON): {problem}"
    return None


class InOffice:
    """A workbook open in LibreOffice."""

    def __init__(self, office: Office, path: str, formulas: Sequence[tuple[str, str]]) -> None:
        self._office = office
        self._path = path
        self._formulas = [(sheet, address) for sheet, address in formulas]

    def values(self, cells: Cells) -> dict[tuple[str, str], float | str]:
        """See :class:`tests.engines.refilling.Refilled`."""
        return dict(zip(self._formulas, self._office.refilled(self._path, cells), strict=True))


class Office:
    """One headless LibreOffice with a private profile. It starts at the first question, and anew after a crash."""

    def __init__(self, timeout: float = 300.0) -> None:
        self._timeout = timeout
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- values and files

    def recalculated(self, path: Path) -> dict[str, dict[str, float | str]]:
        """Every formula cell's value after a hard recalculation, by sheet (hidden ones too) and address.

        Logical values come as 1.0 and 0.0, errors as Excel's text.
        """
        values: dict[str, dict[str, float | str]] = self._ask("recalculated", path=_absolute(path))
        return values

    @contextmanager
    def open(self, path: Path) -> Iterator[InOffice]:
        """A workbook kept open, to be filled again and again; the file stays as it is."""
        formulas = self._ask("kept", path=_absolute(path))
        yield InOffice(self, _absolute(path), formulas)
        self._ask("released", path=_absolute(path))

    def refilled(self, path: str, cells: Cells) -> list[float | str]:
        """The values of the formulas of a workbook kept open, in the order in which opening it has told them."""
        asked = [(place.sheet, place.row - 1, place.column - 1, list(values)) for place, values in cells.items()]
        told: list[float | str] = self._ask("refilled", path=path, cells=asked)
        return told

    def sorted_down(self, path: Path, sheet: str, area: str, column: int) -> list[str]:
        """What stands in a column (from 0) of an area of a protected sheet, sorted by it, the last first."""
        told: list[str] = self._ask("sorted_down", path=_absolute(path), sheet=sheet, area=area, column=column)
        return told

    def resave(self, path: Path, out: Path) -> None:
        """The workbook as LibreOffice writes it as xlsx."""
        self._ask("store", path=_absolute(path), out=_absolute(out), kind="xlsx")

    def pdf(self, path: Path, out: Path) -> None:
        """The workbook as LibreOffice prints it."""
        self._ask("store", path=_absolute(path), out=_absolute(out), kind="pdf")

    def recalculation_seconds(self, path: Path) -> float:
        """How long it takes to compute every formula of the workbook anew, once it is open."""
        return float(self._ask("recalculation_seconds", path=_absolute(path)))

    def open_seconds(self, path: Path) -> float:
        """How long LibreOffice takes to load the workbook."""
        return float(self._ask("open_seconds", path=_absolute(path)))

    # --- macros

    def basic_modules(self, path: Path) -> dict[str, dict[str, str]]:
        """The source of each module of a file's macros, by library."""
        modules: dict[str, dict[str, str]] = self._ask("basic_modules", path=_absolute(path))
        return modules

    def called(self, path: Path, calls: Sequence[Sequence[str]], active: Path | None = None) -> list[Any]:
        """What functions of a file's macros answer, each a `library.module.function` with its arguments.

        The workbook `active` is open and in front meanwhile. A macro that fails answers nothing.
        """
        answers: list[Any] = self._ask(
            "called", path=_absolute(path), calls=[list(call) for call in calls], active=active and _absolute(active)
        )
        return answers

    # --- sizes and texts

    def layout(self, path: Path) -> list[SheetLayout]:
        """All sheets' sizes and cells, in one loading."""
        return [_sheet_layout(sheet) for sheet in self._ask("layout", path=_absolute(path))]

    def column_widths(self, path: Path) -> dict[str, list[int]]:
        """The width of each used column, by sheet."""
        return {sheet.name: list(sheet.widths) for sheet in self.layout(path)}

    def row_heights(self, path: Path) -> dict[str, list[int]]:
        """The height of each used row, by sheet."""
        return {sheet.name: list(sheet.heights) for sheet in self.layout(path)}

    def text_cells(self, path: Path) -> list[TextCell]:
        """Every cell that shows something, numbers included (`is_number`)."""
        return [cell for sheet in self.layout(path) for cell in sheet.cells if cell.text]

    def needed_heights(self, items: Iterable[Text | tuple[str, str, float, bool, int]]) -> list[int]:
        """The row height each text needs at its width, as LibreOffice lays it out."""
        return self._measured("needed_heights", items)

    def needed_widths(self, items: Iterable[Text | tuple[str, str, float, bool, int]]) -> list[int]:
        """The column width each text needs on one line."""
        lines = (Text(*item) for item in items)
        one_line = (line._replace(text=line.text.replace("\n", " "), width=0, wrapped=False) for line in lines)
        return self._measured("needed_widths", one_line)

    def _measured(self, operation: str, items: Iterable[Any]) -> list[int]:
        """Ask once per distinct text, in groups that differ in nothing but the text."""
        texts = [Text(*item) for item in items]
        groups: dict[tuple[Any, ...], list[Text]] = defaultdict(list)
        for text in dict.fromkeys(texts):
            groups[text.style(), text.width].append(text)
        order = sorted(groups)
        asked = [
            {"style": dict(style), "width": width, "texts": [text.text for text in groups[style, width]]}
            for style, width in order
        ]
        answers = self._ask(operation, groups=asked) if asked else []
        sizes = {
            text: size
            for key, found in zip(order, answers, strict=True)
            for text, size in zip(groups[key], found, strict=True)
        }
        return [sizes[text] for text in texts]

    # --- printed pages (poppler; no LibreOffice needed)

    @staticmethod
    def pages(pdf: Path) -> int:
        """How many pages a pdf has."""
        told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
        return int(next(line.split(":")[1] for line in told.splitlines() if line.startswith("Pages:")))

    @staticmethod
    def pictures(pdf: Path, folder: Path, dpi: int = 60) -> list[Path]:
        """One PNG per page, in order, in a folder that is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(folder / pdf.stem)], check=True)
        return sorted(folder.glob(f"{pdf.stem}-*.png"))

    # --- the process

    def close(self) -> None:
        """End LibreOffice: politely, so that it removes its pipes, then by force."""
        if self._process is not None:
            process, self._process = self._process, None
            _end(process)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = Path(tempfile.mkdtemp(prefix="qingbiao-office-"))
        arguments = (shutil.which("soffice") or "soffice", f"qingbiao-{uuid4().hex}", str(self._folder / "profile"))
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(
                [uno_python(), str(SERVER), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
                start_new_session=True,
            )

    def _ask(self, operation: str, **arguments: object) -> Any:
        if self._process is None:
            self._process = self._start()
            self._answer("start", START_SECONDS)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"do": operation, "with": arguments}).encode() + b"\n")
            self._process.stdin.flush()
        return self._answer(f"{operation} {arguments.get('path', '')}", self._timeout)

    def _answer(self, question: str, timeout: float) -> Any:
        """One answer; the process group is killed, and its log told, if none comes in time."""
        assert self._process is not None
        assert self._process.stdout is not None
        guard = Timer(timeout, _kill, [self._process])
        guard.start()
        try:
            line = self._process.stdout.readline()
        finally:
            guard.cancel()
        if not line.endswith(b"\n"):
            log = self._log()
            self.close()
            raise OfficeError(f"{question}: LibreOffice crashed, or was ended after {timeout:.0f} s\n{log}")
        reply = json.loads(line)
        if "error" in reply:
            raise OfficeError(f"{question}: {reply['error']}")
        return reply["ok"]

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-2000:] if self._folder is not None else ""


def _absolute(path: Path) -> str:
    return str(Path(path).resolve())


def _sheet_layout(told: dict[str, Any]) -> SheetLayout:
    cells = [TextCell(told["name"], *place, **told["styles"][style]) for *place, style in told["cells"]]
    return SheetLayout(told["name"], told["visible"], told["heights"], told["widths"], cells)


def _end(process: subprocess.Popen[bytes]) -> None:
    with process:
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The whole group: the server and LibreOffice's own processes."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
