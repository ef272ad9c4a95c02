"""A cell admits exactly what its field admits: each validation formula, calculated by other people's engines over a
table of values, against :func:`qingbiao.admission.admits`; and each dependent drop-down offers exactly the choices
below what was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from generator.plan import letters
from qingbiao.admission import admits
from qingbiao.cascade import Cascade
from qingbiao.form import Field
from qingbiao.values import BLANK, from_cell
from tests.engines import ironcalc
from tests.engines.office import Office
from tests.generator.opened import opened
from tests.generator.random_filings import DAYS, NUMBERS, NUMBERS_AS_TEXT, TEXTS
from tests.generator.shipped import Shipped, shipped

RULES = "rules"
LIMITS = (0.0, 1.0, 1e12, 1e12 + 1, 1e12 - 0.5, 32874.0, 32873.0, 73051.0, 73050.0, 45292.5)
CODES = (
    "91210106MAXXXXXX7W", "91210106MAXXXXXX7X", "91210106maXXXXXX7W", "9121010 MAXXXXXX7W", "91210106MAXXXXXX7",
    "91210106MAXXXXXX7W1", "91210106MAXXXXXI7W", "000000000000000000", "024-00000000", "13800000000", "1234567",
    "123456", "０２４-0000000", "+8613800000000", "0427-2825678-80100000", "1" * 20, "1" * 21, "-------", "12-34-56-7",
)  # fmt: skip
LENGTHS = tuple("长" * length for length in (30, 31, 100, 101, 200, 201, 500, 501, 1000, 1001, 4000, 4001))
SAMPLES: tuple[float | str, ...] = (
    *NUMBERS,
    *LIMITS,
    *DAYS,
    *NUMBERS_AS_TEXT,
    *CODES,
    *LENGTHS,
    "/",
    " / ",
    "／",
    *TEXTS,
)

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


def samples() -> list[float | str]:
    """Without blanks (a blank cell is never asked), and without what is outside Unicode's first plane: Excel counts it
    twice.
    """
    return [raw for raw in dict.fromkeys(SAMPLES) if from_cell(raw) is not BLANK and "🌱" not in str(raw)]


@dataclass(frozen=True)
class Rule:
    """A custom validation: a field that has it, and its formula with ``{cell}`` for the cell that is asked about."""

    field: Field
    formula: str


def rules(each: Shipped) -> list[Rule]:
    """Every distinct custom validation of a kind."""
    found = opened(each)
    made: dict[tuple[str, object], Rule] = {}
    for sheet in found.book.worksheets:
        for validation in sheet.data_validations.dataValidation:
            if validation.type != "custom":
                continue
            field, formula = _field_at(each, sheet, str(validation.sqref)), str(validation.formula1)
            if field is None:
                continue
            if formula in found.book.defined_names:
                formula = found.reference(formula)
            place = found.plan.places[field.id]
            column = letters(place.column)
            cell = rf"(?:'{re.escape(place.sheet)}'!)?\${column}\$?(?:{place.row}|1)(?![0-9])"
            text, count = re.subn(cell, "{cell}", formula)
            assert count, formula
            limits = (field.type, field.min, field.max, field.decimals, field.max_length, field.may_be_na)
            made[text, limits] = Rule(field, text)
    return list(made.values())


def _field_at(each: Shipped, sheet: Worksheet, area: str) -> Field | None:
    places = opened(each).plan.places
    spots = {(place.sheet, place.cell()): key for key, place in places.items()}
    return each.kind.fields.get(spots.get((sheet.title, area.partition(":")[0]), ""))


def rules_book(some: Sequence[Rule], path: Path) -> dict[str, tuple[Rule, float | str]]:
    """A workbook with each rule beside each sample; which cell asks what."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = RULES
    asked: dict[str, tuple[Rule, float | str]] = {}
    for row, sample in enumerate(samples(), 1):
        cell = sheet.cell(row, 1, sample)
        if isinstance(sample, str):
            cell.data_type = "s"
        for column, rule in enumerate(some, 2):
            sheet.cell(row, column, "=" + rule.formula.replace("{cell}", f"$A{row}"))
            asked[f"{get_column_letter(column)}{row}"] = (rule, sample)
    book.save(path)
    return asked


def wrong_answers(
    each: Shipped, asked: dict[str, tuple[Rule, float | str]], answers: dict[str, float | str]
) -> list[str]:
    assert asked.keys() == answers.keys()
    return [
        f"{rule.field.id} ({rule.field.type}) {sample!r}: engine {answers[cell]!r}\n  ={rule.formula}"
        for cell, (rule, sample) in asked.items()
        if answers[cell] != float(admits(rule.field, from_cell(sample)))
    ]


@every_kind
def test_rules_agree_in_ironcalc(each: Shipped, tmp_path: Path) -> None:
    asked = rules_book(rules(each), tmp_path / "rules.xlsx")
    wrong = wrong_answers(each, asked, ironcalc.recalculated(tmp_path / "rules.xlsx")[RULES])
    assert not wrong, f"{len(wrong)} of {len(asked)}:\n" + "\n".join(wrong[:10])


@every_kind
def test_rules_agree_in_libreoffice(each: Shipped, tmp_path: Path, office: Office) -> None:
    asked = rules_book(rules(each), tmp_path / "rules.xlsx")
    wrong = wrong_answers(each, asked, office.recalculated(tmp_path / "rules.xlsx")[RULES])
    assert not wrong, f"{len(wrong)} of {len(asked)}:\n" + "\n".join(wrong[:10])


def test_every_kind_of_field_with_a_rule_is_asked() -> None:
    types = {rule.field.type for each in shipped() for rule in rules(each)}
    assert types == {"text", "count", "quantity", "percent", "date", "credit_code", "phone"}


ADMITTED = {
    "count": ((0.0, 7.0), (0.5, -1.0, "12", "七")),
    "quantity": ((0.0, 1400.72), (-0.5, "650吨", "1,200")),
    "percent": ((0.2, 1.0), ("20%", -0.1)),
    "date": ((45292.0,), (45292.5, 1.0, 20240531.0, "2024-05-31")),
    "credit_code": (("91210106MAXXXXXX7W",), ("91210106MAXXXXXX7X", "91210106maXXXXXX7W", 912101.0)),
    "phone": (("024-00000000", "13800000000"), ("无", "024 00000000", 13800000000.0)),
    "text": (("盘锦市生态环境局",), (12.0, "长" * 5000)),
}


@every_kind
def test_what_a_person_would_say_of_each_type(each: Shipped) -> None:
    """Said by hand, so that both sides of the comparison above cannot be wrong in the same way."""
    for rule in rules(each):
        good, bad = ADMITTED[rule.field.type]
        assert all(admits(rule.field, value) for value in good), rule.field.id
        assert not any(admits(rule.field, value) for value in bad), rule.field.id


@every_kind
def test_rules_of_registers_move_down_with_their_rows(each: Shipped, office: Office, tmp_path: Path) -> None:
    """In the workbook itself, in a register's last row: a rule under a name counts its reference from A1."""
    found = opened(each)
    book = load_workbook(each.write(tmp_path))
    asked: dict[tuple[str, str], Field] = {}
    for field in each.kind.fields.values():
        place = found.plan.places[field.id]
        if field.register is None or field.computed:
            continue
        sheet = book[place.sheet]
        own = [rule for rule in sheet.data_validations.dataValidation if place.cell() in rule.sqref]
        if own[0].type != "custom":
            continue
        last = place.row + place.rows - 1
        formula = str(own[0].formula1).replace(f"${place.cell()}", f"${letters(place.column)}{last}")
        spot = sheet.cell(last, 100 + place.column, f"={formula}")
        sheet.cell(last, place.column).value = "长" * 5000  # nothing admits it
        asked[place.sheet, spot.coordinate] = field
    book.save(tmp_path / "asked.xlsx")
    answers = office.recalculated(tmp_path / "asked.xlsx")
    wrong = [field.id for (sheet, cell), field in asked.items() if answers[sheet][cell] != 0.0]
    assert not wrong
    assert asked or not each.kind.registers


# --- lists -----------------------------------------------------------------------------------------------------------


@every_kind
def test_flat_lists_offer_what_the_field_admits(each: Shipped) -> None:
    found = opened(each)
    for field, formula in list_rules(each):
        if formula.startswith("OFFSET("):
            continue
        offered = found.list_of(formula)
        choices = field.choices
        if field.codes is not None:
            level = field.codes.level
            choices = field.codes.code_list.offered() if level is None else field.codes.code_list.cascade().choices()
        assert offered == [*choices, *(["/"] if field.may_be_na else [])], field.id
        assert all(admits(field, from_cell(value)) for value in offered)


def list_rules(each: Shipped) -> Iterator[tuple[Field, str]]:
    for sheet in opened(each).book.worksheets:
        for validation in sheet.data_validations.dataValidation:
            field = _field_at(each, sheet, str(validation.sqref))
            if validation.type == "list" and field is not None:
                yield field, str(validation.formula1)


@dataclass(frozen=True)
class Dependent:
    """A drop-down that depends on others: its formula with ``{0}``, ``{1}``, … for the outer choices."""

    what: str
    formula: str
    cascade: Cascade
    level: int

    def prefixes(self) -> list[tuple[str, ...]]:
        return list(dict.fromkeys(row.labels[: self.level] for row in self.cascade.rows))


def dependents(each: Shipped) -> Iterator[Dependent]:
    """Of fields and of the parameter sheet."""
    for field, formula in list_rules(each):
        if formula.startswith("OFFSET("):
            assert field.codes is not None
            assert field.codes.level is not None
            outer = [opened(each).plan.places[above] for above in field.codes.under]
            names = [
                above if place.rows == 1 else f"${place.cell()}"
                for above, place in zip(field.codes.under, outer, strict=True)
            ]
            cascade = field.codes.code_list.cascade()
            yield Dependent(field.id, _slotted(formula, names), cascade, field.codes.level)
    for parameter in each.kind.parameters:
        if parameter.table is None:
            continue
        cascade = parameter.table.cascade()
        names = [f"{parameter.symbol}.{level}" for level in cascade.levels]
        for level, name in list(enumerate(names))[1:]:
            place = opened(each).plan.places[name]
            rules = opened(each).book[place.sheet].data_validations.dataValidation
            formula = next(str(rule.formula1) for rule in rules if place.cell() in rule.sqref)
            yield Dependent(name, _slotted(formula, names[:level]), cascade, level)


def _slotted(formula: str, outer: Sequence[str]) -> str:
    for index, name in enumerate(outer):
        formula, count = re.subn(rf"(?<![\w.$]){re.escape(name)}(?![\w.])", f"{{{index}}}", formula)
        assert count, (formula, name)
    return formula


def test_dependent_lists_offer_exactly_the_choices_below(tmp_path: Path) -> None:
    """Every choice below every choice, as IronCalc evaluates the drop-down's formula: how many, and each in place."""
    seen = 0
    for each in shipped():
        for dependent in dependents(each):
            check_dependent(each, dependent, tmp_path / "lists.xlsx")
            seen += 1
    assert seen >= 4, "cities, counties, years, areas"


def check_dependent(each: Shipped, dependent: Dependent, path: Path) -> None:
    book = load_workbook(each.write(path.parent))
    sheet = book.create_sheet(RULES)
    asked: dict[str, float | str] = {}
    for row, prefix in enumerate(dependent.prefixes(), 1):
        for column, label in enumerate(prefix, 1):
            sheet.cell(row, column, label).data_type = "s"
        offered = dependent.formula.format(*(f"${letters(column + 1)}{row}" for column in range(len(prefix))))
        choices = dependent.cascade.choices(prefix)
        questions = {f"ROWS({offered})": float(len(choices)), f"COUNTA({offered})": float(len(choices))}
        questions |= {f"INDEX({offered},{place},1)": choice for place, choice in enumerate(choices, 1)}
        for column, (question, answer) in enumerate(questions.items(), 10):
            asked[sheet.cell(row, column, "=" + question).coordinate] = answer
    book.save(path)
    answers = ironcalc.recalculated(path)[RULES]
    wrong = {cell: (answers[cell], answer) for cell, answer in asked.items() if answers[cell] != answer}
    assert not wrong, f"{dependent.what}: {len(wrong)} of {len(asked)}: {list(wrong.items())[:5]}"
