"""Rules for every formula: what it calls, refers to and contains, how long and how costly it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.checks.lines import SEARCH_ROWS
from generator.formula import LENGTH_LIMIT, LITERAL_LIMIT, NESTING_LIMIT
from generator.functions import VOLATILE, allowed
from generator.functions import Use as For
from generator.lint.ground import Ground, Hit, Use, read, split_words
from generator.names import LONGEST_RULE
from qingbiao.bind import REPORTED
from qingbiao.faults import Place, short

MOST_ARGUMENTS: Final = 255
HEAVIEST: Final = 16384
"""Bytes of a formula as Excel keeps it, in tokens."""

ALLOWED: Final[dict[Use, frozenset[str]]] = {
    "cell": allowed(*For) - VOLATILE,
    "name": allowed(For.EXPRESSIONS) - VOLATILE,
    "validation": allowed(For.EXPRESSIONS, For.LISTS) - {"HYPERLINK"},
    "mark": allowed(For.MARKS),
}
"""What each place of a formula may call."""

SEARCHING: Final = ("SUMPRODUCT", "MATCH", "COUNTIF")
"""They look at every cell of the columns that they are handed."""

_SHORT: Final[tuple[Use, ...]] = ("validation", "mark")
_LONG: Final[tuple[Use, ...]] = ("cell", "name")
_ADDRESS: Final = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]+")
_NUMBER: Final = re.compile(r"[0-9][0-9.]*(?:E[0-9]*)?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MODERN: Final = ("@", "#")
_NAMES_OR_WORDS: Final = {"TRUE", "FALSE"}
_LIST: Final = re.compile(r"[A-Za-z][\w.]*|OFFSET\([A-Za-z][\w.]*,.*\)", re.DOTALL)
_SEARCH: Final = re.compile(rf"\b(?:{'|'.join(SEARCHING)})\(")
_ONE_ROW: Final = re.compile(r"\b(?:INDEX\([\w.]+,(?!0[,)])|ROWS?\([\w.]+\))")
_LINK: Final = 'HYPERLINK("'


def _called(word: str) -> bool:
    return word.endswith("(")


def _modern(word: str) -> bool:
    return word.casefold().startswith(("_xlfn", "_xlws", "_xlpm"))


def functions(ground: Ground) -> Iterator[Hit]:
    """Calls of what is not in the table for the place."""
    for batch in ground.batches:
        legal = {f"{name}(" for name in ALLOWED[batch.use] | VOLATILE}
        for site, word in batch.having(
            lambda formula: formula.words,
            lambda word: _called(word) and word not in legal and not _modern(word),  # noqa: B023
        ):
            yield Hit(site.place, {"function": word[:-1]})


def volatile(ground: Ground) -> Iterator[Hit]:
    """Volatile functions, but for those a validation may call."""
    for batch in ground.batches:
        bad = {f"{name}(" for name in VOLATILE - ALLOWED[batch.use]}
        for site, word in batch.having(lambda formula: formula.words, bad.__contains__):
            yield Hit(site.place, {"function": word[:-1]})


def modern(ground: Ground) -> Iterator[Hit]:
    """What only Excel 365 has: future functions, ``@`` and the spill sign; also errors such as ``#REF!``."""
    for batch in ground.batches:
        for site, word in batch.having(lambda formula: formula.words, _modern):
            yield Hit(site.place, {"sign": word.rstrip("(")})
        for sign in _MODERN:
            if sign in batch.joined.bare:
                yield from (Hit(site.place, {"sign": sign}) for site, bare in batch.each if sign in bare)


def syntax(ground: Ground) -> Iterator[Hit]:
    """Quotes and brackets that are not closed, and control characters."""
    for site in sorted(ground.unreadable, key=lambda site: site[2:]):
        yield Hit(site.place, {"text": short(site.text)})
    for batch in ground.batches:
        strange = _CONTROL.search(batch.text)
        for site, bare in batch.each:
            if bare.count("(") != bare.count(")") or (strange and _CONTROL.search(site.text)):
                yield Hit(site.place, {"text": short(site.text)})


def long(ground: Ground) -> Iterator[Hit]:
    """Formulas of cells and names over Excel's length."""
    for batch in ground.of(*_LONG):
        for site in batch.sites:
            if len(site.text) + 1 > LENGTH_LIMIT:
                yield Hit(site.place, {"length": len(site.text) + 1, "limit": LENGTH_LIMIT})


def long_rule(ground: Ground) -> Iterator[Hit]:
    """Formulas of validations and conditional formats over Excel's length for them."""
    for batch in ground.of(*_SHORT):
        for site in batch.sites:
            if len(site.text) > LONGEST_RULE:
                yield Hit(site.place, {"length": len(site.text), "limit": LONGEST_RULE})


def deep(ground: Ground) -> Iterator[Hit]:
    """Brackets within brackets."""
    for batch in ground.batches:
        for site, bare in batch.each:
            if bare.count("(") > NESTING_LIMIT and (depth := _brackets(bare)[0]) > NESTING_LIMIT:
                yield Hit(site.place, {"levels": depth, "limit": NESTING_LIMIT})


def arguments(ground: Ground) -> Iterator[Hit]:
    """Too many arguments of one call."""
    for batch in ground.batches:
        for site, bare in batch.each:
            if bare.count(",") >= MOST_ARGUMENTS and (most := _brackets(bare)[1]) > MOST_ARGUMENTS:
                yield Hit(site.place, {"count": most, "limit": MOST_ARGUMENTS})


def _brackets(bare: str) -> tuple[int, int]:
    """The deepest level of brackets, and the most parts between commas within one pair."""
    parts, deepest, most = [1], 0, 1
    for sign in bare:
        if sign in "({":
            parts.append(1)
            deepest = max(deepest, len(parts) - 1)
        elif sign in ")}" and len(parts) > 1:
            most = max(most, parts.pop())
        elif sign == ",":
            parts[-1] += 1
    return deepest, max(most, *parts)


def literals(ground: Ground) -> Iterator[Hit]:
    """Texts between two quotes."""
    for batch in ground.batches:
        for site, text in batch.having(lambda formula: formula.texts, lambda text: len(text) > LITERAL_LIMIT):
            yield Hit(site.place, {"text": short(text), "length": len(text), "limit": LITERAL_LIMIT})


def weight(ground: Ground) -> Iterator[Hit]:
    """Formulas that Excel refuses for their tokens though they are short enough."""
    for batch in ground.batches:
        for site in batch.sites:
            if len(site.text) * 4 > HEAVIEST and (bytes_ := tokens_weight(site.text)) > HEAVIEST:
                yield Hit(site.place, {"bytes": bytes_, "limit": HEAVIEST})


def tokens_weight(text: str) -> int:
    """The bytes of a formula's tokens, rather too many: four a character at most, but for a very odd one.

    As Excel's binary format has them ([MS-XLSB] 2.2.2): a text three and two a character, a number nine, an address
    seven or, of another sheet, nine and for ranges twice that; a name five; a call four and IF twelve more.
    """
    formula = read(text)
    total = sum(3 + 2 * (len(part) - 2) if part.startswith('"') else 8 for part in formula.quoted)
    for word in split_words(formula.bare):
        if _called(word):
            total += 16 if word == "IF(" else 5
        else:
            total += 9
    return total + sum(map(formula.bare.count, "+-*/^&=<>:%")) + 15 * formula.bare.count("{")


def arrays(ground: Ground) -> Iterator[Hit]:
    """Array constants where Excel takes none."""
    for batch in ground.of(*_SHORT):
        if "{" in batch.joined.bare:
            yield from (Hit(site.place, {"text": short(site.text)}) for site, bare in batch.each if "{" in bare)


def other_sheets(ground: Ground) -> Iterator[Hit]:
    """Addresses on another sheet, in validations and conditional formats."""
    for batch in ground.of(*_SHORT):
        if "!" in batch.joined.bare:
            yield from (Hit(site.place, {"text": short(site.text)}) for site, bare in batch.each if "!" in bare)


def list_sources(ground: Ground) -> Iterator[Hit]:
    """Lists written into a validation, or taken from anything but a name."""
    for sheet in ground.plan.sheets:
        for each in sheet.validations:
            if each.rule == "list" and not _LIST.fullmatch(each.formula):
                yield Hit(Place(sheet=sheet.name, cell=each.areas[0].a1), {"text": short(each.formula)})


def external(ground: Ground) -> Iterator[Hit]:
    """References to other workbooks."""
    for batch in ground.batches:
        inside = any("[" in sheet for sheet in batch.joined.sheets)
        if inside or "[" in batch.joined.bare:
            for site, bare in batch.each:
                if "[" in bare or any("[" in sheet for sheet in read(site.text).sheets):
                    yield Hit(site.place, {"text": short(site.text)})


def links(ground: Ground) -> Iterator[Hit]:
    """Links that lead out of the workbook."""
    for batch in ground.of("cell"):
        if "HYPERLINK(" in batch.joined.words:
            for site in batch.sites:
                if site.text.count("HYPERLINK(") != site.text.count(_LINK + "#"):
                    yield Hit(site.place, {"text": short(site.text)})


def ranges(ground: Ground) -> Iterator[Hit]:
    """Whole columns and rows, ranges that a function gives, and ranges over several sheets."""
    for batch in ground.batches:
        for site, (start, end) in batch.having(
            lambda formula: formula.ranges, lambda pair: not all(map(_ADDRESS.fullmatch, pair))
        ):
            yield Hit(site.place, {"text": f"{start}:{end}"})
        for site, sheet in batch.having(lambda formula: formula.sheets, lambda sheet: ":" in sheet):
            yield Hit(site.place, {"text": f"{sheet}!"})


def unknown_names(ground: Ground) -> Iterator[Hit]:
    """Names that nothing defines: the formula would show ``#NAME?``."""
    for batch in ground.batches:
        for site, word in batch.having(
            lambda formula: formula.words,
            lambda word: (
                word[-1] not in "(!"
                and word.casefold() not in ground.names
                and word not in _NAMES_OR_WORDS
                and not _ADDRESS.fullmatch(word)
                and not _NUMBER.fullmatch(word)
                and not _modern(word)
            ),
        ):
            yield Hit(site.place, {"name": word})


def unknown_sheets(ground: Ground) -> Iterator[Hit]:
    """Sheets that are not there: the formula would show ``#REF!``."""
    known = {sheet.name.casefold() for sheet in ground.plan.sheets}
    for batch in ground.batches:
        for site, sheet in batch.having(
            lambda formula: formula.sheets,
            lambda sheet: sheet.casefold() not in known and not set(sheet) & set("[:"),
        ):
            yield Hit(site.place, {"sheet": sheet})


def squares(ground: Ground) -> Iterator[Hit]:
    """Formulas of every row that look at every row."""
    columns = _register_columns(ground)
    if not columns:
        return
    for batch in ground.batches:
        for site, bare in batch.each:
            if site.use == "name" or site.rows <= SEARCH_ROWS:
                continue
            for name in sorted(_searched(bare) & columns.keys()):
                yield Hit(site.place, {"name": name, "rows": columns[name], "limit": SEARCH_ROWS})


def _register_columns(ground: Ground) -> dict[str, int]:
    """Rows of the columns that are long: of fields, of reported values, of hidden letters."""
    plan = ground.plan
    keys = {*plan.places, *(REPORTED + key for key in plan.reported), *plan.row_letters}
    rows = {each.name: each.area.bottom - each.area.top + 1 for each in plan.names if each.name in keys}
    return {name: count for name, count in rows.items() if count > SEARCH_ROWS}


def _searched(bare: str) -> frozenset[str]:
    """The words that calls of searching functions contain, but for those of which one row is taken."""
    found: set[str] = set()
    for match in _SEARCH.finditer(bare):
        inner = _ONE_ROW.sub(" ", bare[match.end() : _closing(bare, match.end())])
        found |= read(inner).words
    return frozenset(found)


def _closing(bare: str, start: int) -> int:
    """Where the bracket before ``start`` closes."""
    depth = 1
    for index in range(start, len(bare)):
        depth += (bare[index] == "(") - (bare[index] == ")")
        if not depth:
            return index
    return len(bare)
