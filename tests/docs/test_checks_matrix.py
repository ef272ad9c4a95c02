"""docs/checks.md says which check works where: as a mark at the cell, on the sheet 校验, on the command line.

The table is written from the plans themselves (``pytest --regold``), and the cells it calls tried are those that
tests/generator/test_checks_agree.py compares; so a form's editor can rely on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.lines import SEARCH_ROWS, SEVERITIES, Line, left_to_desk, lines_of
from generator.plan import Plan
from generator.planning import capacities_for
from qingbiao.form import Check
from tests.generator.opened import opened
from tests.generator.shipped import ROOT, Shipped, shipped

DOCUMENT = ROOT / "docs" / "checks.md"
BEGIN, END = "<!-- matrix: written by tests/docs/test_checks_matrix.py -->\n", "<!-- end of the matrix -->\n"
HEAD = "| 编号 | 程度 | 逐行 | 格上着色 | 校验表 | 命令行 | 说明 |\n|---|---|---|---|---|---|---|\n"
YES, NO = "✓", "—"


def test_the_matrix_is_what_the_plans_say(regold: bool) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    known, _, after = rest.partition(END)
    fresh = "".join(section for each in shipped() for section in sections(each))
    if regold:
        DOCUMENT.write_text(before + BEGIN + fresh + END + after, encoding="utf-8")
        return
    assert known == fresh, "the checks have changed; pytest --regold tests/docs/test_checks_matrix.py"


def sections(each: Shipped) -> Iterator[str]:
    lines = lines_of(each.kind, opened(each).plan.capacities)
    marked = marked_places(opened(each).plan)
    checks = [line for line in lines.all if isinstance(line.subject, Check)]
    rules = len(lines.all) - len(checks)
    yield f"\n## {each.edition.id}，{each.kind.label}\n\n"
    yield f"填报格自身的规则（必填、类型、范围、列表）{rules} 条，编号为 `field.` 加指标编号，三处都审。"
    yield f"审核关系 {len(checks)} 条：\n\n"
    yield HEAD + "".join(row(each, line, marked) for line in checks)


def row(each: Shipped, line: Line, marked: set[tuple[str, str]]) -> str:
    assert isinstance(line.subject, Check)
    place = opened(each).plan.place_of(line.at.id)
    at_cell = not line.desk and (place.sheet, place.cell()) in marked
    cells = (
        f"`{line.code}`",
        SEVERITIES[line.severity],
        YES if line.register else "",
        YES if at_cell else NO,
        NO if line.desk else YES,
        YES,
        remark(each, line.subject),
    )
    return f"| {' | '.join(cells)} |\n"


def remark(each: Shipped, check: Check) -> str:
    if check.desk_only:
        return f"只在接收处审核：{check.why_desk}"
    many = capacities_for(each.kind, dict.fromkeys(each.kind.registers, SEARCH_ROWS + 1))
    return f"名录超过 {SEARCH_ROWS} 行的，只在接收处审核" if left_to_desk(check, many) else ""


def marked_places(plan: Plan) -> set[tuple[str, str]]:
    """The first cell of every area that a conditional format stands on."""
    return {
        (sheet.name, area.a1.partition(":")[0])
        for sheet in plan.sheets
        for highlight in sheet.highlights
        for area in highlight.areas
    }


def test_every_check_works_everywhere_or_says_why_not() -> None:
    for each in shipped():
        for line in lines_of(each.kind, opened(each).plan.capacities).all:
            if line.desk and isinstance(line.subject, Check):
                assert line.subject.why_desk, line.code
            if not line.desk:
                place = opened(each).plan.place_of(line.at.id)
                assert (place.sheet, place.cell()) in marked_places(opened(each).plan), line.code
