"""Excel formula and Python give the same: random expressions over random cells, in two spreadsheet engines."""

from __future__ import annotations

import math
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from random import Random

import ironcalc
import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from random_expressions import CELLS, COLUMN_HEIGHT, COLUMNS, Case, Raw, hard_cases, make_case

from generator.formula import condition, formula
from qingbiao.expression.evaluate import compile_python
from qingbiao.expression.fault import ExpressionError
from qingbiao.expression.parse import parse
from qingbiao.expression.rows import SymbolValues
from qingbiao.expression.show import show
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.expression.types import type_of
from qingbiao.values import BLANK, Value, from_cell, to_cell
from tests.formula_text import ALLOWED, functions_used

SHEET = "表 1"
CASES = 10_000 if os.environ.get("QINGBIAO_DEEP") else 2_000
CASES_PER_BOOK = 500
ROWS = 7
FORMULA_COLUMN = 1
FIRST_CELL = 2
NAMED = "factor.grid"  # one cell and one column go by defined names, all others by addresses
NAMED_COLUMN = "list.coal"


def cells_of(case: Case) -> dict[str, Value]:
    """The values of a case's cells, as a reader would give them."""
    return {name: from_cell(raw) for name, raw in case.cells.items()}


def columns_of(case: Case) -> dict[str, list[Value]]:
    return {name: [from_cell(raw) for raw in raws] for name, raws in case.columns.items()}


def cases(count: int) -> list[Case]:
    random = Random(20240612)
    made = (make_case(random) for _ in range(count + count // 100))  # of 1,000, one or two are too long for Excel
    return list(islice(filter(_fits, chain(hard_cases(), made)), count))


def _fits(case: Case) -> bool:
    try:
        formula_of(case, CASES_PER_BOOK)
    except ExpressionError:
        return False
    return True


def books(count: int) -> Iterator[list[Case]]:
    everything = cases(count)
    for start in range(0, count, CASES_PER_BOOK):
        yield everything[start : start + CASES_PER_BOOK]


def layout(row: int) -> Callable[[Symbol], str]:
    """Where the cells of the case in ``row`` are: its cells, then each column lying on its side."""

    def address(symbol: Symbol) -> str:
        if symbol.id in (NAMED, NAMED_COLUMN):
            return f"{symbol.id}_{row}" if symbol.shape == "column" else f"{symbol.id}.r{row}"
        if symbol.shape == "cell":
            return f"${get_column_letter(FIRST_CELL + CELLS.index(symbol.id))}{row}"
        first, last = column_span(symbol.id)
        return f"${get_column_letter(first)}{row}:${get_column_letter(last)}{row}"

    return address


def column_span(name: str) -> tuple[int, int]:
    first = FIRST_CELL + len(CELLS) + COLUMNS.index(name) * COLUMN_HEIGHT
    return first, first + COLUMN_HEIGHT - 1


def formula_of(case: Case, row: int) -> str:
    if type_of(case.bound) is Type.CONDITION:
        return condition(case.bound, layout(row))
    return formula(case.bound, layout(row), decimals=case.decimals)


def write(path: Path, some: Sequence[Case]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for row, case in enumerate(some, 1):
        sheet.cell(row, FORMULA_COLUMN, "=" + formula_of(case, row))
        for name, raw in case.cells.items():
            put(sheet, row, FIRST_CELL + CELLS.index(name), raw)
        for name, values in case.columns.items():
            for offset, raw in enumerate(values):
                put(sheet, row, column_span(name)[0] + offset, raw)
        name_cells(book, row)
    book.save(path)


def put(sheet: Worksheet, row: int, column: int, raw: Raw) -> None:
    cell = sheet.cell(row, column)
    cell.value = raw
    if isinstance(raw, str):
        cell.data_type = "s"


def name_cells(book: openpyxl.Workbook, row: int) -> None:
    letter = get_column_letter(FIRST_CELL + CELLS.index(NAMED))
    first, last = map(get_column_letter, column_span(NAMED_COLUMN))
    for name, place in (
        (f"{NAMED}.r{row}", f"${letter}${row}"),
        (f"{NAMED_COLUMN}_{row}", f"${first}${row}:${last}${row}"),
    ):
        book.defined_names[name] = DefinedName(name, attr_text=f"'{SHEET}'!{place}")


def by_python(case: Case) -> Raw | bool:
    values = SymbolValues(cells_of(case), columns_of(case))
    [outcome] = compile_python(case.bound, decimals=case.decimals)(values.at())
    if isinstance(outcome, bool):
        return outcome
    return "" if outcome is BLANK else to_cell(outcome)


def by_ironcalc(path: Path, count: int) -> list[object]:
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    return [model.get_cell_value(0, row, FORMULA_COLUMN) for row in range(1, count + 1)]


def by_libreoffice(paths: Sequence[Path], folder: Path) -> dict[str, list[object]]:
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
    target = folder / "recalculated"
    subprocess.run(
        [*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=600,
    )
    found: dict[str, list[object]] = {}
    for path in paths:
        book = openpyxl.load_workbook(target / path.name, data_only=True)
        found[path.name] = [row[0] for row in book[SHEET].iter_rows(max_col=FORMULA_COLUMN, values_only=True)]
        book.close()
    return found


def same(one: object, other: object) -> bool:
    one, other = ("" if value is None else value for value in (one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9)
    return one == other


def disagreements(some: Sequence[Case], found: Sequence[object]) -> list[str]:
    assert len(found) == len(some)
    return [
        f"{show(case.node)}\n  ={formula_of(case, row)}\n  {dict(case.cells)}\n  {dict(case.columns)}\n"
        f"  decimals {case.decimals}: python {expected!r}, engine {value!r}"
        for row, (case, value) in enumerate(zip(some, found, strict=True), 1)
        if not same(expected := by_python(case), value)
    ]


def check_ironcalc(count: int, folder: Path) -> None:
    wrong: list[str] = []
    for number, some in enumerate(books(count)):
        path = folder / f"{number}.xlsx"
        write(path, some)
        wrong += disagreements(some, by_ironcalc(path, len(some)))
    assert not wrong, f"{len(wrong)} of {count} differ:\n" + "\n\n".join(wrong[:5])


def check_libreoffice(count: int, folder: Path) -> None:
    paths = [folder / f"{number}.xlsx" for number in range(len(list(books(count))))]
    for path, some in zip(paths, books(count), strict=True):
        write(path, some)
    found = by_libreoffice(paths, folder)
    wrong = [
        text for path, some in zip(paths, books(count), strict=True) for text in disagreements(some, found[path.name])
    ]
    assert not wrong, f"{len(wrong)} of {count} differ:\n" + "\n\n".join(wrong[:5])


def test_ironcalc_agrees_with_python(tmp_path: Path) -> None:
    check_ironcalc(CASES, tmp_path)


@pytest.mark.office
def test_libreoffice_agrees_with_python(tmp_path: Path) -> None:
    check_libreoffice(CASES, tmp_path)


@pytest.mark.deep
@pytest.mark.office
def test_both_engines_agree_with_python_in_many_cases(tmp_path: Path) -> None:
    check_ironcalc(10_000, tmp_path)
    check_libreoffice(10_000, tmp_path)


def test_many_rows_at_once_give_what_each_gives_alone() -> None:
    everything = cases(CASES)
    for number, case in enumerate(everything):
        step, columns = compile_python(case.bound, decimals=case.decimals), columns_of(case)
        filled = [cells_of(other) for other in everything[number : number + ROWS]]
        alone = [step(SymbolValues(cells, columns).at())[0] for cells in filled]
        register = SymbolValues({}, {**columns, **{name: [cells[name] for cells in filled] for name in CELLS}})
        assert list(step(register.at(range(len(filled))))) == alone, show(case.node)
        assert list(step(register.at(range(0, len(filled), 2)))) == alone[::2], show(case.node)


def test_the_random_cases_are_worth_something() -> None:
    outcomes = [by_python(case) for case in cases(CASES)]
    kinds = {
        "number": sum(isinstance(value, int | float) and not isinstance(value, bool) for value in outcomes),
        "true": outcomes.count(True),
        "false": outcomes.count(False),
        "not applicable": outcomes.count("/"),
        "blank": outcomes.count(""),
        "text": sum(isinstance(value, str) and value not in {"", "/"} for value in outcomes),
    }
    assert all(count > CASES / 100 for count in kinds.values()), kinds


def test_every_random_expression_reads_back_and_calls_only_allowed_functions() -> None:
    for case in cases(CASES):
        assert parse(show(case.node)) == case.node
        assert functions_used(formula_of(case, 1)) <= ALLOWED
