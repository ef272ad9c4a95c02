"""One line at one place as a formula that gives a letter of :data:`generator.checks.lines.LETTERS`."""

from __future__ import annotations

from collections.abc import Callable

from generator.checks.lines import LETTERS, Line
from generator.checks.names import BROKEN
from generator.formula import Address, decided, refused_at
from generator.guard import is_slash
from generator.lists import Lists
from qingbiao.admission import admission
from qingbiao.expression.types import Bound
from qingbiao.findings import State
from qingbiao.form import Check, Field

_PASS, _FAIL, _MISSING, _UNFILLED, _NOT_APPLICABLE = (
    f'"{LETTERS[state]}"' for state in (State.PASS, State.FAIL, State.MISSING, State.UNFILLED, State.NOT_APPLICABLE)
)

AddressOf = Callable[[str], str]
"""The reference of an input, by its id, as seen from where the formula stands."""


def letter(line: Line, address: Address, address_of: AddressOf, lists: Lists) -> str:
    """The formula, without ``=``. An input that is an error fails its own rule, and then no check is tried."""
    if isinstance(line.subject, Field):
        return f"IFERROR({_rule(line.subject, address_of, lists)},{_FAIL})"
    return f"IF({BROKEN}>0,{_UNFILLED},{_check(line.subject, address)})"


def _check(check: Check, address: Address) -> str:
    with refused_at(check.expect.place):
        outcome = decided(Bound(check.expect.node), address, _PASS, _FAIL, _UNFILLED)
    if check.when is None:
        return outcome
    with refused_at(check.when.place):
        return decided(Bound(check.when.node), address, outcome, _NOT_APPLICABLE, _NOT_APPLICABLE)


def _rule(each: Field, address_of: AddressOf, lists: Lists) -> str:
    cell = address_of(each.id)
    blank = _MISSING if each.required else _UNFILLED
    listed = _listed(each, cell, address_of, lists)
    holds = _PASS if listed is None else f"IF({listed},{_PASS},{_FAIL})"
    admitted = decided(Bound(admission(each)), lambda _: cell, holds, _FAIL, _FAIL)
    return f'IF(TRIM({cell})="",{blank},{admitted})'


def _listed(each: Field, cell: str, address_of: AddressOf, lists: Lists) -> str | None:
    """Whether a value that is admitted otherwise is on the field's list; ``None`` where any is."""
    found = _on_list(each, cell, address_of, lists)
    if found is None or not each.may_be_na:
        return found
    return f"IF({is_slash(cell)},TRUE,{found})"


def _on_list(each: Field, cell: str, address_of: AddressOf, lists: Lists) -> str | None:
    if each.accept_other:
        return None
    if each.choices:
        return _among(lists.flat(each.id, each.choices, may_be_na=each.may_be_na), cell)
    if each.codes is None:
        return None
    code_list, level = each.codes.code_list, each.codes.level
    if level is None:
        name = lists.flat(code_list.id, code_list.offered(), may_be_na=each.may_be_na)
        return _among(name, cell) if each.register is None else _found(name, cell)
    outer = [address_of(field_id) for field_id in each.codes.under]
    # an outer choice that is an error is told there, and refutes nothing here
    return f"IFERROR({lists.member(code_list.id, code_list.cascade(), level, outer, cell)},TRUE)"


def _among(name: str, cell: str) -> str:
    return f'SUMPRODUCT(--EXACT({name}&"",{cell}))>0'


def _found(name: str, cell: str) -> str:
    """As :func:`_among`, at a price that each row of a register can pay. MATCH reads wildcards, hence EXACT."""
    return f"IFERROR(EXACT(INDEX({name},MATCH({cell},{name},0)),{cell}),FALSE)"
