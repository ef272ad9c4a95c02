"""The reference says what is true: every key of every shape has its row, and every example gives what is printed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ironcalc
import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from generator.formula import condition, formula
from qingbiao import codes, factors, filing_yaml, schema
from qingbiao.expression.calls import desk_calls
from qingbiao.expression.evaluate import compile_python
from qingbiao.expression.fault import ExpressionError
from qingbiao.expression.functions import FUNCTIONS
from qingbiao.expression.parse import parse
from qingbiao.expression.rows import Rows, SymbolValues
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.expression.types import Bound, resolve_names, type_of
from qingbiao.load import SHIPPED
from qingbiao.messages import CATALOGUE
from qingbiao.sources import Sources
from qingbiao.values import BLANK, NA, Value, to_cell, to_serial
from tests.docs import tables

REFERENCE = Path(__file__).parents[2] / "docs" / "spec-language.md"

SHAPES = {
    name: shape
    for name, shape in vars(schema).items()
    if isinstance(shape, type) and issubclass(shape, schema.Shape) and shape is not schema.Shape
}
DATA_FILES: dict[str, Sequence[str]] = {
    "因子表：factors/编号.yaml": factors._TABLE_KEYS,
    "因子表的系列": factors._SERIES_KEYS,
    "因子表的一年": factors._YEAR_KEYS,
    "折标准煤系数表：factors/fuels.yaml": factors._FUEL_TABLE_KEYS,
    "折标准煤系数表的一行": factors._FUEL_KEYS,
    "代码表：codes/编号.yaml": codes._LIST_KEYS,
    "代码表的一级": codes._LEVEL_KEYS,
    "数据文件": filing_yaml._HEAD,
}

# --- keys --------------------------------------------------------------------------------------------------------


def keys_of(shape: type[schema.Shape]) -> set[str]:
    keys = {info.alias or name for name, info in shape.model_fields.items()}
    if shape is schema.Section:  # a section is a block; its table has what it adds, and the id that it must have
        keys = keys - keys_of(schema.Block) | {"id"}
    return keys


def documented(heading: str) -> list[str]:
    [table] = [table for table in tables.read(REFERENCE) if table.heading == heading and table.head[0] == "项"]
    return [row[0].strip("`") for row in table.rows]


@pytest.mark.parametrize("name", SHAPES)
def test_every_key_of_a_shape_has_a_row_and_every_row_is_a_key(name: str) -> None:
    [heading] = [each for each in tables.headings(REFERENCE) if re.match(rf"{name}(?![A-Za-z])", each)]
    rows = documented(heading)
    assert len(rows) == len(set(rows))
    assert set(rows) == keys_of(SHAPES[name])


@pytest.mark.parametrize("heading", DATA_FILES)
def test_every_key_of_a_data_file_has_a_row(heading: str) -> None:
    assert documented(heading) == list(DATA_FILES[heading])


@pytest.mark.parametrize(
    ("heading", "column", "legal"),
    [("类型", "类型", schema.FieldType.__args__), ("Collect", "rollup", schema.Rollup.__args__)],
)
def test_every_word_has_a_row(heading: str, column: str, legal: tuple[str, ...]) -> None:
    [table] = [table for table in tables.read(REFERENCE) if table.heading == heading and table.head[0] == column]
    assert [row[0].strip("`") for row in table.rows] == list(legal)


def test_the_schema_knows_the_same_shapes() -> None:
    named = set(schema.json_schema()["$defs"])
    assert named == set(SHAPES)


def test_every_message_named_is_in_the_catalogue() -> None:
    [table] = [table for table in tables.read(REFERENCE) if table.heading == "出错信息"]
    assert [row[0] for row in table.rows if row[0] not in CATALOGUE] == []


# --- expressions -------------------------------------------------------------------------------------------------

CLASSIFICATION = "gbt4754-2017"
TYPES = {"数": Type.NUMBER, "文字": Type.TEXT, "日期": Type.DATE}


@dataclass(frozen=True)
class Example:
    """A row of the reference: what is written, the decimals it is rounded to, what it gives as printed."""

    text: str
    decimals: int | None
    gives: str


def examples() -> Iterator[Example]:
    for table in tables.read(REFERENCE):
        if "得" not in table.head:
            continue
        written = table.head.index("例" if "例" in table.head else "写法")
        gives = table.head.index("得")
        places = table.head.index("位数") if "位数" in table.head else None
        for row in table.rows:
            decimals = None if places is None else int(row[places])
            yield Example(row[written].strip("`"), decimals, row[gives])


EXAMPLES = list(examples())
GOOD = [example for example in EXAMPLES if not example.gives.startswith("错")]
BAD = [example for example in EXAMPLES if example.gives.startswith("错")]


class Sample:
    """The cells and columns of the reference: a scope to bind in, a row to evaluate in, a sheet's rows."""

    def __init__(self) -> None:
        self.symbols: dict[str, Symbol] = {}
        self.values: dict[str, list[Value]] = {}
        [table] = [table for table in tables.read(REFERENCE) if table.head == ("名称", "类型", "值")]
        for name, kind, values in table.rows:
            is_column = kind.endswith("的列")
            symbol = Symbol(name.strip("`"), TYPES[kind.removesuffix("的列")], "column" if is_column else "cell")
            self.symbols[symbol.id] = symbol
            self.values[symbol.id] = [value_of(text) for text in values.split("、")]

    def resolve(self, name: str) -> Symbol | None:
        return self.symbols.get(name)

    def names(self) -> Iterator[str]:
        yield from self.symbols

    def row(self) -> Rows:
        shapes = {name: symbol.shape for name, symbol in self.symbols.items()}
        return SymbolValues(
            {name: values[0] for name, values in self.values.items() if shapes[name] == "cell"},
            {name: values for name, values in self.values.items() if shapes[name] == "column"},
            {CLASSIFICATION: Sources([SHIPPED]).classification(CLASSIFICATION)},
        ).at()

    def address(self, symbol: Symbol) -> str:
        letter = get_column_letter(2 + list(self.symbols).index(symbol.id))
        return f"${letter}$1" if symbol.shape == "cell" else f"${letter}$1:${letter}${len(self.values[symbol.id])}"


def value_of(text: str) -> Value:
    text = text.strip("`")
    if text in {"空", "/"}:
        return BLANK if text == "空" else NA
    if text.startswith('"'):
        return text.strip('"')
    return to_serial(date.fromisoformat(text)) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else float(text)


def outcome_of(text: str) -> Value | bool:
    return {"真": True, "假": False}[text] if text in {"真", "假"} else value_of(text)


SAMPLE = Sample()


def bound(example: Example) -> Bound:
    return resolve_names(parse(example.text), SAMPLE)


def same(one: object, other: object) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other


def test_there_is_an_example_of_every_function() -> None:
    [table] = [table for table in tables.read(REFERENCE) if table.heading == "函数" and table.head[0] == "函数"]
    assert [row[0].strip("`") for row in table.rows] == list(FUNCTIONS)
    for name, example, *_ in table.rows:
        assert example.startswith(f"{name[:-1]}(")


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example.text)
def test_an_example_gives_in_python_what_is_printed(example: Example) -> None:
    [found] = compile_python(bound(example), decimals=example.decimals)(SAMPLE.row())
    assert same(found, outcome_of(example.gives))


@pytest.mark.parametrize("example", BAD, ids=lambda example: example.text)
def test_a_wrong_example_is_refused_with_the_message_printed(example: Example) -> None:
    with pytest.raises(ExpressionError) as refused:
        bound(example)
    assert refused.value.problems[0].code == example.gives.split()[1]


def test_all_examples_give_the_same_in_a_spreadsheet_engine(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for column, values in enumerate(SAMPLE.values.values(), 2):
        for row, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            cell.value = to_cell(value)
            if isinstance(cell.value, str):
                cell.data_type = "s"
    computed = [example for example in GOOD if not desk_calls(bound(example))]
    for row, example in enumerate(computed, 1):
        sheet.cell(row, 1, "=" + formula_of(example))
    book.save(tmp_path / "examples.xlsx")
    model = ironcalc.load_from_xlsx(str(tmp_path / "examples.xlsx"), "en", "UTC", "en")
    model.evaluate()
    found = {example.text: model.get_cell_value(0, row, 1) for row, example in enumerate(computed, 1)}
    assert {text: value for text, value in found.items() if not same(value, shown(text))} == {}


def formula_of(example: Example) -> str:
    if type_of(bound(example)) is Type.CONDITION:
        return condition(bound(example), SAMPLE.address)
    return formula(bound(example), SAMPLE.address, decimals=example.decimals)


def shown(text: str) -> object:
    """What a formula cell shows for an example's outcome."""
    [example] = [example for example in GOOD if example.text == text]
    outcome = outcome_of(example.gives)
    if isinstance(outcome, bool):
        return outcome
    return "" if outcome is BLANK else to_cell(outcome)
