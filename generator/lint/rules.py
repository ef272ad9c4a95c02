"""The rules: one row for each, with its code in the catalogue, what it refuses, where, and what would break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.lint import formulas, names, sheets
from generator.lint.ground import Ground, Hit
from generator.plan import Plan
from qingbiao.faults import Fault


@dataclass(frozen=True)
class Rule:
    """One rule; all but ``find`` is what the compatibility document says of it."""

    code: str
    refuses: str
    where: str
    breaks: str
    find: Callable[[Ground], Iterator[Hit]]


_EVERY: Final = "every formula"
_SHORT: Final = "validations, conditional formats"

# fmt: off
RULES: Final = (
    Rule("lint-function", "a function outside the table", _EVERY,
         "`#NAME?` in whichever program lacks it", formulas.functions),
    Rule("lint-volatile", "`INDIRECT`, `OFFSET`, `NOW` and the like",
         "every formula; `OFFSET` may stand in validations",
         "all: everything is calculated anew at every keystroke", formulas.volatile),
    Rule("lint-modern", "`_xlfn`, `@`, spill `#`, error values", _EVERY,
         "Excel before 365, WPS, LibreOffice: `#NAME?`, or only the first of several values", formulas.modern),
    Rule("lint-syntax", "quotes or brackets not closed, control characters", _EVERY,
         "all: Excel repairs the file and drops the formula", formulas.syntax),
    Rule("lint-formula-long", "over 8,192 characters", "cells, names",
         "Excel: repairs the file and drops the formula", formulas.long),
    Rule("lint-rule-long", "over 255 characters", _SHORT,
         "Excel: repairs the file and drops all of the sheet's", formulas.long_rule),
    Rule("lint-formula-deep", "over 64 levels of brackets", _EVERY, "Excel: refuses the formula", formulas.deep),
    Rule("lint-arguments", "over 255 arguments", _EVERY, "Excel: refuses the formula", formulas.arguments),
    Rule("lint-literal", "a text over 255 characters between two quotes", _EVERY,
         "Excel: refuses the formula", formulas.literals),
    Rule("lint-formula-weight", "over 16 KiB as tokens, estimated from above", _EVERY,
         "Excel: refuses the formula though it is short enough", formulas.weight),
    Rule("lint-array", "an array constant", _SHORT, "Excel: refuses the rule", formulas.arrays),
    Rule("lint-other-sheet", "an address on another sheet (a name is right)", _SHORT,
         "Excel 2007 refuses it; Excel 2010 keeps it only in an extension, which others drop", formulas.other_sheets),
    Rule("lint-list", "anything but a name, or `OFFSET` over names", "list validations",
         "Excel: a written list ends at 255 characters and splits at every comma",
         formulas.list_sources),
    Rule("lint-external", "a reference to another workbook", _EVERY,
         "all: a warning at opening, and no value at the receiving office", formulas.external),
    Rule("lint-link", "a link out of the workbook", "cells", "all: a security warning, or nothing happens",
         formulas.links),
    Rule("lint-range", "a range over whole columns or rows, over several sheets, or made by a function", _EVERY,
         "all: slow; a range over sheets or from a function is not read alike by all programs", formulas.ranges),
    Rule("lint-unknown-name", "a name that the workbook does not define", _EVERY, "all: `#NAME?`",
         formulas.unknown_names),
    Rule("lint-unknown-sheet", "a sheet that is not there", _EVERY, "all: `#REF!`; Excel asks for a file",
         formulas.unknown_sheets),
    Rule("lint-square", "a search through a whole register in each of its rows, over 1,000 rows",
         "cells of registers, and their validations and conditional formats",
         "all: the cost grows with the square of the rows", formulas.squares),
    Rule("lint-name", "other than ASCII letters, digits, `_`, `.`; what reads as an address; over 255 characters",
         "defined names", "Excel: repairs the file and renames it; others take it for a cell", names.spelling),
    Rule("lint-name-twice", "the same name twice, small letters or capitals", "defined names",
         "Excel: repairs the file", names.repeats),
    Rule("lint-name-target", "cells that are not there", "defined names",
         "all: a value is read or counted beside the table", names.targets),
    Rule("lint-sheet-name", "over 31 characters, any of `: \\ / ? * [ ]`, a quote at either end, a repeat", "sheets",
         "Excel: repairs the file and renames the sheet, formulas lose it", sheets.sheet_names),
    Rule("lint-merge-overlap", "merged areas with a cell in common", "sheets",
         "Excel: repairs the file and drops all merges", sheets.merges),
    Rule("lint-merge-filter", "merged areas below a filter's header", "sheets",
         "Excel: sorting is refused", sheets.merges_in_filters),
    Rule("lint-filter", "a filter over cells that are not there, or without rows", "sheets",
         "Excel: repairs the file; LibreOffice filters beside the table", sheets.filters),
    Rule("lint-size", "over 256 columns or 1,048,576 rows", "sheets",
         "what is saved as `.xls` loses its columns without a word", sheets.size),
    Rule("lint-measure", "a row over 409 points or a column over 255 characters, or nothing", "sheets",
         "Excel: repairs the file", sheets.measures),
    Rule("lint-text-long", "a fixed text over 32,767 characters", "cells", "Excel: repairs the file", sheets.texts),
    Rule("lint-prompt", "a prompt or refusal over 255 characters, its title over 32", "validations",
         "Excel: repairs the file and drops all of the sheet's", sheets.prompts),
    Rule("lint-validations", "over 2,000 on a sheet", "validations",
         "slow to open; a bound of our own", sheets.validations),
    Rule("lint-highlights", "over 2,000 on a sheet", "conditional formats",
         "slow at every redrawing; a bound of our own", sheets.highlights),
    Rule("lint-styles", "over 4,000 different looks", "workbook",
         "what is saved as `.xls`: “too many different cell formats”", sheets.styles),
    Rule("lint-footer", "over 255 characters with its codes", "footers", "Excel: repairs the file", sheets.footers),
)
# fmt: on


def lint(plan: Plan) -> Iterator[Fault]:
    """Every breach of every rule."""
    ground = Ground(plan)
    for rule in RULES:
        yield from (Fault(rule.code, hit.slots, hit.place) for hit in rule.find(ground))
