"""One row states an expression, its Excel text, and what Python gives for some values."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from random_expressions import CELLS, FixedScope

from generator.formula import condition, formula
from qingbiao.expression.evaluate import compile_python
from qingbiao.expression.fault import ExpressionError
from qingbiao.expression.functions import CORE_FUNCTIONS, DESK_FUNCTIONS
from qingbiao.expression.nodes import CORE_NODES, Call, Node, Not
from qingbiao.expression.parse import parse
from qingbiao.expression.patterns import is_credit_code, is_phone
from qingbiao.expression.rows import Rows, SymbolValues
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.expression.totality import require_total
from qingbiao.expression.types import Bound, resolve_names, type_of
from qingbiao.values import BLANK, NA, Value
from tests.formula_text import ALLOWED, functions_used

ADDRESSES = {"a": "$A1", "b": "$B1", "c": "$C1", "name": "$D1", "code": "$E1", "day": "$F1"}


def one_row(given: Mapping[str, Value | list[Value]]) -> Rows:
    """One row of plain values; what is not given is blank."""
    columns = {name: value for name, value in given.items() if isinstance(value, list)}
    cells = {name: value for name, value in given.items() if not isinstance(value, list)}
    return SymbolValues({**dict.fromkeys(CELLS, BLANK), **cells}, columns).at()


def address(symbol: Symbol) -> str:
    return ADDRESSES.get(symbol.id, symbol.id)


def bind(text: str) -> Bound:
    return resolve_names(parse(text), FixedScope())


def excel(bound: Bound) -> str:
    return condition(bound, address) if type_of(bound) is Type.CONDITION else formula(bound, address, decimals=2)


def slashes(column: str) -> str:
    return f'SUMPRODUCT(--(TRIM({column}&"")="/"))'


FOUND = 'INDEX(list.name,MATCH(1,INDEX((list.power=$A1)*(list.power<>""),0),0))'

Row = tuple[str, str, list[tuple[dict[str, Value | list[Value]], object]]]

ROWS: list[Row] = [
    (
        "a / 1000 * factor.grid",
        "IF(COUNT($A1)+ISNUMBER(factor.grid)=2,ROUND($A1/1000*factor.grid,2),"
        'IF(COUNT($A1)+ISNUMBER(factor.grid)+(TRIM($A1)="/")+(TRIM(factor.grid)="/")=2,"/",""))',
        [
            ({"a": 30000.0, "factor.grid": 0.7769}, 23.31),
            ({"a": NA, "factor.grid": 0.7769}, NA),
            ({"a": NA, "factor.grid": BLANK}, BLANK),
            ({"a": "1,200", "factor.grid": 0.7769}, BLANK),
        ],
    ),
    ("a", 'IF(ISNUMBER($A1),ROUND($A1,2),IF(TRIM($A1)="/","/",""))', [({"a": 2.675}, 2.68), ({"a": -2.675}, -2.68)]),
    ("0.1 + 0.2", "ROUND(0.1+0.2,2)", [({}, 0.3)]),
    (
        "a - (b - c)",
        'IF(COUNT($A1,$B1,$C1)=3,ROUND($A1-($B1-$C1),2),IF(COUNT($A1,$B1,$C1)+(TRIM($A1)="/")+(TRIM($B1)="/")'
        '+(TRIM($C1)="/")=3,"/",""))',
        [({"a": 1.0, "b": 2.0, "c": 3.0}, 2.0)],
    ),
    (
        "a / b",
        "IF(AND(COUNT($A1,$B1)=2,$B1<>0),ROUND($A1/$B1,2),"
        'IF(AND(COUNT($A1,$B1)+(TRIM($A1)="/")+(TRIM($B1)="/")=2,$B1<>0),"/",""))',
        [({"a": 1.0, "b": 3.0}, 0.33), ({"a": 1.0, "b": 0.0}, BLANK), ({"a": NA, "b": 0.0}, BLANK)],
    ),
    (
        "1 / (a - 0.3)",
        "IF(IF(ISNUMBER($A1),ROUND($A1-0.3,6)<>0),ROUND(1/($A1-0.3),2),"
        'IF(AND(OR(ISNUMBER($A1),TRIM($A1)="/"),IF(ISNUMBER($A1),ROUND($A1-0.3,6)<>0,TRUE)),"/",""))',
        [({"a": 0.8}, 2.0), ({"a": 0.1 + 0.2}, BLANK), ({"a": NA}, NA)],
    ),
    (
        "sum(list.power)",
        f'IF(COUNT(list.power)>0,ROUND(SUM(list.power),2),IF({slashes("list.power")}>0,"/",""))',
        [
            ({"list.power": [1.005, NA, BLANK, "x"]}, 1.01),
            ({"list.power": [NA, BLANK]}, NA),
            ({"list.power": ["x", BLANK]}, BLANK),
        ],
    ),
    (
        "max(a, b)",
        'IF(COUNT($A1,$B1)>0,ROUND(MAX($A1,$B1),2),IF(OR(TRIM($A1)="/",TRIM($B1)="/"),"/",""))',
        [({"a": -1.0, "b": NA}, -1.0), ({"a": NA}, NA), ({}, BLANK)],
    ),
    ("count(a, list.power)", "COUNT($A1,list.power)", [({"a": NA, "list.power": [1.0, 2.0, NA]}, 2.0)]),
    (
        "rows(list.name)",
        'SUMPRODUCT(--(TRIM(list.name&"")<>""))',
        [({"list.name": ["x", NA, BLANK, 1.0]}, 3.0)],
    ),
    (
        "count_if(list.name, 'x')",
        'SUMPRODUCT((list.name="x")*EXACT(list.name&"","x"))',
        [({"list.name": ["x", "X", "xx", BLANK]}, 1.0)],
    ),
    (
        "count_of(list.name, name)",
        'IF(AND(ISTEXT($D1),TRIM($D1)<>"",TRIM($D1)<>"/"),SUMPRODUCT((list.name=$D1)*EXACT(list.name&"",$D1)),'
        'IF(AND(ISTEXT($D1),TRIM($D1)<>""),"/",""))',
        [
            ({"name": "a*", "list.name": ["a*", "A*", "ab", BLANK, NA]}, 1.0),
            ({"name": BLANK, "list.name": ["a", BLANK]}, BLANK),
            ({"name": NA, "list.name": ["a", NA]}, NA),
        ],
    ),
    (
        "count_of(list.power, a - 0.1)",
        'IF(ISNUMBER($A1),SUMPRODUCT((list.power=ROUND($A1-0.1,6))*(list.power<>"")),'
        'IF(OR(ISNUMBER($A1),TRIM($A1)="/"),"/",""))',
        [({"a": 0.3, "list.power": [0.2, "0.2", BLANK, NA]}, 1.0), ({"a": 0.1, "list.power": [BLANK, NA]}, 0.0)],
    ),
    (
        "lookup(a, list.power, list.name)",
        f'IF(IF(ISNUMBER($A1),IFERROR(AND(ISTEXT({FOUND}),TRIM({FOUND})<>"",TRIM({FOUND})<>"/"),FALSE)),{FOUND},'
        f'IF(AND(OR(ISNUMBER($A1),TRIM($A1)="/"),IF(ISNUMBER($A1),IFERROR(AND(ISTEXT({FOUND}),TRIM({FOUND})<>""),FALSE),'
        'TRUE)),"/",""))',
        [
            ({"a": 2.0, "list.power": [1.0, 2.0, 2.0], "list.name": ["x", "y", "z"]}, "y"),
            ({"a": 3.0, "list.power": [1.0, 2.0], "list.name": ["x", "y"]}, BLANK),
            ({"a": 1.0, "list.power": [1.0, 2.0], "list.name": [BLANK, "y"]}, BLANK),
            ({"a": 1.0, "list.power": [1.0, 2.0], "list.name": [NA, "y"]}, NA),
            ({"a": NA, "list.power": [1.0], "list.name": ["x"]}, NA),
        ],
    ),
    (
        "count_if(list.power, 0)",
        'SUMPRODUCT((list.power=0)*(list.power<>""))',
        [({"list.power": [0.0, BLANK, "0", NA]}, 1.0)],
    ),
    (
        "coalesce(a, b, 0)",
        "ROUND(IF(ISNUMBER($A1),$A1,IF(ISNUMBER($B1),$B1,0)),2)",
        [({"a": NA, "b": 4.0}, 4.0), ({}, 0.0)],
    ),
    (
        "coalesce(a, b)",
        'IF(COUNT($A1,$B1)>0,ROUND(IF(ISNUMBER($A1),$A1,$B1),2),IF(OR(OR(ISNUMBER($A1),TRIM($A1)="/"),'
        'OR(ISNUMBER($B1),TRIM($B1)="/")),"/",""))',
        [({"a": NA, "b": "x"}, NA), ({"a": "x"}, BLANK)],
    ),
    (
        "if(b == 0, 0, a / b)",
        "IF(IF(ISNUMBER($B1),IF($B1=0,TRUE,AND(COUNT($A1,$B1)=2,$B1<>0))),ROUND(IF($B1=0,0,$A1/$B1),2),"
        'IF(IF(ISNUMBER($B1),IF($B1=0,TRUE,AND(COUNT($A1,$B1)+(TRIM($A1)="/")+(TRIM($B1)="/")=2,$B1<>0))),"/",""))',
        [
            ({"b": 0.0}, 0.0),
            ({"a": 1.0, "b": 4.0}, 0.25),
            ({"a": NA, "b": 4.0}, NA),
            ({"a": 1.0, "b": NA}, BLANK),
        ],
    ),
    (
        "name & '-' & code",
        'IF(AND(ISTEXT($D1),TRIM($D1)<>"",TRIM($D1)<>"/",ISTEXT($E1),TRIM($E1)<>"",TRIM($E1)<>"/"),$D1&"-"&$E1,'
        'IF(AND(ISTEXT($D1),TRIM($D1)<>"",ISTEXT($E1),TRIM($E1)<>""),"/",""))',
        [
            ({"name": "甲", "code": "01"}, "甲-01"),
            ({"name": "甲", "code": 1.0}, BLANK),
            ({"name": NA, "code": "01"}, NA),
        ],
    ),
    (
        "sum(a, b) == c",
        'IF(AND(ISNUMBER($C1),COUNT($A1,$B1)>0),ROUND(SUM($A1,$B1),6)=$C1,"")',
        [
            ({"a": 0.1, "b": 0.2, "c": 0.3}, True),
            ({"a": 0.1, "c": 0.3}, False),
            ({"c": 0.3}, BLANK),
            ({"a": NA, "c": 0.3}, BLANK),
        ],
    ),
    (
        "a > 0 or b > 0",
        'IF(COUNT($A1,$B1)=2,OR($A1>0,$B1>0),"")',
        [({"a": 1.0, "b": -1.0}, True), ({"a": 1.0, "b": NA}, BLANK), ({"a": 1.0}, BLANK)],
    ),
    ("between(a, 0, b)", 'IF(COUNT($A1,$B1)=2,AND($A1>=0,$A1<=$B1),"")', [({"a": 0.0, "b": 0.0}, True)]),
    (
        "name != 'x'",
        'IF(AND(ISTEXT($D1),TRIM($D1)<>"",TRIM($D1)<>"/"),NOT(EXACT($D1,"x")),"")',
        [({"name": "X"}, True), ({"name": "x"}, False), ({"name": 1.0}, BLANK)],
    ),
    (
        "one_of(name, 'x', 'y')",
        'IF(AND(ISTEXT($D1),TRIM($D1)<>"",TRIM($D1)<>"/"),OR(EXACT($D1,"x"),EXACT($D1,"y")),"")',
        [({"name": "y"}, True), ({"name": "z"}, False)],
    ),
    ("given(a)", "ISNUMBER($A1)", [({"a": 0.0}, True), ({"a": "0"}, False), ({"a": NA}, False)]),
    ("na(a)", 'TRIM($A1)="/"', [({"a": NA}, True), ({}, False)]),
    ("blank(a)", 'NOT(OR(ISNUMBER($A1),TRIM($A1)="/"))', [({}, True), ({"a": "x"}, True), ({"a": NA}, False)]),
    (
        "not (given(name) and blank(a))",
        'NOT(AND(AND(ISTEXT($D1),TRIM($D1)<>"",TRIM($D1)<>"/"),NOT(OR(ISNUMBER($A1),TRIM($A1)="/"))))',
        [({"name": "x"}, False), ({}, True)],
    ),
    (
        "year(day)",
        "IF(IF(ISNUMBER($F1),AND($F1>=61,$F1<2958466)),YEAR($F1),IF(AND(OR(ISNUMBER($F1),"
        'TRIM($F1)="/"),IF(ISNUMBER($F1),AND($F1>=61,$F1<2958466),TRUE)),"/",""))',
        [({"day": 45291.5}, 2023.0), ({"day": 45292.0}, 2024.0), ({"day": -1.0}, BLANK), ({"day": NA}, NA)],
    ),
    (
        "round(100 * a, 0)",
        'IF(ISNUMBER($A1),ROUND(ROUND(100*$A1,6),0),IF(OR(ISNUMBER($A1),TRIM($A1)="/"),"/",""))',
        [({"a": 1.005}, 101.0), ({"a": -1.005}, -101.0), ({"a": 4719368.975}, 471936898.0)],
    ),
    (
        "round(a, 2)",
        'IF(ISNUMBER($A1),ROUND($A1,2),IF(TRIM($A1)="/","/",""))',
        [({"a": 1.005}, 1.01)],
    ),
    (
        "abs(-a) - -1",
        'IF(ISNUMBER($A1),ROUND(ABS(-$A1)-(-1),2),IF(OR(ISNUMBER($A1),TRIM($A1)="/"),"/",""))',
        [({"a": -2.0}, 3.0)],
    ),
]


@pytest.mark.parametrize(("text", "written", "results"), ROWS, ids=[row[0] for row in ROWS])
def test_means_the_same_in_both_backends(
    text: str, written: str, results: list[tuple[dict[str, Value | list[Value]], object]]
) -> None:
    bound = bind(text)
    assert excel(bound) == written
    assert functions_used(written) <= ALLOWED
    compute = compile_python(bound, decimals=2)
    for cells, expected in results:
        assert compute(one_row(cells)) == [expected], cells


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("91350100M000100Y43", True),  # the example of GB 32100-2015
        ("91350100M000100Y44", False),
        ("91350100m000100y43", False),
        ("91350100M000100YO3", False),
        ("91350100M000100Y4", False),
        ("", False),
    ],
)
def test_credit_codes(text: str, valid: bool) -> None:
    assert is_credit_code(text) is valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("13812345678", True),
        ("0427-2822222", True),
        ("0427-2822222-801", True),
        ("2822222", True),
        ("282222", False),
        ("0427 2822222", False),
        ("1381234567８", False),
        ("1" * 21, False),
    ],
)
def test_phones(text: str, valid: bool) -> None:
    assert is_phone(text) is valid


def test_a_formula_grows_with_its_expression_and_not_with_its_square() -> None:
    def length(terms: int) -> int:
        return len(excel(bind(" + ".join(["a * factor.grid", "if(b > 0, c, a)"] * terms))))

    assert length(16) < 2.2 * length(8) < 5 * length(4)


def test_a_formula_excel_would_refuse_is_refused_here() -> None:
    long = bind(" & ".join(["coalesce(name, code)", f"'{'长' * 250}'"] * 30))
    with pytest.raises(ExpressionError) as caught:
        formula(long, address, decimals=None)
    assert [problem.code for problem in caught.value.problems] == ["expr-too-long"]


def test_a_formula_nested_too_deep_for_excel_is_refused_here() -> None:
    node: Node = bind("a")
    for _ in range(70):
        node = Call("abs", (node,))
    with pytest.raises(ExpressionError) as caught:
        formula(Bound(node), address, decimals=None)
    assert [problem.code for problem in caught.value.problems] == ["expr-too-deep"]


def test_a_backend_that_lacks_an_answer_is_refused() -> None:

    require_total("complete", CORE_NODES, CORE_FUNCTIONS)
    with pytest.raises(TypeError, match="no answer for Not"):
        require_total("without a node", CORE_NODES - {Not}, CORE_FUNCTIONS)
    with pytest.raises(TypeError, match=r"no answer for abs\(\)"):
        require_total("without a function", CORE_NODES, CORE_FUNCTIONS - {"abs"})
    with pytest.raises(TypeError, match=r"sinh\(\) is no core function"):
        require_total("with one too many", CORE_NODES, CORE_FUNCTIONS | {"sinh"})


def test_only_a_backend_of_the_desk_answers_what_only_the_desk_knows() -> None:
    require_total("the desk's", CORE_NODES, CORE_FUNCTIONS | DESK_FUNCTIONS, desk=True)
    with pytest.raises(TypeError, match="code_fault"):
        require_total("the desk's, lacking some", CORE_NODES, CORE_FUNCTIONS, desk=True)
    with pytest.raises(TypeError, match="code_fault"):
        require_total("a workbook's", CORE_NODES, CORE_FUNCTIONS | DESK_FUNCTIONS)
