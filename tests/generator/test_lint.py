"""The linter lets through what the generator makes of every shipped form, and refuses, at its place, each thing that
Excel 2010, WPS or LibreOffice would break on: in plans broken one by one, and in forms as an author may write them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from generator import style
from generator.functions import FUNCTIONS, VOLATILE, Use, allowed
from generator.lint import RULES, lint
from generator.lint.formulas import ALLOWED, tokens_weight
from generator.lint.ground import Ground, read
from generator.plan import (
    Area,
    Cell,
    Content,
    Highlight,
    Link,
    Name,
    Place,
    Plan,
    Printing,
    Row,
    Sheet,
    Slot,
    Validation,
    same_row,
)
from generator.planning import plan_workbook
from generator.workbook import build_workbook
from qingbiao.errors import FaultySpec
from qingbiao.faults import Fault
from qingbiao.load import load_editions
from tests.generator.shipped import Shipped, shipped
from tests.qingbiao.small_form import Edit, write_form

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


# --- nothing that is shipped is refused ------------------------------------------------------------------------------


@every_kind
@pytest.mark.parametrize("rows", [None, 500, 10_000])
def test_shipped_forms_of_any_size_break_no_rule(each: Shipped, rows: int | None) -> None:
    plan = plan_workbook(each.edition, each.kind, {"": rows} if rows else None)
    assert [fault.text("en") for fault in lint(plan)] == []


@every_kind
def test_the_linter_sees_every_formula(each: Shipped) -> None:
    """Or it would find nothing because it looks at nothing."""
    plan = plan_workbook(each.edition, each.kind)
    ground = Ground(plan)
    assert {slot.key for *_, slot in plan.slots() if slot.formula} <= {site.name for site in ground.sites}
    assert {batch.use for batch in ground.batches} >= {"cell", "validation", "mark"}
    assert sum(len(batch.sites) for batch in ground.batches) == len(ground.sites)
    assert sum(len(batch.each) for batch in ground.batches) == len(ground.sites)


@every_kind
def test_the_linter_costs_little(each: Shipped) -> None:
    """About 45 ms for the largest kind on an idle core; every workbook that is built pays it."""
    plan = plan_workbook(each.edition, each.kind)
    times = []
    for _ in range(3):
        start = time.process_time()
        assert not list(lint(plan))
        times.append(time.process_time() - start)
    assert min(times) < 0.25


# --- one plan for each rule ------------------------------------------------------------------------------------------

LONG = 2000
"""Rows of the register of the plan below."""


def sheet(**changes: object) -> Sheet:
    """A sheet with a title, a header in row 2 and a register from row 3 on."""
    whole = Sheet(
        "甲",
        (10.0, 10.0, 10.0),
        (
            row_of(1, "标题"),
            row_of(2, "名称", column=2),
            Row(3, (Cell(1, style.INPUT, Slot("r.name")), Cell(2, style.PLAIN)), 20, repeat=LONG),
        ),
        filter=Area(2, 1, LONG + 2, 2),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def row_of(number: int, content: Content, column: int = 1, **changes: object) -> Row:
    return replace(Row(number, (Cell(column, style.PLAIN, content),), 20.0), **changes)  # type: ignore[arg-type]


COLUMN = Area(3, 1, LONG + 2, 1)


def plan(*sheets: Sheet, names: tuple[Name, ...] = ()) -> Plan:
    return Plan(
        "",
        {},
        sheets or (sheet(),),
        (Name("r.name", "甲", COLUMN), Name("one", "甲", Area(1, 1, 1, 1)), *names),
        {"r.name": Place("甲", 3, 1, LONG)},
        {},
        {"r": LONG},
    )


def with_formula(text: str) -> Plan:
    """A formula in C1."""
    return plan(sheet(rows=(row_of(1, Slot("x", text), column=3), *sheet().rows[1:])))


def with_row_formula(text: str) -> Plan:
    """A formula in C3 and below."""
    last = sheet().rows[-1]
    return plan(
        sheet(rows=(*sheet().rows[:2], replace(last, cells=(*last.cells, Cell(3, style.PLAIN, Slot("x", text))))))
    )


def with_rule(text: str, **changes: object) -> Plan:
    """A validation of A3 and below."""
    return plan(sheet(validations=(replace(Validation((COLUMN,), "custom", text), **changes),)))  # type: ignore[arg-type]


def with_mark(text: str) -> Plan:
    return plan(sheet(highlights=(Highlight((COLUMN,), text, style.HINT),)))


def with_name(name: str, area: Area = Area(1, 1, 1, 1), sheet_name: str = "甲") -> Plan:  # noqa: B008
    return plan(names=(Name(name, sheet_name, area),))


def with_sheet(**changes: object) -> Plan:
    return plan(sheet(**changes))


MANY_STYLES = tuple(
    row_of(number + 3, None, cells=(Cell(1, style.PLAIN.but(colour=f"{number:06X}")),)) for number in range(4001)
)
A1, C1, C3, A3 = "甲!A1", "甲!C1 (x)", f"甲!C3:C{LONG + 2} (x)", f"甲!A3:A{LONG + 2}"

BROKEN: Mapping[str, tuple[tuple[Plan, str], ...]] = {
    "lint-function": (
        (with_formula("CONCAT(one)"), C1),
        (with_formula('IF(one=1,TEXTJOIN(",",TRUE,one),1)'), C1),
        (with_rule("YEAR(one)=ROW()"), A3),
        (with_mark("SUM(one)>0"), A3),
        (plan(names=(Name("rule.x", "甲", Area(1, 1, 1, 1), "HYPERLINK(one)"),)), "甲!A1 (rule.x)"),
    ),
    "lint-volatile": (
        (with_formula("OFFSET(one,1,0)"), C1),
        (with_formula("N(NOW())"), C1),
        (with_rule("INDIRECT(one)=1"), A3),
    ),
    "lint-modern": (
        (with_formula("_xlfn.XLOOKUP(one,one,one)"), C1),
        (with_formula("SUM(one#)"), C1),
        (with_formula("@one"), C1),
        (with_formula("1+#REF!"), C1),
    ),
    "lint-syntax": (
        (with_formula('one&"'), C1),
        (with_formula("IF((one)"), C1),
        (with_formula('"\x01"'), C1),
        (with_formula('"\x02"'), C1),
        (with_formula("'甲!$A$1"), C1),
    ),
    "lint-formula-long": ((with_formula("one" + "+one" * 2048), C1),),
    "lint-rule-long": (
        (with_rule("one" + "+one" * 70), A3),
        (with_mark("AND(one>0" + ",one>0" * 70 + ")"), A3),
    ),
    "lint-formula-deep": ((with_formula("N(" * 65 + "one" + ")" * 65), C1),),
    "lint-arguments": ((with_formula(f"SUM(one{',one' * 255})"), C1),),
    "lint-literal": (
        (with_formula(f'"{"长" * 256}"&one'), C1),
        (plan(sheet(rows=(row_of(1, Link("字" * 256, "甲")),))), A1),
    ),
    "lint-formula-weight": ((with_formula("1" + "+IF(1,1,1)" * 800), C1),),
    "lint-array": ((with_rule("OR(one={1,2})"), A3), (with_mark("OR(one={1,2})"), A3)),
    "lint-other-sheet": ((with_rule("甲!$A$1=1"), A3), (with_mark("'甲'!$A$1=1"), A3)),
    "lint-list": (
        (with_rule('"是,否"', rule="list"), A3),
        (with_rule("$A$3:$A$5", rule="list"), A3),
        (with_rule("OFFSET($A$1,0,0)", rule="list"), A3),
    ),
    "lint-external": (
        (with_formula("[1]甲!$A$1"), C1),
        (with_formula("'[b.xlsx]甲'!$A$1"), C1),
    ),
    "lint-link": ((with_formula('HYPERLINK("https://example.org","x")'), C1), (with_formula("HYPERLINK(one,one)"), C1)),
    "lint-range": (
        (with_formula("SUM($A:$A)"), C1),
        (with_formula("SUM(1:2)"), C1),
        (with_formula("SUM('甲:乙'!$A$1)"), C1),
        (with_formula("SUM($A$1:INDEX(one,1))"), C1),
    ),
    "lint-unknown-name": ((with_formula("two+1"), C1), (with_rule("two", rule="list"), A3), (with_mark("two=1"), A3)),
    "lint-unknown-sheet": ((with_formula("'乙'!$A$1"), C1), (with_formula("乙!$A$1"), C1)),
    "lint-square": (
        (with_row_formula(f"SUMPRODUCT(--(r.name=$A{same_row()}))"), C3),
        (with_row_formula(f"IF($A{same_row()}=1,MATCH($A{same_row()},r.name,0),0)"), C3),
        (with_row_formula("MATCH(1,INDEX(--(r.name=1),0),0)"), C3),
        (with_rule("COUNTIF(r.name,$A3)=1"), A3),
    ),
    "lint-name": tuple(
        (with_name(name), f"甲!A1 ({name})")
        for name in ("a b", "名称", "1a", "AB12", "xfd1", "R1C1", "c", "r2", "a" * 256, "_x", "x-y", "True")
    ),
    "lint-name-twice": ((with_name("ONE"), "甲!A1 (one)"), (with_name("one"), "甲!A1 (one)")),
    "lint-name-target": (
        (with_name("two", sheet_name="乙"), "乙!A1 (two)"),
        (with_name("two", Area(2, 1, 1, 1)), "甲!A2:A1 (two)"),
        (with_name("two", Area(1, 4, 1, 4)), "甲!D1 (two)"),
        (with_name("two", Area(9999, 1, 9999, 1)), "甲!A9999 (two)"),
    ),
    "lint-sheet-name": (
        (plan(sheet(), sheet(name="长" * 32)), "长" * 32),
        (plan(sheet(), sheet(name="a/b")), "a/b"),
        (plan(sheet(), sheet(name="'a")), "'a"),
        (plan(sheet(), sheet(name="A"), sheet(name="a")), "a"),
    ),
    "lint-merge-overlap": (
        (with_sheet(filter=None, merges=(Area(1, 1, 2, 2), Area(2, 2, 3, 3))), "甲!B2:C3"),
        (
            with_sheet(filter=None, rows=(*sheet().rows[:2], replace(sheet().rows[2], spans=((1, 2), (2, 3))))),
            f"甲!B3:C{LONG + 2}",
        ),
    ),
    "lint-merge-filter": (
        (with_sheet(merges=(Area(4, 1, 5, 1),)), "甲!A4:A5"),
        (with_sheet(rows=(*sheet().rows[:2], replace(sheet().rows[2], spans=((1, 2),)))), f"甲!A3:B{LONG + 2}"),
    ),
    "lint-filter": (
        (with_sheet(filter=Area(2, 1, 2, 2)), "甲!A2:B2"),
        (with_sheet(filter=Area(2, 1, 5, 9)), "甲!A2:I5"),
    ),
    "lint-size": (
        (with_sheet(widths=(10.0,) * 257), "甲"),
        (with_sheet(rows=(row_of(1_048_577, "x"), *sheet().rows)), "甲"),
    ),
    "lint-measure": (
        (with_sheet(rows=(row_of(1, "x", height=409.5), *sheet().rows[1:])), A1),
        (with_sheet(widths=(10.0, 0.0, 10.0)), "甲!B1"),
    ),
    "lint-text-long": ((with_sheet(rows=(row_of(1, "长" * 32768), *sheet().rows[1:])), A1),),
    "lint-prompt": (
        (with_rule("TRUE", prompt="长" * 256), A3),
        (with_rule("TRUE", error="长" * 256), A3),
        (with_rule("TRUE", prompt_title="长" * 33), A3),
    ),
    "lint-validations": ((with_sheet(validations=(Validation((COLUMN,), "any"),) * 2001), "甲"),),
    "lint-highlights": ((with_sheet(highlights=(Highlight((COLUMN,), "TRUE", style.HINT),) * 2001), "甲"),),
    "lint-styles": ((with_sheet(rows=MANY_STYLES, filter=None), ""),),
    "lint-footer": ((with_sheet(printing=Printing("portrait", Area(1, 1, 1, 1), footer_left="长" * 250)), "甲"),),
}


def test_the_plan_that_is_broken_is_whole() -> None:
    assert not list(lint(plan()))
    assert not list(lint(with_rule("TRUE")))
    assert not list(lint(with_formula("SUM(one)+'甲'!$A$1&\"it's [1]! @#{\"")))


def test_every_rule_is_tried() -> None:
    assert BROKEN.keys() == {rule.code for rule in RULES}
    assert len(RULES) == len(BROKEN)


CASES = [(code, broken, place) for code, cases in BROKEN.items() for broken, place in cases]


@pytest.mark.parametrize(("code", "broken", "place"), CASES, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(CASES)])
def test_what_breaks_a_rule_is_refused_at_its_place(code: str, broken: Plan, place: str) -> None:
    found = {fault.code: fault for fault in lint(broken)}
    assert code in found, sorted(found)
    assert found[code].place.text() == place
    for language in ("zh", "en"):
        assert code in found[code].text(language)


@pytest.mark.parametrize(
    "harmless",
    [
        with_row_formula(f"INDEX(r.name,ROW()-ROW($A$2))&$A{same_row()}"),
        with_row_formula("SUMPRODUCT(--(INDEX(r.name,ROW()-2)=1))"),
        with_formula("SUMPRODUCT(--(r.name=1))"),
        with_formula("1E-05+one"),
        with_formula('IF(one="a""b","it\'s","")'),
        with_rule("OFFSET(one,MATCH($A3,one,0)-1,0,COUNTIF(one,$A3),1)", rule="list"),
        plan(sheet(rows=(row_of(1, Link('甲"乙', "甲")), *sheet().rows[1:]))),
        with_sheet(merges=(Area(1, 1, 2, 1),)),
    ],
)
def test_what_looks_alike_and_is_right_passes(harmless: Plan) -> None:
    assert not [fault.text("en") for fault in lint(harmless)]


# --- how formulas are read -------------------------------------------------------------------------------------------


def test_a_formula_taken_apart() -> None:
    formula = read("IF('a''b'!$A$1=\"x(\"\"y\",SUM(one.two,1E-05),乙!B2)")
    assert formula.words == {"IF(", "$A$1", "SUM(", "one.two", "1E", "05", "乙!", "B2"}
    assert formula.sheets == {"a'b", "乙"}
    assert formula.texts == {'x("y'}
    assert formula.whole


@pytest.mark.parametrize(
    ("text", "least"), [("one+1", 14), ('"长长"', 7), ("IF(one,1,2)", 39), ("$A$1+$A$2", 15), ("{1,2}", 33)]
)
def test_the_weight_is_never_too_small(text: str, least: int) -> None:
    """By [MS-XLSB] 2.2.2 a name takes 5 bytes, a number 9, an address 7, a text 3 and twice its length."""
    assert tokens_weight(text) >= least


# --- the table of functions ------------------------------------------------------------------------------------------


def test_no_function_is_newer_than_excel_2010_or_volatile_but_one() -> None:
    assert all(each.since <= 2010 for each in FUNCTIONS.values())
    assert FUNCTIONS.keys() & VOLATILE == {"OFFSET"}
    assert "OFFSET" not in ALLOWED["cell"] | ALLOWED["name"] | ALLOWED["mark"]


def test_every_function_of_marks_and_lists_is_used_by_some_form() -> None:
    """What nothing uses is not allowed either. (What expressions may call is tried by the tests of expressions.)"""
    called: set[str] = set()
    marks: set[str] = set()
    for each in shipped():
        for batch in Ground(plan_workbook(each.edition, each.kind)).batches:
            words = {word[:-1] for word in batch.joined.words if word.endswith("(")}
            called |= words
            marks |= words if batch.use == "mark" else set()
    assert marks == allowed(Use.MARKS)
    assert allowed(Use.LISTS) <= called
    assert allowed(Use.CHECKS) - called <= {"DAY", "MONTH", "RIGHT"}, "those write dates, which no shipped message has"


# --- forms as authors write them -------------------------------------------------------------------------------------


def faults_of(folder: Path, *edits: Edit, rows: int | None = None) -> list[Fault]:
    """What ``check-spec`` says of the small form, edited."""
    faults: list[Fault] = []
    for edition in load_editions(write_form(folder, *edits)):
        for kind in edition.kinds:
            try:
                build_workbook(edition, kind, rows={"sites": rows} if rows and kind.id == "unit" else None)
            except FaultySpec as problem:
                faults.extend(problem.faults)
    return faults


REGISTER_END = "    total: {of: [staff]}\n"


def check(expect: str = "staff > 0", say: str = "人数不对", fix: str = "改正") -> Edit:
    text = (
        f"checks:\n  - id: c1\n    severity: verify\n    for: sites\n    at: sites.staff\n"
        f"    expect: {expect}\n    say: {say}\n    fix: {fix}\n"
    )
    return ("main.yaml", REGISTER_END, REGISTER_END + text)


def test_an_ordinary_check_is_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, check()) == []


@pytest.mark.parametrize(
    ("edit", "codes", "said"),
    [
        (check(say="长" * 9000), {"lint-formula-long", "lint-formula-weight"}, "8192"),
        (check(fix="长" * 9000), {"lint-formula-long", "lint-formula-weight"}, "8192"),
        (check(expect=" or ".join(f'name == "{"长" * 200}{n}"' for n in range(60))), {"expr-too-long"}, "8192"),
    ],
)
def test_a_check_that_is_too_much_for_excel(tmp_path: Path, edit: Edit, codes: set[str], said: str) -> None:
    """The message names the line of the check, and for the linter's rules the cell."""
    faults = faults_of(tmp_path, edit)
    assert all(said in faults[0].text(language) for language in ("zh", "en"))
    assert {fault.code for fault in faults} == codes
    for fault in faults:
        assert (fault.place.file.endswith("main.yaml"), fault.place.quote.split(":")[0].strip()) == (True, "expect")
        assert not fault.code.startswith("lint-") or fault.place.sheet == "审核"


def test_a_row_that_looks_at_all_rows_is_refused_where_there_are_many(tmp_path: Path) -> None:
    """``sum(sites.staff)`` in each row: no harm in thirty rows, a hundred million steps in ten thousand."""
    share = "      - {id: share, label: 占比, value: staff / sum(sites.staff), decimals: 2}\n"
    edit = ("main.yaml", REGISTER_END, share + REGISTER_END)
    assert faults_of(tmp_path, edit) == []
    [fault] = faults_of(tmp_path, edit, rows=10_000)
    assert (fault.code, fault.slots["name"], fault.slots["rows"]) == ("lint-square", "sites.staff", 10_000)
    assert fault.place.name == "sites.share"
    assert "sum(sites.staff)" in fault.place.quote


def test_a_label_with_an_ampersand_prints_as_it_is(tmp_path: Path) -> None:
    """In a footer ``&B`` would mean bold."""
    from io import BytesIO

    from openpyxl import load_workbook

    [edition] = load_editions(write_form(tmp_path, ("form.yaml", "label: 单位, file", "label: A&B, file")))
    book = load_workbook(BytesIO(build_workbook(edition, edition.kinds[0]).content))
    assert "A&&B" in str(book["主表"].oddFooter.left.text)


def test_a_long_footer_is_refused(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, ("form.yaml", "label: 单位, file", f"label: {'很长的名称' * 50}, file"))
    assert {fault.code for fault in faults} == {"lint-footer"}
