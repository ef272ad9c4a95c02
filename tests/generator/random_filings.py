"""Random filings over any form: what people type, right and wrong, into every input of a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

from qingbiao.cascade import Cascade
from qingbiao.filing import Filing, ParameterEntry
from qingbiao.form import Field, Kind, Parameter
from qingbiao.values import BLANK, NA, Value, from_cell

NUMBERS: Final = (  # at most 15 digits, as a person can type them
    0.0, 1.0, 2.0, 7.0, 12.0, 100.0, 30000.0, 44178.0, 1e9, 123456789012.0,  # whole
    0.5, 1.5, 2.5, 0.005, 1.005, 2.675, 1.0005, 2.0015, 0.333333333333333, 0.1, 1400.72, 99.99995,  # halves, tails
    -1.0, -0.5, -2.675, -1234.5678, 0.3, 1e-7,
)  # fmt: skip
NUMBERS_AS_TEXT: Final = ("1,200", "650吨", "１２．５", "12", "20%", "约30", "无", "-", "1e3", " 5 ", "TRUE")
TEXTS: Final = (
    "盘锦市生态环境局", "黄龙生物科技（辽宁）有限公司", "A&B <有限> \"公司\" 'x'", "无", "=1+1", "+8613800000000",
    "@同上", "第一行\n第二行", "  前后有空格  ", "0427", "00123", "12", "1/2", "//", "3月1日", "TRUE", "#N/A",
    "x" * 40, "\ttab", "_x0041_", "𠮷野家🌱", "é̂ 组合", "a\u00a0b\u3000c",
    "企业基本信息、生产规模、污染物排放情况、许可排放量、联系人及联系方式。" * 6,
)  # fmt: skip
DAYS: Final = (45292.0, 45351.0, 45657.0, 40544.0, 61.0)


def random_filing(random: Random, kind: Kind) -> Filing:
    """Some of a kind's inputs filled: sparsely or densely, correctly or wildly, as the seed decides."""
    share = random.choice((0.3, 0.7, 0.95))
    wildness = random.choice((0.0, 0.15, 0.4))

    def one(field: Field) -> Value:
        return _value(random, field, wildness) if random.random() < share else BLANK

    cells: dict[str, Value] = {}
    columns: dict[str, Sequence[Value]] = {}
    reported: dict[str, Value] = {}
    reported_columns: dict[str, Sequence[Value]] = {}
    rows = {register.id: random.choice((0, 1, 2, register.capacity)) for register in kind.registers.values()}
    for field in kind.fields.values():
        if field.computed and not field.reported:
            continue
        if field.register is None:
            (reported if field.computed else cells)[field.id] = one(field)
        else:
            column = [one(field) for _ in range(rows[field.register])]
            (reported_columns if field.computed else columns)[field.id] = column
    _choose_cascades(random, kind, cells)
    parameters = {p.id: _entry(random, p) for p in kind.parameters if not p.fixed and random.random() < 0.8}
    last = {field_id: one(kind.fields[field_id]) for field_id in kind.last}
    return Filing(cells, columns, reported, reported_columns, parameters, last)


def _value(random: Random, field: Field, wildness: float) -> Value:
    if random.random() < 0.1:
        return NA
    if random.random() < wildness:
        return from_cell(random.choice((*NUMBERS_AS_TEXT, *TEXTS, *NUMBERS)))
    return from_cell(_BY_TYPE[field.type](random, field))


def _number(random: Random, _: Field) -> float:
    return random.choice(NUMBERS) if random.random() < 0.5 else round(random.uniform(0, 5000), random.randrange(5))


def _chosen(random: Random, field: Field) -> str:
    if field.choices:
        return random.choice(field.choices)
    assert field.codes is not None
    code_list, level = field.codes.code_list, field.codes.level
    if level is None:
        return random.choice(code_list.offered())
    return random.choice(code_list.cascade().rows).labels[level]


_BY_TYPE: Final[Mapping[str, Callable[[Random, Field], object]]] = {
    "text": lambda random, _: random.choice(TEXTS),
    "count": lambda random, _: float(random.randrange(5000)),
    "quantity": _number,
    "percent": lambda random, _: random.choice((0.2, 0.125, 1.0, 0.0, 0.3333)),
    "date": lambda random, _: random.choice(DAYS),
    "choice": _chosen,
    "code": _chosen,
    "credit_code": lambda random, _: random.choice(("91210106MAXXXXXX7W", "911100000000000000", "9121")),
    "phone": lambda random, _: random.choice(("024-00000000", "13800000000", "0427-2825678-801")),
}


def _choose_cascades(random: Random, kind: Kind, cells: dict[str, Value]) -> None:
    """Mostly choices that belong together: a county of the city of the province."""
    for field in kind.fields.values():
        if field.codes is None or not field.codes.under or field.register or random.random() < 0.2:
            continue
        level = field.codes.level
        assert level is not None
        labels = random.choice(field.codes.code_list.cascade().rows).labels
        cells.update(zip((*field.codes.under, field.id), labels[: level + 1], strict=True))


def _entry(random: Random, parameter: Parameter) -> ParameterEntry:
    own: Value = random.choice((BLANK, BLANK, 0.5810, 1.15, 2.0015, -3.0, 0.0, "1.2", "公司检测值", NA))
    source: Value = random.choice((BLANK, "燃气公司检测报告 <2024>", "企业\n检测", "12", 12.0, NA))
    return ParameterEntry(_choice(random, parameter), own, source)


def _choice(random: Random, parameter: Parameter) -> tuple[Value, ...]:
    if parameter.table is None:
        return ()
    cascade = parameter.table.cascade()
    labels: list[Value] = list(random.choice(cascade.rows).labels)
    what = random.random()
    if what < 0.2:  # the outer choice was changed afterwards
        labels[0] = random.choice(cascade.choices())
    elif what < 0.4:  # not chosen to the end
        labels[random.randrange(len(labels))] = BLANK
    elif what < 0.5:
        labels[-1] = _unknown(random, cascade)
    elif what < 0.6:
        labels = odd_choices(random, labels)
    return tuple(labels)


def odd_choices(random: Random, labels: Sequence[Value]) -> list[Value]:
    """The choices with one that is no text: the year as a number, as a program may paste it, or ``/``."""
    odd = list(labels)
    place = random.randrange(len(odd))
    odd[place] = NA
    numbers = {index: float(label) for index, label in enumerate(labels) if isinstance(label, str) and label.isdigit()}
    if numbers and random.random() < 0.7:
        return [numbers.get(index, label) for index, label in enumerate(labels)]
    return odd


def _unknown(random: Random, cascade: Cascade) -> str:
    return random.choice(("火星", "东北*", "东?", cascade.rows[0].labels[-1] + " "))
