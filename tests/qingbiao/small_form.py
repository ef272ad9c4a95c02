"""A small form with two kinds, in a temporary folder: whole, or with one place broken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FORM = """\
form: demo
edition: demo-2024
title: 演示报表
year: 2024
kinds:
  - {id: unit, label: 单位, file: 单位表, tables: [main], unit: who.name}
  - {id: desk, label: 汇总, file: 汇总表, tables: [desk], collects_from: unit, parameters: []}
parameters:
  - {id: grid, label: 电网因子, table: grid, choose: {series: 区域电网基准线排放因子（OM）, year: 2019}}
  - {id: loss, label: 线损, value: 0.05, source: 示例}
"""

MAIN = """\
table: main
sheet: 主表
title: "{{ year }}年主表"
notes:
  - 第一条
sections:
  - id: who
    title: 单位
    fields:
      - {id: name, label: 名称, type: text, required: true, feeds: desk_units.name}
      - {id: trade, label: 行业, list: gbt4754-2017}
  - id: energy
    title: 能源[1]
    columns:
      - {id: power, label: 用电, type: quantity, max: 1000, feeds: desk_energy.power}
      - {id: gas, label: 用气, type: quantity}
      - {id: total, label: 合计, value: power + gas * factor.loss, decimals: 2}
  - id: sites
    title: 厂区
    register: {row: 厂区, key: name}
    columns:
      - {id: name, label: 厂名, type: text}
      - {id: staff, label: 人数, type: count}
    total: {of: [staff]}
"""

DESK = """\
table: desk
sheet: 汇总
title: 汇总表
sections:
  - id: desk_energy
    title: 能源
    columns:
      - {id: power, label: 用电, type: quantity, collect: {sum: energy.power}}
  - id: desk_units
    title: 单位
    register: {row: 单位, key: name, collect: given(who.name)}
    columns:
      - {id: name, label: 名称, type: text, collect: {each: who.name}}
"""

FILES: Mapping[str, str] = {"form.yaml": FORM, "main.yaml": MAIN, "desk.yaml": DESK}

Edit = tuple[str, str, str]
"""A file, a text that stands in it once, and what to write instead."""


def write_form(folder: Path, *edits: Edit) -> Path:
    """The small form in ``folder/demo``, with ``edits``; an edit of ``""`` replaces the whole file."""
    texts = dict(FILES)
    for file, old, new in edits:
        if old:
            assert texts[file].count(old) == 1, f"{old!r} stands {texts[file].count(old)} times in {file}"
        texts[file] = texts[file].replace(old, new) if old else new
    target = folder / "demo"
    target.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        (target / file).write_text(text, encoding="utf-8")
    return folder
