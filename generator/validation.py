"""From what a field admits to the validation of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from generator.formula import condition
from generator.lists import Lists
from generator.names import LONGEST_RULE
from generator.plan import Name, Place, Validation, letters, quoted
from generator.prompts import prompt, prompt_title, refusal, reported_prompt, reported_refusal
from qingbiao.admission import admission
from qingbiao.expression.types import Bound
from qingbiao.form import Field, Table

RULE_PREFIX: Final = "rule."

AddressOf = Callable[[str], str]
"""The address of another field as it is seen from the first cell of the one being validated."""


def validation_of(
    each: Field, table: Table, place: Place, lists: Lists, address_of: AddressOf
) -> tuple[Validation, Name | None]:
    """The validation of one input field's cells, and the name of its rule where the rule has one."""
    rule, formula, name = _rule(each, place, lists, address_of)
    return Validation(
        areas=(place.area,),
        rule=rule,
        formula=formula,
        prompt_title=prompt_title(each),
        prompt=prompt(each, table),
        error=refusal(each),
        strict=not each.accept_other,
    ), name


def reported_validation(each: Field, place: Place) -> Validation:
    """The validation of the cells that keep what a paper table reports for a computed field: a number or ``/``."""
    cell = f"${place.cell()}"
    return Validation(
        areas=(place.area,),
        rule="custom",
        formula=f'IF(ISNUMBER({cell}),TRUE,TRIM({cell})="/")',
        prompt_title="原报数",
        prompt=reported_prompt(each),
        error=reported_refusal(each),
    )


def _rule(
    each: Field, place: Place, lists: Lists, address_of: AddressOf
) -> tuple[Literal["any", "list", "custom"], str, Name | None]:
    if each.choices:
        return "list", lists.flat(each.id, each.choices, may_be_na=each.may_be_na), None
    if each.codes is not None:
        return "list", _code_rule(each, lists, address_of), None
    if each.type == "text" and each.max_length is None:
        return "any", "", None
    formula = _admission_at(each, f"${place.cell()}" if place.rows > 1 else place.area.absolute)
    if len(formula) <= LONGEST_RULE and "{" not in formula:
        return "custom", formula, None
    name = _named_rule(each, place)
    return "custom", name.name, name


def _admission_at(each: Field, cell: str) -> str:
    return condition(Bound(admission(each)), lambda _: cell)


def _named_rule(each: Field, place: Place) -> Name:
    """The rule under a name: Excel takes neither over 255 characters nor an array in a validation, but does in a name.

    Relative references of a name count from A1, so a register's column stands there with its first row.
    """
    cell = f"${letters(place.column)}1" if place.rows > 1 else place.area.absolute
    formula = _admission_at(each, f"{quoted(place.sheet)}!{cell}")
    return Name(f"{RULE_PREFIX}{each.id}", place.sheet, place.area, formula)


def _code_rule(each: Field, lists: Lists, address_of: AddressOf) -> str:
    assert each.codes is not None
    code_list, level = each.codes.code_list, each.codes.level
    if level is None:
        return lists.flat(code_list.id, code_list.offered(), may_be_na=each.may_be_na)
    outer = [address_of(field_id) for field_id in each.codes.under]
    return lists.level(code_list.id, code_list.cascade(), level, outer)


def addresses(places: Mapping[str, Place]) -> AddressOf:
    """Fields by name; a register's column by the cell of its first row, which moves down with the validation."""

    def address(field_id: str) -> str:
        place = places[field_id]
        return field_id if place.rows == 1 else f"${place.cell()}"

    return address
