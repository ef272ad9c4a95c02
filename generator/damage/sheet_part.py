"""A worksheet's part as data, read as a stream: cells, merges, rules, protection, print set-up."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import IO, Final, NamedTuple
from xml.parsers import expat

from generator.package import MOST_COLUMNS, MOST_ROWS, column_number
from generator.plan import Area

MAIN: Final = frozenset(
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"}
)
_TRUE: Final = frozenset({"1", "true", "on"})
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")


class TooMuch(Exception):
    """The file goes beyond a bound; the text says which."""


@dataclass
class Budget:
    """How much of everything may still come; one for a whole file."""

    cells: int
    elements: int
    areas: int
    text: int
    trees: int = 0

    def spend(self, what: str, amount: int = 1) -> None:
        """Take from what is left. Raises :class:`TooMuch`."""
        left = getattr(self, what) - amount
        setattr(self, what, left)
        if left < 0:
            raise TooMuch(f"too many {what}")


class Look(NamedTuple):
    """What of a cell's format matters."""

    number_format: str
    locked: bool


class Seen(NamedTuple):
    """A cell: its value, or its formula with the cell whose text that is (a shared formula's first)."""

    value: float | str | None
    formula: str | None
    home: tuple[int, int]
    look: Look | None


class Rule(NamedTuple):
    """A validation or conditional format as it is written for the first cell of its areas."""

    kind: str
    formulas: tuple[str, ...]
    settings: tuple[str, ...]
    """What else decides: the operator, how it refuses."""
    texts: tuple[str, ...]
    """Prompts and messages."""


@dataclass
class SheetPart:
    """What a worksheet's XML says."""

    cells: dict[int, dict[int, Seen]] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    validations: list[tuple[tuple[Area, ...], Rule]] = field(default_factory=list)
    conditions: list[tuple[tuple[Area, ...], Rule]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    column_looks: list[tuple[int, int, Look]] = field(default_factory=list)
    row_looks: dict[int, Look] = field(default_factory=dict)
    protection: dict[str, str] = field(default_factory=dict)
    filter: str = ""
    is_filtered: bool = False
    page: dict[str, str] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)
    extensions: int = 0
    """Validations and conditional formats that only newer programs know."""

    def look(self, row: int, column: int) -> Look | None:
        """How a cell looks, by itself, its row or its column; ``None`` where nothing says."""
        seen = self.cells.get(row, {}).get(column)
        if seen is not None:
            return seen.look
        if row in self.row_looks:
            return self.row_looks[row]
        return next((look for first, last, look in self.column_looks if first <= column <= last), None)


def is_true(value: str | None) -> bool:
    """A flag of the format."""
    return (value or "").lower() in _TRUE


def plain_text(text: str) -> str:
    """A text without what programs write differently: escapes and line ends."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@cache
def _column(letters: str) -> int:
    return column_number(letters)


def address(text: str) -> tuple[int, int] | None:
    """Row and column of ``B7``; ``None`` for anything else."""
    match = _CELL.match(text)
    if match is None:
        return None
    row, column = int(match[2]), _column(match[1])
    return (row, column) if 1 <= row <= MOST_ROWS and column <= MOST_COLUMNS else None


def areas(references: str, budget: Budget) -> tuple[Area, ...]:
    """The rectangles of ``A1:B2 C3``; what is none is left out."""
    found = []
    for reference in references.split():
        budget.spend("areas")
        first, _, last = reference.rpartition("!")[2].partition(":")
        start, end = address(first), address(last or first)
        if start and end:
            found.append(
                Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
            )
    return tuple(found)


def _parse(stream: IO[bytes], start: Callable[[str, dict[str, str]], None], end: Callable[[str], None],
           text: Callable[[str], None]) -> None:  # fmt: skip
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise TooMuch("DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ParseFile(stream)


@cache
def _word(name: str) -> str:
    """A main element's own name; others keep their namespace."""
    space, _, word = name.rpartition("|")
    return word if space in MAIN else name


def read_texts(stream: IO[bytes], budget: Budget) -> list[str]:
    """The shared texts of a workbook; how Chinese is pronounced is no part of them."""
    reader = _TextReader(budget)
    _parse(stream, reader.start, reader.end, reader.data)
    return reader.texts


class _TextReader:
    def __init__(self, budget: Budget) -> None:
        self.texts: list[str] = []
        self.budget = budget
        self.pieces: list[str] = []
        self.in_text = self.phonetic = False

    def start(self, name: str, _: dict[str, str]) -> None:
        self.budget.spend("elements")
        word = _word(name)
        if word == "rPh":
            self.phonetic = True
        elif word == "t":
            self.in_text = not self.phonetic

    def end(self, name: str) -> None:
        word = _word(name)
        if word == "si":
            self.texts.append(plain_text("".join(self.pieces)))
            self.pieces.clear()
        elif word == "rPh":
            self.phonetic = False
        elif word == "t":
            self.in_text = False

    def data(self, text: str) -> None:
        if self.in_text:
            self.budget.spend("text", len(text))
            self.pieces.append(text)


def read_sheet(stream: IO[bytes], looks: list[Look], texts: list[str], budget: Budget) -> SheetPart:
    """A worksheet's part."""
    reader = _SheetReader(looks, texts, budget)
    _parse(stream, reader.start, reader.end, reader.data)
    return reader.part


_KEPT_TEXT: Final = frozenset({"v", "f", "t", "formula1", "formula2", "formula"})
_PAGE: Final = {"pageSetup": ("orientation", "paperSize", "fitToWidth", "fitToHeight"), "pageSetUpPr": ("fitToPage",)}


class _SheetReader:
    """The handlers; what is being read at the moment stands in its attributes."""

    def __init__(self, looks: list[Look], texts: list[str], budget: Budget) -> None:
        self.part = SheetPart()
        self.looks, self.texts, self.budget = looks, texts, budget
        self.row = self.column = 0
        self.row_cells: dict[int, Seen] = {}
        self.cell: dict[str, str] = {}
        self.formula: dict[str, str] | None = None
        self.rule: dict[str, str] = {}
        self.rule_areas: tuple[Area, ...] = ()
        self.formulas: list[str] = []
        self.pieces: list[str] | None = None
        self.value, self.inline, self.formula_text = "", "", ""
        self.phonetic = False
        self.shared: dict[str, tuple[str, tuple[int, int]]] = {}
        self.empty: dict[str, Seen] = {}
        self.starts: Mapping[str, Callable[[dict[str, str]], None]] = {
            "row": self._row, "c": self._cell, "f": self._formula, "col": self._col, "mergeCell": self._merge,
            "dataValidation": self._validation, "conditionalFormatting": self._condition, "cfRule": self._cf_rule,
            "sheetProtection": self._protection, "autoFilter": self._filter, "hyperlink": self._link,
            "rPh": self._phonetic, "filterColumn": self._filtered,
        }  # fmt: skip
        self.ends: Mapping[str, Callable[[], None]] = {
            "c": self._end_cell, "dataValidation": self._end_validation, "cfRule": self._end_cf_rule,
        }  # fmt: skip

    # --- events

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.budget.spend("elements")
        word = _word(name)
        if word in _KEPT_TEXT:
            self.pieces = []
        begin = self.starts.get(word)
        if begin is not None:
            begin(attributes)
        elif word in _PAGE:
            self.part.page.update({key: attributes[key] for key in _PAGE[word] if key in attributes})
        elif "|" in word and word.endswith(("|dataValidation", "|conditionalFormatting")):
            self.part.extensions += 1

    def data(self, text: str) -> None:
        if self.pieces is not None:
            self.budget.spend("text", len(text))
            self.pieces.append(text)

    def end(self, name: str) -> None:
        word = _word(name)
        if word in _KEPT_TEXT and self.pieces is not None:
            self._keep(word, "".join(self.pieces))
            self.pieces = None
        elif word == "rPh":
            self.phonetic = False
        finish = self.ends.get(word)
        if finish is not None:
            finish()

    def _keep(self, word: str, text: str) -> None:
        if word == "v":
            self.value = text
        elif word == "f":
            self.formula_text = text
        elif word == "t":
            self.inline += "" if self.phonetic else text
        else:
            self.formulas.append(text)

    def _phonetic(self, _: dict[str, str]) -> None:
        self.phonetic = True

    # --- cells

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        self.column = 0
        if not 1 <= self.row <= MOST_ROWS:
            raise TooMuch(f"row {self.row}")
        self.row_cells = self.part.cells.setdefault(self.row, {})
        if is_true(attributes.get("hidden")):
            self.part.hidden_rows.append(self.row)
        if is_true(attributes.get("customFormat")):
            self.part.row_looks[self.row] = self._look(attributes.get("s", "0"))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.budget.spend("cells")
        self.cell, self.formula = attributes, None
        self.value = self.inline = self.formula_text = ""
        place = address(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
        if place is None or place[0] != self.row:
            raise TooMuch(f"cell {attributes.get('r')}")
        self.column = place[1]

    def _formula(self, attributes: dict[str, str]) -> None:
        self.formula = attributes

    def _look(self, style: str) -> Look:
        number = int(style)
        return self.looks[number] if 0 <= number < len(self.looks) else self.looks[0]

    def _end_cell(self) -> None:
        style = self.cell.get("s", "0")
        if self.formula is None and not self.value and not self.inline:
            if style not in self.empty:
                self.empty[style] = Seen(None, None, (0, 0), self._look(style))
            self.row_cells[self.column] = self.empty[style]
            return
        formula, home = self._formula_and_home()
        self.row_cells[self.column] = Seen(self._value(), formula, home, self._look(style))

    def _formula_and_home(self) -> tuple[str | None, tuple[int, int]]:
        here = (self.row, self.column)
        if self.formula is None:
            return None, here
        kind, text = self.formula.get("t", "normal"), self.formula_text
        if kind == "shared":
            key = self.formula.get("si", "")
            if text:
                self.shared[key] = (text, here)
            return self.shared.get(key, ("", here))
        return (f"{{{text}}}" if kind in {"array", "dataTable"} else text), here

    def _value(self) -> float | str | None:
        kind = self.cell.get("t", "n")
        if kind == "inlineStr":
            return plain_text(self.inline)
        if kind == "s":
            number = int(self.value or 0)
            return self.texts[number] if 0 <= number < len(self.texts) else None
        if kind == "b":
            return "TRUE" if self.value == "1" else "FALSE"
        if kind == "n" and self.value:
            return float(self.value)
        return plain_text(self.value) or None

    # --- everything else

    def _col(self, attributes: dict[str, str]) -> None:
        self.budget.spend("areas")
        first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
        if is_true(attributes.get("hidden")):
            self.part.hidden_columns.append((first, last))
        if "style" in attributes:
            self.part.column_looks.append((first, last, self._look(attributes["style"])))

    def _merge(self, attributes: dict[str, str]) -> None:
        self.part.merges += areas(attributes.get("ref", ""), self.budget)

    def _validation(self, attributes: dict[str, str]) -> None:
        self.rule, self.formulas = attributes, []
        self.rule_areas = areas(attributes.get("sqref", ""), self.budget)

    def _end_validation(self) -> None:
        rule, kind = self.rule, self.rule.get("type", "none")
        between = rule.get("operator", "between") in {"between", "notBetween"}
        counted = kind not in {"none", "list", "custom"}
        settings = (
            rule.get("operator", "between") if counted else "",
            rule.get("errorStyle", "stop"),
            "" if is_true(rule.get("showErrorMessage")) else "showErrorMessage=0",
            "showDropDown=1" if is_true(rule.get("showDropDown")) else "",  # which hides the drop-down
        )
        texts = tuple(plain_text(rule.get(key, "")) for key in ("promptTitle", "prompt", "errorTitle", "error"))
        texts = (*texts, str(is_true(rule.get("showInputMessage"))))
        formulas = () if kind == "none" else tuple(self.formulas[: 2 if counted and between else 1])
        self.part.validations.append((self.rule_areas, Rule(kind, formulas, settings, texts)))

    def _condition(self, attributes: dict[str, str]) -> None:
        self.rule_areas = areas(attributes.get("sqref", ""), self.budget)

    def _cf_rule(self, attributes: dict[str, str]) -> None:
        self.budget.spend("areas")
        self.rule, self.formulas = attributes, []

    def _end_cf_rule(self) -> None:
        kind = self.rule.get("type", "")
        settings = (self.rule.get("operator", "") if kind == "cellIs" else "", self.rule.get("text", ""))
        self.part.conditions.append((self.rule_areas, Rule(kind, tuple(self.formulas), settings, ())))

    def _protection(self, attributes: dict[str, str]) -> None:
        self.part.protection = attributes

    def _filter(self, attributes: dict[str, str]) -> None:
        self.part.filter = attributes.get("ref", "")

    def _filtered(self, _: dict[str, str]) -> None:
        self.part.is_filtered = True

    def _link(self, attributes: dict[str, str]) -> None:
        self.budget.spend("areas")
        self.part.links.append({_tail(key): value for key, value in attributes.items()})


def _tail(name: str) -> str:
    return name.rpartition("|")[2]
