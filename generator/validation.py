"""From what a field admits to the validation of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.formula import condition
from generator.lists import Lists
from generator.names import LONGEST_PROMPT, LONGEST_RULE
from generator.plan import Place, Validation
from generator.prompts import prompt, prompt_title, refusal
from qingbiao.admission import admission
from qingbiao.errors import FaultySpec
from qingbiao.expression.types import Bound
from qingbiao.faults import Fault
from qingbiao.form import Field, Table

AddressOf = Callable[[str], str]
"""The address of another field as it is seen from the first cell of the one being validated."""


def validation_of(each: Field, table: Table, place: Place, lists: Lists, address_of: AddressOf) -> Validation:
    """The validation of one input field's cells."""
    rule, formula = _rule(each, place, lists, address_of)
    words = prompt(each, table)
    assert len(words) <= LONGEST_PROMPT
    if len(formula) > LONGEST_RULE:
        slots = {"field": each.id, "length": len(formula), "most": LONGEST_RULE}
        raise FaultySpec(Fault("spec-rule-too-long", slots))
    return Validation(
        areas=(place.area,),
        rule=rule,
        formula=formula,
        prompt_title=prompt_title(each),
        prompt=words,
        error=refusal(each),
        strict=not each.accept_other,
    )


def _rule(each: Field, place: Place, lists: Lists, address_of: AddressOf) -> tuple[str, str]:  # type: ignore[return]
    if each.choices:
        return "list", lists.flat(each.id, each.choices, may_be_na=each.may_be_na)
    if each.codes is not None:
        return "list", _code_rule(each, lists, address_of)
    if each.type == "text" and each.max_length is None:
        return "any", ""
    return "custom", condition(Bound(admission(each)), lambda _: f"${place.cell()}" if place.rows > 1 else place.area.absolute)


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
