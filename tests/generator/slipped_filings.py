"""Filings that were nearly right: examples in which a few things slipped, as they slip in an office."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from generator.planning import capacities_for
from qingbiao.filing import Filing, ParameterEntry, compute
from qingbiao.form import Field, Kind
from qingbiao.values import BLANK, NA, Value, plain_number
from tests.generator.random_filings import NUMBERS_AS_TEXT, TEXTS, odd_choices, random_filing

REGIONS: Final = {
    "华北": "河北省",
    "东北": "辽宁省",
    "华东": "浙江省",
    "华中": "河南省",
    "西北": "甘肃省",
    "南方": "广东省",
    "西南": "四川省",
}

EXPLANATIONS: Final = (
    "", "", "核实无误", "情况属实。", "无", "已核实，数据准确", "同上", "  ", "/", "12",
    "123456789", "aaaaaaaa", "2024年停产",
    "燃气公司按热值 36.2 MJ/m3 出具的检测报告，系数为 1.2354",
    "企业于12月31日验收，绩效计入下一年度",
    "省级名单在审核启动以后才公布",
)  # fmt: skip
_WORDS: Final = (
    "盘锦市",
    "兴隆台区",
    "强制性",
    "是",
    "有",
    "第一类",
    "C2710 化学药品原料药制造",
    "委托",
    "通过",
    "未通过",
)


def filings(kind: Kind, examples: Sequence[Filing], count: int, seed: str) -> list[Filing]:
    """``count`` filings: slipped examples, and wholly random ones, each with explanations here and there."""
    made = []
    for number in range(count):
        random = Random(f"{seed} {number}")
        filing = slipped(random, kind, random.choice(examples)) if number % 3 else random_filing(random, kind)
        made.append(replace(filing, explanations=_explanations(random, kind)))
    return made


def _explanations(random: Random, kind: Kind) -> dict[str, str]:
    codes = [check.id for check in kind.checks if check.severity == "verify"]
    return {code: random.choice(EXPLANATIONS) for code in random.sample(codes, len(codes) * random.randrange(4) // 3)}


def slipped(random: Random, kind: Kind, filing: Filing) -> Filing:
    """The filing with one to eight slips."""
    cells = dict(filing.cells)
    columns = {key: list(values) for key, values in filing.columns.items()}
    last = dict(filing.last)
    for _ in range(random.randint(1, 8)):
        each = random.choice([each for each in kind.fields.values() if not each.computed])
        slip = random.choice(_SLIPS)
        if each.register is None:
            cells[each.id] = slip(random, each, cells.get(each.id, BLANK))
        else:
            column = columns.setdefault(each.id, [])
            row = random.randrange(min(len(column) + 2, kind.registers[each.register].capacity))
            column.extend([BLANK] * (row + 1 - len(column)))
            column[row] = slip(random, each, column[row])
    if kind.registers and random.random() < 0.2:
        _double_row(random, kind, columns)
    if kind.last and random.random() < 0.5:
        last.update(_last_year(random, kind, cells))
    changed = replace(filing, cells=cells, columns=columns, last=last)
    for change, chance in ((_in_a_region, 0.2), (_as_on_paper, 0.4), (_wrong_choice, 0.1)):
        if random.random() < chance:
            changed = change(random, kind, changed)
    return changed


def _double_row(random: Random, kind: Kind, columns: dict[str, list[Value]]) -> None:
    """The same company twice."""
    register = random.choice(list(kind.registers))
    own = [columns.get(each.id, []) for each in kind.columns(register) if not each.computed]
    if not any(own):
        return
    for column in own:
        if column and len(column) < kind.registers[register].capacity:
            column.append(column[0])


def _in_a_region(random: Random, kind: Kind, filing: Filing) -> Filing:
    """A province with the grid it belongs to."""
    grid = next((parameter for parameter in kind.parameters if parameter.table), None)
    province = next((each for each in kind.fields.values() if each.name == "province"), None)
    if grid is None or grid.table is None or province is None:
        return filing
    area = random.choice(list(REGIONS))
    rows = [row.labels for row in grid.table.cascade().rows if row.labels[-1] == area]
    entry = ParameterEntry(random.choice(rows))
    return replace(
        filing,
        cells={**filing.cells, province.id: REGIONS[area]},
        parameters={**filing.parameters, grid.id: entry},
    )


def _as_on_paper(random: Random, kind: Kind, filing: Filing) -> Filing:
    """What a paper table would say, rounded as people round."""
    computed = compute(kind, filing, 2024, capacities_for(kind))
    digits = random.randrange(4)

    def rounded(value: Value) -> Value:
        return round(value, digits) if isinstance(value, float) else value

    fields = [each for each in kind.fields.values() if each.reported]
    return replace(
        filing,
        reported={each.id: rounded(computed.cells[each.id]) for each in fields if each.register is None},
        reported_columns={
            each.id: [rounded(value) for value in computed.columns[each.id]] for each in fields if each.register
        },
    )


def _wrong_choice(random: Random, kind: Kind, filing: Filing) -> Filing:
    """A word on the parameter sheet that is on no list, or what is no word."""
    parameters = dict(filing.parameters)
    for parameter in kind.parameters:
        if parameter.table is not None:
            labels = random.choice(parameter.table.cascade().rows).labels
            wrong = random.randrange(len(labels))
            alone = tuple("火星" if level == wrong else BLANK for level in range(len(labels)))
            odd = odd_choices(random, labels)
            source = random.choice((BLANK, "检测报告", 2024.0, NA))
            parameters[parameter.id] = ParameterEntry(random.choice((alone, tuple(odd))), BLANK, source)
    return replace(filing, parameters=parameters)


def _last_year(random: Random, kind: Kind, cells: Mapping[str, Value]) -> dict[str, Value]:
    """Mostly what makes this year's sum right."""
    last: dict[str, Value] = {}
    for field_id in kind.last:
        whole, part = cells.get(field_id, BLANK), cells.get(field_id.replace("cumulative", "year"), BLANK)
        if isinstance(whole, float) and isinstance(part, float):
            last[field_id] = round(whole - part + random.choice((0.0, 0.0, 0.0, 1.0)), 6)
        else:
            last[field_id] = whole
    return last


def _scaled(factor: float) -> Callable[[Random, Field, Value], Value]:
    """万度 for 度, 元 for 万元."""
    return lambda _, __, value: float(f"{value * factor:.12g}") if isinstance(value, float) else value


def _nearby(random: Random, _: Field, value: Value) -> Value:
    return value + random.choice((-1.0, 1.0, 0.5, -365.0, 365.0)) if isinstance(value, float) else value


def _at_the_edge(random: Random, each: Field, value: Value) -> Value:
    edges = [edge for edge in (each.min, each.max) if edge is not None and abs(edge) < 1e9]
    return random.choice(edges) + random.choice((-1.0, 0.0, 1.0)) if edges and each.numeric else value


def _as_text(_: Random, __: Field, value: Value) -> Value:
    return f"{plain_number(value)}吨" if isinstance(value, float) else value


_SLIPS: Final[tuple[Callable[[Random, Field, Value], Value], ...]] = (
    lambda *_: BLANK,
    lambda *_: NA,
    _scaled(1e-4),
    _scaled(1e4),
    _scaled(1000.0),
    _nearby,
    _at_the_edge,
    _as_text,
    lambda random, *_: random.choice(NUMBERS_AS_TEXT),
    lambda random, *_: random.choice(TEXTS),
    lambda random, *_: random.choice(_WORDS),
    lambda random, *_: float(random.randrange(60)),
)
