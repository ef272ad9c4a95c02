"""Random expressions that fit their types, and random cells: the material of the agreement tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from qingbiao.expression.nodes import (
    Arithmetic,
    ArithmeticSign,
    Call,
    Compare,
    CompareSign,
    Join,
    Logic,
    LogicWord,
    Minus,
    Name,
    Node,
    Not,
    Number,
    Text,
)
from qingbiao.expression.parse import parse
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.expression.types import Bound, resolve_names

NUMBER_CELLS: Final = ("a", "b", "c", "factor.grid")
TEXT_CELLS: Final = ("name", "code")
DATE_CELLS: Final = ("day",)
NUMBER_COLUMNS: Final = ("list.power", "list.coal")
TEXT_COLUMNS: Final = ("list.name",)
COLUMNS: Final = NUMBER_COLUMNS + TEXT_COLUMNS
COLUMN_HEIGHT: Final = 5

SYMBOLS: Final = {
    **{name: Symbol(name, Type.NUMBER) for name in NUMBER_CELLS},
    **{name: Symbol(name, Type.TEXT) for name in TEXT_CELLS},
    **{name: Symbol(name, Type.DATE) for name in DATE_CELLS},
    **{name: Symbol(name, Type.NUMBER, "column") for name in NUMBER_COLUMNS},
    **{name: Symbol(name, Type.TEXT, "column") for name in TEXT_COLUMNS},
}
CELLS: Final = tuple(name for name, symbol in SYMBOLS.items() if symbol.shape == "cell")

Raw = float | str | None


class FixedScope:
    """The names above, and no others."""

    def resolve(self, name: str) -> Symbol | None:
        return SYMBOLS.get(name)

    def names(self) -> Iterable[str]:
        return SYMBOLS


@dataclass(frozen=True)
class Case:
    """One expression and what the cells hold when it is computed; ``decimals`` is ``None`` for a condition."""

    node: Node
    bound: Bound
    decimals: int | None
    cells: Mapping[str, Raw]
    columns: Mapping[str, tuple[Raw, ...]]


NUMBERS: Final = (0.0, 1.0, -1.0, 2.675, -2.675, 1.005, 0.5, -0.5, 2.5, 0.1, 0.2, 0.3, 0.7769, 1.4286, 2.7725, 1000.0)
ODD_TEXTS: Final = ("1,200", "650吨", "12", "３.５", "abc", "", "  ", "待定", " / ", "//", "=", "-")
TEXTS: Final = ("甲厂", "暂无", "甲厂 ", "abc", "ABC", "a*c", "12", '引"号', "1,200", "?", "-", "5.5")
CODES: Final = (
    "91350100M000100Y43",
    "91350100M000100Y44",
    "91350100m000100y43",
    "9135010OM000100Y43",
    "13812345678",
    "0431-88888888-123",
    "1234-56",
    "1381234567８",
    "-------1234567",
    "123456789012345678901",
)


def hard_cases() -> Iterator[Case]:
    """What chance hardly finds: a half to be rounded that binary makes a little less, a sum that is nearly a number."""
    node = parse("100 * a")
    columns: dict[str, tuple[Raw, ...]] = dict.fromkeys(COLUMNS, (None,) * COLUMN_HEIGHT)
    for number in (1.005, -1.005, 4719368.975, -4670536.975, 4895269.515):
        yield Case(node, resolve_names(node, FixedScope()), 0, {**dict.fromkeys(CELLS), "a": number}, columns)
    node = parse("a + b == c")
    summands: dict[str, Raw] = {"a": 3912760.247146, "b": 0.002854005, "c": 3912760.25}
    yield Case(node, resolve_names(node, FixedScope()), None, {**dict.fromkeys(CELLS), **summands}, columns)


def make_case(random: Random) -> Case:
    """One expression of any type over cells and columns that may hold anything."""
    maker = Maker(random)
    kind = random.choice(("number", "number", "number", "text", "condition", "condition"))
    node: Node = {"number": maker.number, "text": maker.text, "condition": maker.condition}[kind](random.randint(1, 4))
    calm = random.random() < 0.5  # half of the cases mostly hold values, so that results are values too
    return Case(
        node,
        resolve_names(node, FixedScope()),
        random.randint(0, 4) if kind == "number" else None,
        {name: _cell(random, SYMBOLS[name].type, calm=calm) for name in CELLS},
        {name: _column(random, SYMBOLS[name].type, calm=calm) for name in COLUMNS},
    )


def _cell(random: Random, type_: Type, *, calm: bool) -> Raw:
    chance = random.random() * (8 if calm else 1)
    if chance < 0.15:
        return None
    if chance < 0.35:
        return "/"
    if chance < 0.45:
        return random.choice(ODD_TEXTS)
    if chance < 0.5:
        return _number(random)
    return _CELL_MAKERS[type_](random)


def _column(random: Random, type_: Type, *, calm: bool) -> tuple[Raw, ...]:
    if random.random() < 0.2:
        return tuple(random.choice((None, "/", "", "abc")) for _ in range(COLUMN_HEIGHT))
    return tuple(_cell(random, type_, calm=calm) for _ in range(COLUMN_HEIGHT))


def _number(random: Random) -> float:
    if random.random() < 0.5:
        return random.choice(NUMBERS)
    if random.random() < 0.3:
        return random.randint(-2000, 2000) / 2 / float(10 ** random.randint(0, 4))
    magnitude = float(10 ** random.randint(0, 9))
    return float(format(random.uniform(-magnitude, magnitude), f".{random.randint(1, 12)}g"))


def _text(random: Random) -> str:
    return random.choice(TEXTS + CODES)


def _day(random: Random) -> float:
    return random.choice((-1.0, 0.0, 60.0, 61.0, 45000.0, 45291.0, 45292.75, 2958465.0, 2958466.0))


_CELL_MAKERS: Final[dict[Type, Callable[[Random], Raw]]] = {Type.NUMBER: _number, Type.TEXT: _text, Type.DATE: _day}
_SIGNS: Final[tuple[ArithmeticSign, ...]] = ("+", "-", "*", "/")
_COMPARISONS: Final[tuple[CompareSign, ...]] = ("==", "!=", "<", "<=", ">", ">=")
_WORDS: Final[tuple[LogicWord, ...]] = ("and", "or")


class Maker:
    """Makes nodes of a wanted type, at most so many levels deep."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def _of(self, simple: Callable[[], Node], depth: int, *others: Callable[[int], Node]) -> Node:
        if depth <= 0 or self._random.random() < 0.15:
            return simple()
        return self._random.choice(others)(depth - 1)

    # Numbers

    def number(self, depth: int) -> Node:
        arithmetic, call = self._arithmetic, self._number_call
        return self._of(self._simple_number, depth, arithmetic, arithmetic, arithmetic, call, call, self._number_choice)

    def _simple_number(self) -> Node:
        chance = self._random.random()
        if chance < 0.7:
            return Name(self._random.choice(NUMBER_CELLS))
        if chance < 0.75:
            return Name("day")
        return Number(self._random.choice((0.0, 0.5, 1.0, 2.0, 2.7725, 100.0, 1000.0, 1.1)))

    def _arithmetic(self, depth: int) -> Node:
        sign = self._random.choice(_SIGNS)
        left, right = self.number(depth), self.number(depth)
        if sign == "/" and right == Number(0.0):
            right = Name("b")
        return Arithmetic(sign, left, right)

    def _number_call(self, depth: int) -> Node:
        whole = Number(float(self._random.randint(0, 4)))
        return self._random.choice(
            (
                lambda: Minus(self.number(depth)),
                lambda: Call("round", (self.number(depth), whole)),
                lambda: Call("abs", (self.number(depth),)),
                lambda: Call("half_unit", (self._simple_number(),)),
                lambda: Call("year", (Name("day"),)),
                lambda: Call("len", (self.text(depth),)),
                lambda: Call("rows", (Name(self._random.choice(COLUMNS)),)),
                self._count_if,
                lambda: self._count_of(depth),
                lambda: self._lookup(depth, NUMBER_COLUMNS),
                self._aggregate,
                self._aggregate,
            )
        )()

    def _aggregate(self) -> Node:
        function = self._random.choice(("sum", "sum", "min", "max", "count"))
        return Call(function, tuple(self._some(NUMBER_CELLS + DATE_CELLS + NUMBER_COLUMNS)))

    def _some(self, names: tuple[str, ...]) -> list[Node]:
        return [Name(name) for name in self._random.sample(names, self._random.randint(1, 3))]

    def _count_if(self) -> Node:
        if self._random.random() < 0.5:
            value = Number(abs(self._random.choice(NUMBERS)))
            return Call("count_if", (Name(self._random.choice(NUMBER_COLUMNS)), value))
        return Call("count_if", (Name("list.name"), Text(self._random.choice(TEXTS))))

    def _count_of(self, depth: int) -> Node:
        value, columns = self._sought(depth)
        return Call("count_of", (Name(self._random.choice(columns)), value))

    def _lookup(self, depth: int, results: tuple[str, ...]) -> Node:
        value, columns = self._sought(depth)
        return Call("lookup", (value, Name(self._random.choice(columns)), Name(self._random.choice(results))))

    def _sought(self, depth: int) -> tuple[Node, tuple[str, ...]]:
        """A value, and the columns it may be looked for in; not deep, as a formula repeats it."""
        depth = min(depth, int(self._random.random() < 0.2))
        return (self.number(depth), NUMBER_COLUMNS) if self._random.random() < 0.5 else (self.text(depth), TEXT_COLUMNS)

    def _number_choice(self, depth: int) -> Node:
        if self._random.random() < 0.5:
            return Call("if", (self.condition(depth), self.number(depth), self.number(depth)))
        return Call("coalesce", tuple(self.number(depth) for _ in range(self._random.randint(2, 3))))

    # Texts

    def text(self, depth: int) -> Node:
        return self._of(
            self._simple_text, depth, self._join, self._text_choice, lambda below: self._lookup(below, TEXT_COLUMNS)
        )

    def _simple_text(self) -> Node:
        return Name(self._random.choice(TEXT_CELLS)) if self._random.random() < 0.8 else self._literal()

    def _literal(self) -> Node:
        return Text(self._random.choice(TEXTS))

    def _join(self, depth: int) -> Node:
        between = Text(self._random.choice((" ", "/", "、")))
        return Join((self.text(depth), between, self.text(depth)))

    def _text_choice(self, depth: int) -> Node:
        if self._random.random() < 0.5:
            return Call("if", (self.condition(depth), self.text(depth), self.text(depth)))
        return Call("coalesce", (self.text(depth), self.text(depth)))

    # Conditions

    def condition(self, depth: int) -> Node:
        compare = self._compare_numbers
        return self._of(self._state, depth, compare, compare, self._compare_texts, self._logic, self._condition_call)

    def _state(self) -> Node:
        return Call(self._random.choice(("given", "blank", "na")), (Name(self._random.choice(CELLS)),))

    def _compare_numbers(self, depth: int) -> Node:
        sign = self._random.choice(_COMPARISONS)
        left = self.number(depth)
        return Compare(sign, left, left if self._random.random() < 0.1 else self.number(depth))

    def _compare_texts(self, depth: int) -> Node:
        return Compare(self._random.choice(("==", "!=")), self.text(depth), self.text(depth))

    def _logic(self, depth: int) -> Node:
        if self._random.random() < 0.3:
            return Not(self.condition(depth))
        word = self._random.choice(_WORDS)
        return Logic(word, tuple(self.condition(depth) for _ in range(self._random.randint(2, 3))))

    def _condition_call(self, depth: int) -> Node:
        state = self._random.choice(("given", "blank", "na"))
        return self._random.choice(
            (
                lambda: Call("between", (self.number(depth), self.number(depth), self.number(depth))),
                lambda: Call("one_of", (self.text(depth), self._literal(), self._literal())),
                lambda: Call("one_of", (self.number(depth), Number(1.0), Number(0.5))),
                lambda: Call(self._random.choice(("credit_code", "phone", "named")), (self.text(depth),)),
                lambda: Call(state, (self.number(depth),)),
                lambda: Call(state, (self.text(depth),)),
                lambda: Call("if", (self.condition(depth), self.condition(depth), self.condition(depth))),
            )
        )()
