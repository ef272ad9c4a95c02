"""Every way in which a form's YAML can be wrong: a small edit to a small form that is in order, and what is told then.

Rows name codes of the message catalogue, never its words.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.qingbiao.small_form import FILES, Edit

HEAD, MAIN, DESK = FILES


@dataclass(frozen=True)
class Told:
    """A fault as a row expects it: at the first place where the text ``at`` stands, or where ``▲`` stands in it.

    ``""`` stands for no line at all.
    """

    code: str
    at: str = ""
    near: str = ""
    file: str = MAIN


@dataclass(frozen=True)
class Broken:
    """Edits to the small form, and everything that is wrong with it then."""

    name: str
    edits: tuple[Edit, ...]
    told: tuple[Told, ...]


def main(name: str, old: str, new: str, *told: Told) -> Broken:
    return Broken(name, ((MAIN, old, new),), told)


def head(name: str, old: str, new: str, *told: tuple[str, str] | tuple[str, str, str]) -> Broken:
    return Broken(name, ((HEAD, old, new),), tuple(Told(*each, file=HEAD) for each in told))


def desk(name: str, old: str, new: str, *told: tuple[str, str] | tuple[str, str, str]) -> Broken:
    return Broken(name, ((DESK, old, new),), tuple(Told(*each, file=DESK) for each in told))


GAS = "{id: gas, label: 用气, type: quantity}"
TOTAL = "power + gas * factor.loss"
SITES = "  - id: sites\n"


def gas(name: str, more: str, *told: Told) -> Broken:
    """The field ``gas`` with something more."""
    return main(name, GAS, GAS.replace("}", f", {more}}}"), *told)


def check(
    name: str,
    expect: str,
    say: str,
    *told: Told,
    desk: str = "everywhere",
    at: str = "who.trade",
    each: str = "null",
) -> Broken:
    """A check, where there was none."""
    end = "    total: {of: [staff]}\n"
    where = f"where: {desk}, at: {at}, each: {each}"
    text = f'  - {{id: one, severity: hint, {where}, expect: "{expect}", say: "{say}", fix: 改}}'
    return main(name, end, f"{end}checks:\n{text}\n", *told)


def group(name: str, expect: str, *told: Told, second: str = "second") -> Broken:
    """A check written for two items, where there was none."""
    end = "    total: {of: [staff]}\n"
    items = f"[{{id: first, gas: energy.gas}}, {{id: {second}, gas: energy.power}}]"
    inner = f'{{id: above, severity: hint, at: <gas>, expect: "{expect}", say: 不对, fix: 改}}'
    return main(name, end, f"{end}checks:\n  - each: {items}\n    checks:\n      - {inner}\n", *told)


def total(name: str, expression: str, *told: Told) -> Broken:
    """Another expression for the field ``total``."""
    return main(name, TOTAL, expression, *told)


YAML = [
    main("indentation", "sections:", " sections:", Told("yaml-syntax", "sections:")),
    main("an open bracket", "[staff]", "[staff", Told("yaml-syntax", "[staff▲}")),
    main("a key twice", "sheet: 主表\n", "sheet: 主表\nsheet: 表\n", Told("yaml-duplicate-key", "sheet: 表\n")),
    main("a list for a key", "notes:", "[a, b]: 1\nnotes:", Told("yaml-key", "[a, b]")),
    gas("merging a number", "<<: 3", Told("yaml-merge", "3}")),
    main("merging itself", GAS, "&me {<<: *me, id: gas}", Told("yaml-explodes", "*me")),
    main("a tag", "title: 能源", "title: !secret 能源", Told("yaml-tag", "!secret")),
    main("too deep", "title: 能源[1]", f"title: {'[' * 200}{']' * 200}", Told("yaml-too-deep", f"{'[' * 98}▲[")),
    main("a bell", "title: 能源", "title: 能\a源", Told("yaml-syntax", "\a")),
]

SHAPES = [
    gas("an unknown key", "lines_: 3", Told("spec-unknown-key", "lines_", "lines")),
    main("an unknown key over a list", "notes:", "nots:", Told("spec-unknown-key", "nots", "notes")),
    gas("a comma that ends a formula", "b)", Told("spec-stray-text", "b)}")),
    main("a key missing", 'title: "{{ year }}年主表"\n', "", Told("spec-missing-key", "table: main")),
    head("a number for a text", "title: 演示报表", "title: 12", ("spec-not-text", "12\n")),
    gas("a text for a whole number", "lines: 两", Told("spec-not-whole", "两}")),
    main("a text for a number", "max: 1000", "max: 一千", Told("spec-not-number", "一千")),
    main("a text for true", "required: true", "required: 必填", Told("spec-not-truth", "必填")),
    main("a text for a list", "[staff]", "staff", Told("spec-not-list", "staff}\n")),
    main("a text for a mapping", GAS, "用气", Told("spec-not-mapping", "用气")),
    gas("no such type", "rollup: sums", Told("spec-not-one-of", "sums", "sum")),
    main("a capital in an id", "id: gas", "id: Gas", Told("spec-bad-id", "Gas")),
    gas("a prompt over 255 characters", f"prompt: {'长' * 256}", Told("spec-too-long", "长长")),
    gas("too many lines", "lines: 41", Told("spec-shape", "41}")),
    main(
        "columns and fields", "    fields:", "    columns: []\n    fields:", Told("spec-columns-or-fields", "id: who")
    ),
    main("register and rows", "    total: {", "    rows: []\n    total: {", Told("spec-register-or-rows", "id: sites")),
    main(
        "a register of fields",
        "key: name}\n    columns:",
        "key: name}\n    fields:",
        Told("spec-register-columns", "id: sites"),
    ),
    main(
        "columns and blocks",
        "    total: {",
        "    blocks: []\n    total: {",
        Told("spec-blocks-or-columns", "id: sites"),
    ),
    desk(
        "two ways to collect", "sum: energy.power", "sum: energy.power, count: 1 > 0", ("spec-collect-one-way", "{sum")
    ),
    main("another table's name", "table: main", "table: mian", Told("spec-table-name", "mian")),
    main("no such word in braces", "{{ year }}", "{{ yaer }}", Told("spec-template", '"{{')),
    main("a division in braces", "{{ year }}", "{{ year / 0 }}", Told("spec-template", '"{{')),
]

STRUCTURE = [
    main(
        "an id twice",
        "id: gas",
        "id: power",
        Told("spec-duplicate-id", "power, label: 用气"),
        Told("expr-unknown-name", "gas * "),
    ),
    head(
        "a kind twice",
        "parameters:\n",
        "  - {id: unit, label: 又, file: 又一表, tables: [main]}\nparameters:\n",
        ("spec-duplicate-id", "unit, label: 又"),
    ),
    head(
        "a parameter twice",
        "  - {id: loss",
        "  - {id: loss, label: 线损}\n  - {id: loss",
        ("spec-duplicate-id", "loss, label: 线损, value"),
    ),
    main(
        "a register under another's id",
        SITES,
        f"{SITES}    sheet: 厂\n    columns: [{{id: no, label: 号, type: text}}]\n"
        f"    register: {{row: 厂, key: no}}\n{SITES}",
        Told("spec-duplicate-id", "{row: 厂区"),
    ),
    main(
        "a reserved section",
        SITES,
        f"  - id: factor\n    columns: [{GAS}]\n{SITES}",
        Told("spec-reserved-id", "factor\n"),
    ),
    main(
        "a block of nothing",
        SITES,
        f"  - id: none\n    blocks: [{{id: nothing}}]\n{SITES}",
        Told("spec-block-empty", "{id: nothing}"),
    ),
    gas("no such note", "note: 2", Told("spec-no-such-note", "{id: gas")),
    main("a field without a type", GAS, "{id: gas, label: 用气}", Told("spec-missing-key", "{id: gas")),
    main("a formula without decimals", ", decimals: 2", "", Told("spec-missing-key", "{id: total")),
    main(
        "a total of no register",
        SITES,
        f"    total: {{of: [gas]}}\n{SITES}",
        Told("spec-total-without-register", "{of: [gas]}"),
    ),
    main("a total of an unknown column", "[staff]", "[staf]", Told("spec-total-unknown", "staf]", "staff")),
    main("a total of texts", "[staff]", "[name]", Told("spec-total-not-number", "name]")),
    gas("reported beside an input", "reported: true", Told("spec-reported-input", "true}\n      - {id: total")),
    main("min over max", "max: 1000", "min: 2000, max: 1000", Told("spec-min-over-max", "2000")),
]

MEANING = [
    head(
        "the unit's name is no field",
        "unit: who.name",
        "unit: who.nmae",
        ("spec-unknown-field", "who.nmae", "who.name"),
    ),
    main("a register's key is no column", "key: name}", "key: nmae}", Told("spec-unknown-field", "nmae", "sites.name")),
    main(
        "the rows of no register",
        "key: name}",
        "key: name, same_rows_as: site}",
        Told("spec-unknown-register", "site}", "sites"),
    ),
    main(
        "feeding no field",
        "desk_energy.power",
        "desk_energy.pwer",
        Told("spec-unknown-field", "desk_energy.pwer", "desk_energy.power"),
    ),
    main(
        "feeding what does not collect it",
        "feeds: desk_energy.power",
        "feeds: [desk_energy.power, desk_units.name]",
        Told("spec-feeds-unused", "desk_units.name]"),
    ),
    head(
        "collecting from no kind", "collects_from: unit", "collects_from: unti", ("spec-unknown-kind", "unti", "unit")
    ),
    gas("collecting without a source", "collect: {sum: power}", Told("spec-collect-without-source", "{sum")),
    main(
        "a register that collects without a source",
        "key: name}",
        "key: name, collect: 1 > 0}",
        Told("spec-collect-without-source", "1 > 0"),
    ),
    main(
        "no such code list",
        "gbt4754-2017",
        "gbt4754-2071",
        Told("spec-code-list-unknown", "gbt4754-2071", "gbt4754-2017"),
    ),
    main(
        "no such level", "list: gbt4754-2017", "list: divisions, level: ctiy", Told("spec-factor-level", "ctiy", "city")
    ),
    main(
        "under no field",
        "list: gbt4754-2017",
        "list: divisions, level: city, under: provnce",
        Told("spec-unknown-field", "provnce"),
    ),
    main(
        "a level without the one above",
        "list: gbt4754-2017",
        "list: divisions, level: city",
        Told("spec-level-under", "{id: trade"),
    ),
    main(
        "a level under another kind of field",
        "list: gbt4754-2017",
        "list: divisions, level: city, under: name",
        Told("spec-level-under", "under: ▲name"),
    ),
    main(
        "a level of no list",
        "list: gbt4754-2017",
        "type: text, level: city",
        Told("spec-missing-key", "{id: trade"),
    ),
    main(
        "a list and choices",
        "list: gbt4754-2017",
        "list: gbt4754-2017, choices: [甲]",
        Told("spec-choices-or-list", "{id: trade"),
    ),
    head(
        "a fixed parameter without a value",
        "value: 0.05, source: 示例",
        "fixed: true",
        ("spec-factor-missing", "{id: loss"),
    ),
    head("a value without a source", ", source: 示例", "", ("spec-factor-source", "{id: loss")),
    head("no such factor table", "table: grid", "table: girds", ("spec-factor-unknown", "girds", "grid")),
    head(
        "no such fuel",
        "value: 0.05, source: 示例",
        "fuel: crude_oils",
        ("spec-factor-unknown", "crude_oils", "crude_oil"),
    ),
    head("no such parameter", "parameters: []", "parameters: [gird]", ("spec-factor-unknown", "gird", "grid")),
    head("no such level of a factor", "year: 2019", "yaer: 2019", ("spec-factor-level", "{series", "year")),
    head("no such choice of a factor", "year: 2019", "year: 2018", ("spec-factor-choice", "{series", "2019")),
    head("a slash in a file's name", "file: 单位表", "file: 单位/表", ("spec-file-name", "单位/表")),
    head("a file's name twice", "file: 汇总表", "file: 单位表", ("spec-file-name", "单位表, tables: [desk]")),
]

EXPRESSIONS = [
    total("an unknown name", "power + gsa", Told("expr-unknown-name", "gsa", "gas")),
    total("an unknown name in quotes", '"power + gsa"', Told("expr-unknown-name", "gsa", "gas")),
    total("an unknown name below", ">-\n          power +\n          gsa", Told("yaml-syntax", ">-")),
    total("an unknown function", "abd(power)", Told("expr-unknown-function", "abd", "abs")),
    total("a whole column", "power + sites.staff", Told("expr-column-for-cell", "sites.staff")),
    total("a text among numbers", "power + who.name", Told("expr-text-for-number", "who.name")),
    total("a condition for a number", "power > gas", Told("expr-condition-for-number", "power >")),
    total("a text for a number", "who.name", Told("expr-text-for-number", "who.name, dec")),
    total("an open bracket", "(power", Told("expr-open-parenthesis", ", decimals")),
    total("a Chinese sign", "power × gas", Told("expr-character", "×", "*")),
    total("by itself", "power + total", Told("expr-circle", "power + total")),
    main(
        "in a circle",
        GAS,
        GAS.replace("type: quantity", "value: total - power, decimals: 2"),
        Told("expr-circle", "total - power"),
    ),
    main("a total's column", "type: count", "value: total.staff, decimals: 0", Told("expr-circle", "total.staff")),
    desk("a number for a condition", "given(who.name)", "energy.gas", ("expr-number-for-condition", "energy.gas")),
    desk("a number for a text", "each: who.name", "each: energy.gas", ("expr-number-for-text", "energy.gas")),
]

CHECKS = [
    check("a desk function in a workbook's check", "blank(code_fault(who.trade, 'gbt4754-2017'))", "不对",
          Told("spec-desk-function", "code_fault(", "where: desk")),
    check("a desk function in a workbook's message", "given(who.trade)", "{code_fault(who.trade, 'gbt4754-2017')}",
          Told("spec-desk-function", "{code_fault(", "where: desk")),
    total("a desk function in a formula", "\"power + len(code_fault(who.trade, 'gbt4754-2017'))\"",
          Told("spec-desk-function", "code_fault(")),
    check("no such list", "blank(code_fault(who.trade, 'gbt4754-2071'))", "不对", Told("spec-code-list-unknown",
          "blank(code", "gbt4754-2017"), desk="desk, why_desk: 表太长"),
    check("a list that is not written out", "blank(code_fault(who.trade, who.name))", "不对",
          Told("expr-no-list", "who.name))"), desk="desk, why_desk: 表太长"),
    check("last year's text", "who.name == last.who.name", "不对",
          Told("expr-unknown-name", "last.who.name", "who.name")),
    check("last year's column", "sum(last.sites.staff) > 1", "不对",
          Told("expr-unknown-name", "last.sites.staff", "last.sites.total.staff")),
    check("last year misspelt", "energy.power >= last.energy.powr", "不对",
          Told("expr-unknown-name", "last.energy.powr", "last.energy.power")),
    total("last year in a formula", "power + last.energy.gas", Told("expr-unknown-name", "last.energy.gas",
          "energy.gas")),
    total("a row outside registers", "power + row", Told("expr-unknown-name", "row")),
    check("an item without a word", "<of> > 1", "<of>不对", Told("spec-each-word", "{id: gas, off", "off"),
          each="[{id: power, of: energy.power}, {id: gas, off: energy.gas}]"),
    check("an item without an id", "<of> > 1", "不对", Told("spec-missing-key", "{of: energy.gas}"),
          each="[{of: energy.gas}]"),
    check("an item with a name that is none", "<of> > 1", "{<of>}不对",
          Told("expr-unknown-name", "{id: gas, of", "energy.gas"), each="[{id: gas, of: energy.gass}]"),
    check("items by a name that is none", "energy.gas > 1", "不对", Told("spec-unknown-each", "parts"),
          each="parts"),
    group("several checks with a word that is none", "<gsa> > 1", Told("spec-each-word", "\"<gsa>", "gas")),
    group("several checks with a name that is none", "energy.gsa > 1", Told("expr-unknown-name", "\"energy.gsa",
          "energy.gas")),
    group("several checks with items of one id", "<gas> > 1", Told("spec-duplicate-id", "above"), second="first"),
    check("two items with one id", "<of> > 1", "{<of>}不对", Told("spec-duplicate-id", "{id: gas, of: energy.power"),
          each="[{id: gas, of: energy.gas}, {id: gas, of: energy.power}]"),
    check("shown at no cell", "given(factor.grid.listed)", "不对", Told("spec-unknown-field", "factor.grid.lists",
          "factor.grid.listed"), at="factor.grid.lists"),
]  # fmt: skip

SHEETS = [
    main("a sheet's name over 31 characters", "sheet: 主表", f"sheet: {'长' * 32}", Told("spec-sheet-name", "长长")),
    main("a sheet's name with a colon", "sheet: 主表", "sheet: 主:表", Told("spec-sheet-name", "主:表")),
    main("a sheet's name twice", SITES, f"{SITES}    sheet: 主表\n", Told("spec-sheet-name", "    sheet: ▲主表")),
    main("a sheet of the generator's own", "sheet: 主表", "sheet: 参数", Told("spec-sheet-name", "参数")),
    main("no room for the columns", "notes:", "width: 21\nnotes:", Told("spec-too-wide", "主表")),
]

ROWS = [*YAML, *SHAPES, *STRUCTURE, *MEANING, *EXPRESSIONS, *CHECKS, *SHEETS]
