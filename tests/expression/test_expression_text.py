"""Text ↔ nodes: reading, showing, and what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingbiao.expression.fault import ExpressionError, Problem
from qingbiao.expression.functions import FUNCTIONS
from qingbiao.expression.nodes import Arithmetic, Call, Compare, Join, Logic, Minus, Name, Node, Not, Number, Text
from qingbiao.expression.parse import DEPTH_LIMIT, parse
from qingbiao.expression.show import show
from qingbiao.expression.tokens import TEXT_LIMIT, TOKEN_LIMIT, WORD_SIGNS
from qingbiao.faults import Fault

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a", A),
        ("resources.power_2", Name("resources.power_2")),
        ("1.50", Number(1.5)),
        ("1e-3", Number(0.001)),
        ("0.12345678901234567890", Number(0.123456789012346)),
        ("'甲\"厂'", Text('甲"厂')),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("a - (b - c)", Arithmetic("-", A, Arithmetic("-", B, C))),
        ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
        ("-a * b", Arithmetic("*", Minus(A), B)),
        ("-(a * b)", Minus(Arithmetic("*", A, B))),
        ("a - -b", Arithmetic("-", A, Minus(B))),
        ("a & b & c == 'x'", Compare("==", Join((A, B, C)), Text("x"))),
        ("not a == b", Not(Compare("==", A, B))),
        ("a or b and not c", Logic("or", (A, Logic("and", (B, Not(C)))))),
        ("a and b and c", Logic("and", (A, B, C))),
        ("(a and b) and c", Logic("and", (Logic("and", (A, B)), C))),
        (
            "sum(a, b.c)\n  >= round(c, 2)",
            Compare(">=", Call("sum", (A, Name("b.c"))), Call("round", (C, Number(2.0)))),
        ),
        ("rows()", Call("rows", ())),
    ],
)
def test_reads(text: str, node: Node) -> None:
    assert parse(text) == node
    assert parse(show(node)) == node


def test_nodes_know_where_they_stand() -> None:
    node = parse("aa + sum(bb, cc)")
    assert isinstance(node, Arithmetic)
    assert isinstance(node.right, Call)
    assert (node.column, node.left.column, node.right.column) == (1, 1, 6)
    assert [part.column for part in node.right.arguments] == [10, 14]


@pytest.mark.parametrize(
    ("text", "code", "column", "suggestion"),
    [
        ("", "expr-empty", 1, ""),
        ("  ", "expr-empty", 1, ""),
        ("a = b", "expr-character", 3, "=="),
        ("a（b）", "expr-character", 2, "("),
        ("sum(a，b)", "expr-character", 6, ","),
        ("a ≥ b", "expr-character", 3, ">="),
        ("a % b", "expr-character", 3, ""),
        ("name == 'x", "expr-open-text", 9, ""),
        ("Power + 1", "expr-bad-name", 1, "power"),
        ("a AND b", "expr-bad-name", 3, "and"),
        ("节电 / 1000", "expr-bad-name", 1, ""),
        ("1e999", "expr-bad-number", 1, ""),
        ("a +", "expr-unexpected-end", 4, ""),
        ("a b", "expr-unexpected", 3, ""),
        ("(a b)", "expr-unexpected", 4, ""),
        ("a + * b", "expr-unexpected", 5, ""),
        ("2a", "expr-unexpected", 2, ""),
        ("sum(a,)", "expr-unexpected", 7, ""),
        ("sum(a", "expr-open-parenthesis", 6, ""),
        ("0 < a <= 5", "expr-chained-comparison", 7, ""),
        (f"'{'x' * (TEXT_LIMIT + 1)}'", "expr-long-text", 1, ""),
        ("(" * 60 + "a" + ")" * 60, "expr-too-deep", DEPTH_LIMIT + 1, ""),
        ("-" * 100 + "a", "expr-too-deep", DEPTH_LIMIT + 1, ""),
        ("+".join(["a"] * 200), "expr-too-many-parts", TOKEN_LIMIT + 1, ""),
    ],
)
def test_refuses(text: str, code: str, column: int, suggestion: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.column, problem.suggestion) == (code, column, suggestion)
    assert can_be_told(problem)


def can_be_told(problem: Problem) -> bool:
    fault = Fault(problem.code, problem.slots, suggestion=problem.suggestion)
    return all(problem.code in fault.text(language) for language in ("zh", "en"))


names = st.from_regex(r"[a-z_][a-z0-9_]{0,4}(\.[a-z_][a-z0-9_]{0,4})?", fullmatch=True).filter(
    lambda name: name not in WORD_SIGNS
)
numbers = st.floats(0, 1e300).map(lambda value: Number(float(format(value, ".15g"))))
texts = st.text(min_size=1, max_size=8).filter(lambda text: not ('"' in text and "'" in text)).map(Text)
leaves = st.one_of(names.map(Name), numbers, texts)


def branches(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Minus, inner),
        st.builds(Not, inner),
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(Join, several),
        st.builds(Logic, st.sampled_from(["and", "or"]), several),
        st.builds(Call, st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, max_size=3).map(tuple)),
    )


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.recursive(leaves, branches, max_leaves=15))
def test_what_is_shown_reads_back_as_the_same(node: Node) -> None:
    assert parse(show(node)) == node


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(alphabet="ab.1 +-*/&()<>=!,'\"notsum_，\n", max_size=30))
def test_anything_else_is_refused_with_a_place_in_the_text(text: str) -> None:
    try:
        node = parse(text)
    except ExpressionError as error:
        problems = error.problems
    else:
        assert parse(show(node)) == node
        return
    assert all(1 <= problem.column <= len(text) + 1 and can_be_told(problem) for problem in problems)
