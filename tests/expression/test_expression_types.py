"""Names and types: what an expression depends on, what it gives, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from random_expressions import SYMBOLS, FixedScope

from qingbiao.expression.calls import searches
from qingbiao.expression.fault import ExpressionError
from qingbiao.expression.functions import FUNCTIONS
from qingbiao.expression.nodes import Call, Node, Ref
from qingbiao.expression.parse import parse
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.expression.types import Bound, references, resolve_names, type_of
from qingbiao.faults import Fault
from qingbiao.messages import CATALOGUE


def bind(text: str) -> Bound:
    return resolve_names(parse(text), FixedScope())


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("a / 1000 * factor.grid", Type.NUMBER),
        ("day", Type.DATE),
        ("day - 1", Type.NUMBER),
        ("min(day)", Type.DATE),
        ("max(day, a)", Type.NUMBER),
        ("if(a > 0, day, day)", Type.DATE),
        ("if(a > 0, day, a)", Type.NUMBER),
        ("if(a > 0, name, '无')", Type.TEXT),
        ("if(a > 0, blank(b), na(b))", Type.CONDITION),
        ("name & ' / ' & code", Type.TEXT),
        ("coalesce(name, code)", Type.TEXT),
        ("year(day) == 2024", Type.CONDITION),
        ("one_of(name, '甲', '乙')", Type.CONDITION),
        ("sum(list.power, a)", Type.NUMBER),
        ("rows(list.name)", Type.NUMBER),
        ("count_if(list.power, -1)", Type.NUMBER),
        ("count_of(list.name, name & code)", Type.NUMBER),
        ("lookup(a, list.power, list.name)", Type.TEXT),
        ("lookup(name, list.name, list.power) + 1", Type.NUMBER),
        ("code_fault(name, 'trades')", Type.TEXT),
    ],
)
def test_types(text: str, gives: Type) -> None:
    assert type_of(bind(text)) is gives


def test_references_are_what_an_expression_depends_on() -> None:
    assert references(bind("sum(list.power) / a + a * coalesce(factor.grid, 2)")) == {
        SYMBOLS[name] for name in ("list.power", "a", "factor.grid")
    }


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a + factor.gird", [("expr-unknown-name", 5, "factor.grid")]),
        ("zzzz", [("expr-unknown-name", 1, "")]),
        ("sums(a)", [("expr-unknown-function", 1, "sum")]),
        ("round(a)", [("expr-argument-count", 1, "")]),
        ("coalesce(a)", [("expr-argument-count", 1, "")]),
        ("abs(a, b)", [("expr-argument-count", 1, "")]),
        ("a + name", [("expr-text-for-number", 5, "")]),
        ("a & name", [("expr-number-for-text", 1, "")]),
        ("-(a > 1)", [("expr-condition-for-number", 3, "")]),
        ("a and b > 1", [("expr-number-for-condition", 1, "")]),
        ("not name", [("expr-text-for-condition", 5, "")]),
        ("year(a)", [("expr-number-for-date", 6, "")]),
        ("given(a > 1)", [("expr-condition-for-scalar", 7, "")]),
        ("(a > 1) == (b > 1)", [("expr-condition-for-scalar", 2, ""), ("expr-condition-for-scalar", 13, "")]),
        ("coalesce(a > 1, b > 1)", [("expr-condition-for-scalar", 10, ""), ("expr-condition-for-scalar", 17, "")]),
        ("name == a", [("expr-mixed-types", 9, "")]),
        ("if(a > 1, name, 2)", [("expr-mixed-types", 17, "")]),
        ("one_of(a, 1, 'x')", [("expr-mixed-types", 14, "")]),
        ("count_if(list.name, 1)", [("expr-mixed-types", 21, "")]),
        ("name < '甲'", [("expr-text-order", 1, "")]),
        ("list.power + 1", [("expr-column-for-cell", 1, "")]),
        ("rows(a)", [("expr-no-column", 6, "")]),
        ("sum(a + b)", [("expr-no-reference", 5, "")]),
        ("sum(1)", [("expr-no-reference", 5, "")]),
        ("sum(name)", [("expr-text-for-number", 5, "")]),
        ("count_if(list.name, name)", [("expr-no-literal", 21, "")]),
        ("count_of(list.name, a)", [("expr-mixed-types", 21, "")]),
        ("count_of(list.name, a > 1)", [("expr-condition-for-scalar", 21, "")]),
        ("count_of(name, name)", [("expr-no-column", 10, "")]),
        ("lookup(a, list.name, list.power)", [("expr-mixed-types", 11, "")]),
        ("lookup(a, b, list.power)", [("expr-no-column", 11, "")]),
        ("lookup(a, list.power, name)", [("expr-no-column", 23, "")]),
        ("code_fault(name, code)", [("expr-no-list", 18, "")]),
        ("round(a, b)", [("expr-no-decimals", 10, "")]),
        ("round(a, 1.5)", [("expr-no-decimals", 10, "")]),
        ("round(a, 10)", [("expr-no-decimals", 10, "")]),
        ("a / 0", [("expr-divided-by-zero", 5, "")]),
        ("name == '/'", [("expr-absent-text", 9, "")]),
        ("coalesce(name, '')", [("expr-absent-text", 16, "")]),
        ("count_if(list.name, ' ')", [("expr-absent-text", 21, "")]),
        ("nme == abd(zz)", [("expr-unknown-name", 1, "name"), ("expr-unknown-function", 8, "abs")]),
        (
            "(x1 + name) / 0",
            [("expr-unknown-name", 2, ""), ("expr-text-for-number", 7, ""), ("expr-divided-by-zero", 15, "")],
        ),
    ],
)
def test_refuses_everything_that_is_wrong(text: str, problems: list[tuple[str, int, str]]) -> None:
    with pytest.raises(ExpressionError) as caught:
        bind(text)
    found = caught.value.problems
    assert [(problem.code, problem.column, problem.suggestion) for problem in found] == problems
    for problem in found:
        for language in ("zh", "en"):
            assert problem.code in Fault(problem.code, problem.slots).text(language)  # its slots fill the template


@pytest.mark.parametrize(
    ("text", "grows"),
    [
        ("count_of(list.name, name) == 1", True),
        ("a > 1 and rows(list.name) > 2", True),
        ("sum(list.power) > a", True),
        ("sum(a, b) > 1", False),
        ("lookup(a, list.power, list.name) == name", True),
        ("a == b", False),
    ],
)
def test_what_looks_through_whole_columns_is_known(text: str, grows: bool) -> None:
    assert searches(bind(text)) is grows


def test_a_column_of_the_spec_does_not_grow() -> None:
    keys, results = (
        Symbol("values", Type.NUMBER, "column", fixed=True),
        Symbol("names", Type.TEXT, "column", fixed=True),
    )
    assert not searches(Call("lookup", (Ref(SYMBOLS["a"]), Ref(keys), Ref(results))))


def test_a_cell_never_holds_a_condition() -> None:
    with pytest.raises(ValueError, match="condition"):
        Symbol("x", Type.CONDITION)


def test_messages_have_the_same_slots_in_both_languages() -> None:
    for code, message in CATALOGUE.items():
        if code.startswith("expr-"):
            assert replace(message, zh=message.en).slots() == replace(message, en=message.zh).slots() == message.slots()


def test_the_table_of_functions_is_sound() -> None:
    for function in FUNCTIONS.values():
        assert function.most is None or function.least <= function.most
        assert function.least <= len(function.takes) or function.most is None


def test_equality_of_nodes_does_not_see_columns() -> None:
    def spaced(text: str) -> Node:
        return parse(f"   {text}")

    assert spaced("a + b") == parse("a+b")
