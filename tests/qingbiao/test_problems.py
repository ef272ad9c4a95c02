"""What is said of a value that its field does not admit: the right reason, what was expected, and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from qingbiao.messages import CATALOGUE
from qingbiao.problems import problem_of
from qingbiao.values import from_cell
from tests.qingbiao.slips import kind_of

ENTERPRISE, BUREAU, MIIT = (
    kind_of(*each) for each in (("mee-2024", "enterprise"), ("mee-2024", "bureau"), ("miit-2024", "bureau"))
)


def said(field: str, given: float | str | date | None) -> str:
    """The message about a value of a field, wherever it is."""
    each = next(kind.fields[field] for kind in (ENTERPRISE, BUREAU, MIIT) if field in kind.fields)
    problem = problem_of(each, from_cell(given))
    assert problem is not None
    assert problem.expected in CATALOGUE[problem.code].render("zh", problem.slots)
    return CATALOGUE[problem.code].render("zh", problem.slots)


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        # a day that is a text is no number
        ("audit.started", "2024/3/11", "请改填日期 2024-03-11"),
        ("audit.started", "2024年7月18日", "请改填日期 2024-07-18"),
        ("audit.started", "２０２４．７．１８", "请改填日期 2024-07-18"),
        ("audit.started", "20240226", "请改填日期 2024-02-26"),
        ("audit.started", "2024-02-30", "“2024-02-30”不是日期；请填如 2024-05-31"),
        ("audit.started", "三月", "“三月”不是日期；请填如 2024-05-31"),
        ("audit.started", 20240226, "“20240226”不是日期；请填如 2024-05-31"),
        ("audit.started", 45362.5, "填的日期带有几点几分；请只填日期 2024-03-11"),
        ("audit.started", date(1985, 1, 1), "填的 1985-01-01 超出范围；应为 1990-01-01～2100-01-01"),
        # a slash where it may not stand: what to do hangs on what the cell is for
        ("effects.year.cod", "/", "请填实际数，没有发生的填 0"),
        ("company.name", "/", "不能填“/”；请如实填写"),
        ("company.province", "/", "不能填“/”；请如实填写"),
        ("enforcement.description", "/", "不能填“/”；没有的，空着即可"),
        ("capacity.experts.number", "/", "不能填“/”；没有的，空着即可"),
        # words in a number's cell
        ("pollutants.so2", "—", "请改填数字，没有的填“/”"),
        ("pollutants.so2", "／", "填的“／”是全角的斜线；没有的请改填半角的“/”"),
        ("schemes.proposed.low", "／", "填的“／”是全角的斜线"),
        ("effects.year.cod", "／", "要填数字，填的是“／”"),
        ("pollutants.so2", "无", "请改填数字，没有的填“/”"),
        ("pollutants.so2", "14.2吨", "请改填数字 14.2，单位已印在表头"),
        ("effects.year.cod", "无", "请改填数字"),
        # bounds: only those that say something
        ("resources.water", -1, "填的 -1 超出范围；应为 ≥ 0"),
        ("resources.water", 2e13, "超出范围；应为 0～1000000000000"),
        ("training.officials.five_years.percent", 20, "填的 2000% 超出范围；应为 0%～100%"),
        ("schemes.proposed.low", 2.5, "填的 2.5 不是整数；请填整数"),
        # more decimals than there may be: the number to type
        ("resources.water", 1.00005, "填的 1.00005 超过 4 位小数；请改填 1.0001"),
        ("resources.water", 0.00004, "填的 0.00004 超过 4 位小数；请改填 0"),
        ("training.officials.five_years.percent", 1 / 7, "填的 14.2857142857143% 超过 2 位小数；请改填 14.29%"),
        ("company.credit_code", 912101061234567890.0, "填的是数字 912101061234568000"),
        ("company.credit_code", "91210106ｍaxxxxxx7w ", "请改填 91210106MAXXXXXX7W"),
        ("company.credit_code", "91210106MAXXXXXX7X", "不是有效的统一社会信用代码"),
        # lists
        ("audit.kind", "强制", "不在可选项中；请选 强制性、自愿性"),
        ("company.province", "辽宁", "不在可选项中；请从下拉列表中选择"),
        # nothing
        ("company.name", None, "没有填；请填写"),
        ("audit.started", None, "没有填；请填写，不适用的填“/”"),
    ],
)
def test_what_is_said_of_a_wrong_value(field: str, given: float | str | date | None, words: str) -> None:
    assert words in said(field, given)
