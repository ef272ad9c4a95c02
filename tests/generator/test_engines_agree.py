"""Every formula of every generated and filled workbook: the value saved in the file, what other people's spreadsheet
engines recalculate from it, and what we say it comes to are the same. It guards the cached values (all that a phone
preview or pandas sees), the formulas (all that the plain workbook has), and :func:`generator.settle.settle`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple
from python_calamine import CalamineWorkbook

from generator.formula_cells import Values, same, settled_values
from qingbiao.filing import EMPTY, Filing
from tests.engines import ironcalc
from tests.engines.office import Office
from tests.generator.shipped import IS_DEEP, Shipped, shipped

RANDOM = 150 if IS_DEEP else 12
DEEP = 400

Engine = Callable[[Path], dict[str, dict[str, float | str]]]

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


def by_calamine(path: Path, cells: Iterable[tuple[str, str]]) -> Values:
    """The values saved in the file, as a reader that computes nothing sees them."""
    book = CalamineWorkbook.from_path(str(path))
    rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {(sheet, cell): _at(rows[sheet], cell) for sheet, cell in cells}


def _at(rows: list[list[object]], cell: str) -> float | str:
    row, column = coordinate_to_tuple(cell)
    return rows[row - 1][column - 1]  # type: ignore[return-value]


def by_openpyxl(path: Path) -> tuple[dict[tuple[str, str], str], Values]:
    """Every formula cell, and the value saved with it."""
    formulas = {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    book = load_workbook(path, data_only=True)
    saved = {(sheet, cell): "" if (value := book[sheet][cell].value) is None else value for sheet, cell in formulas}
    return formulas, saved


def recalculated(engine: Engine, path: Path) -> Values:
    return {(sheet, cell): value for sheet, cells in engine(path).items() for cell, value in cells.items()}


def differences(one: Values, other: Values) -> list[str]:
    return [
        f"{'!'.join(spot)}: {one.get(spot)!r} / {other.get(spot)!r}"
        for spot in sorted({*one, *other})
        if spot not in one or spot not in other or not same(one[spot], other[spot])
    ]


def disagreements(each: Shipped, filing: Filing, folder: Path, engine: Engine) -> list[str]:
    """All differences between ours, the saved values, and an engine's, for one workbook."""
    built = each.build(filing)
    path = folder / "工作簿.xlsx"
    path.write_bytes(built.content)
    ours = settled_values(built.settled)
    engines = recalculated(engine, path)
    links = {spot: text for spot, text in engines.items() if spot not in ours}  # to other sheets
    return [
        *(f"ours / engine: {text}" for text in differences(ours | links, engines)),
        *(f"saved / engine: {text}" for text in differences(by_calamine(path, engines), engines)),
    ]


def check(each: Shipped, filings: Iterator[tuple[str, Filing]], folder: Path, engine: Engine) -> None:
    wrong = {name: found for name, filing in filings if (found := disagreements(each, filing, folder, engine))}
    told = "\n".join(f"{name}: {len(found)}\n  " + "\n  ".join(found[:8]) for name, found in wrong.items())
    assert not wrong, f"{each.id}: {len(wrong)} workbooks disagree\n{told[:6000]}"


@every_kind
def test_ironcalc_agrees(each: Shipped, tmp_path: Path) -> None:
    check(each, each.filings(RANDOM), tmp_path, ironcalc.recalculated)


@every_kind
def test_libreoffice_agrees(each: Shipped, tmp_path: Path, office: Office) -> None:
    check(each, each.filings(RANDOM), tmp_path, office.recalculated)


@every_kind
def test_no_formula_escapes_the_comparison(each: Shipped, tmp_path: Path) -> None:
    """A second reader finds the same formula cells and saved values; what is not ours to compute is a link."""
    for name, filing in (("blank", EMPTY), *each.examples()):
        path = each.write(tmp_path, filing)
        formulas, saved = by_openpyxl(path)
        assert not differences(saved, recalculated(ironcalc.recalculated, path)), name
        ours = settled_values(each.build(filing).settled)
        others = [formula for spot, formula in formulas.items() if spot not in ours]
        assert all(formula.startswith("=HYPERLINK(") for formula in others)
        assert ours.keys() <= formulas.keys()


@pytest.mark.deep
@every_kind
def test_both_engines_agree_on_many_filings(each: Shipped, tmp_path: Path, office: Office) -> None:
    check(each, each.random_filings(DEEP, seed=7), tmp_path, ironcalc.recalculated)
    check(each, each.random_filings(DEEP, seed=7), tmp_path, office.recalculated)


@every_kind
def test_the_random_filings_are_worth_something(each: Shipped) -> None:
    """Numbers, ``/`` and blanks each come out of the formulas; else agreement would say little."""
    shown = [
        value for _, filing in each.random_filings(12) for value in settled_values(each.build(filing).settled).values()
    ]
    assert sum(isinstance(value, float | int) for value in shown) > len(shown) / 50
    assert shown.count("/") > 0
    assert shown.count("") > len(shown) / 50
