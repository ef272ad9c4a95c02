"""Expressions bound to what their names mean, and the order in which computed fields can be computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from qingbiao.expression.calls import desk_calls
from qingbiao.expression.fault import ExpressionError
from qingbiao.expression.nodes import Node
from qingbiao.expression.parse import parse
from qingbiao.expression.symbol import ROW, Shape, Symbol, Type
from qingbiao.expression.types import references, resolve_names, type_of
from qingbiao.faults import Fault, Place
from qingbiao.form import Field, Formula, Register
from qingbiao.yamlfile import Located, Path_

YEAR: Final = "form.year"
"""The name expressions and the workbook use for the reporting year."""

DESK: Final = "desk"
"""What a check's ``where`` says when only the desk makes it."""

REPORTED: Final = "reported."
"""Before a field's name: the value that a paper table reports for it."""

LAST: Final = "last."
"""Before a field's name: its value in last year's filing."""


def type_of_field(field: Field) -> Type:
    """What kind of value a field holds."""
    if field.type == "date":
        return Type.DATE
    return Type.NUMBER if field.numeric else Type.TEXT


@dataclass(frozen=True)
class KindScope:
    """The names legal where ``here`` (a field id) is computed.

    A name is looked up beside the field first, then further out: in ``audits.total`` the name ``mandatory.passed``
    means ``audits.mandatory.passed``. In a register's row a bare column name is this row's cell, as is
    a column of a register with the same rows; a column named with its register is the whole column.
    """

    fields: Mapping[str, Field]
    registers: Mapping[str, Register]
    parameters: Mapping[str, Symbol]
    here: str = ""
    checking: bool = False
    """In a check: the row's number and last year's values have names too."""
    desk: bool = False
    """In a check that is made at the desk only: its functions are legal."""

    def resolve(self, name: str) -> Symbol | None:
        """What ``name`` means here, or ``None``."""
        if name in self.parameters:
            return self.parameters[name]
        if name == YEAR:
            return Symbol(name, Type.NUMBER)
        if name.startswith(REPORTED):
            return self._reported(name.removeprefix(REPORTED))
        if self.checking and name.startswith(LAST):
            return self._last(name.removeprefix(LAST))
        field = self._field(name)
        if field is not None:
            return Symbol(field.id, type_of_field(field), self._shape(field, name))
        return Symbol(ROW, Type.NUMBER) if name == ROW and self.checking and self.here else None

    def _last(self, name: str) -> Symbol | None:
        """Last year's value of a single field of numbers."""
        field = self._field(name)
        if field is None or field.register is not None or type_of_field(field) is not Type.NUMBER:
            return None
        return Symbol(LAST + field.id, Type.NUMBER)

    def _reported(self, name: str) -> Symbol | None:
        """What a paper table says for a computed field, where the form has a cell for it."""
        field = self._field(name)
        if field is None or not field.reported:
            return None
        return Symbol(REPORTED + field.id, type_of_field(field), self._shape(field, name))

    def _field(self, name: str) -> Field | None:
        parents = self.here.split(".")[:-1]
        for depth in range(len(parents), -1, -1):
            field = self.fields.get(".".join([*parents[:depth], name]))
            if field is not None:
                return field
        return None

    def _shape(self, field: Field, name: str) -> Shape:
        mine = self.fields[self.here].register if self.here in self.fields else None
        if field.register is None:
            return "cell"
        if mine == field.register:
            return "column" if name == field.id else "cell"
        return "cell" if mine and self._rows_of(mine) == self._rows_of(field.register) else "column"

    def _rows_of(self, register_id: str) -> str:
        seen = {register_id}
        while (leader := self.registers[register_id].same_rows_as) and leader in self.registers and leader not in seen:
            seen.add(leader)
            register_id = leader
        return register_id

    def names(self) -> Iterable[str]:
        """All legal names, for suggestions: whole ids, and short ones of the neighbours."""
        yield YEAR
        yield from self.parameters
        parent = self.here.rpartition(".")[0]
        if self.checking and self.here:
            yield ROW
        for field_id in self.fields:
            yield field_id
            if self.checking and self._last(field_id) is not None:
                yield LAST + field_id
            if parent and field_id.startswith(f"{parent}."):
                yield field_id.removeprefix(f"{parent}.")


def bind(
    text: str,
    scope: KindScope,
    expected: Type,
    place: Callable[[int], Place],
    faults: list[Fault],
) -> Formula | None:
    """Parse and resolve one expression; what is wrong goes to ``faults`` with the place ``place(column)``."""
    try:
        node = resolve_names(parse(text), scope)
        found = type_of(node)
    except ExpressionError as problem:
        faults.extend(Fault(p.code, p.slots, place(p.column), p.suggestion) for p in problem.problems)
        return None
    faults.extend(misplaced_functions(node, scope, place))
    if not _fits(found, expected):
        faults.append(Fault(f"expr-{found.value}-for-{expected.value}", {"part": text.strip()}, place(1)))
        return None
    return Formula(text, node, place(1))


def misplaced_functions(node: Node, scope: KindScope, place: Callable[[int], Place]) -> Iterator[Fault]:
    """The calls that only the desk can answer, where a workbook would have to."""
    if not scope.desk:
        near = f"where: {DESK}" if scope.checking else ""
        for call in desk_calls(node):
            yield Fault("spec-desk-function", {"name": call.function}, place(call.column), near)


def _fits(found: Type, expected: Type) -> bool:
    return found is expected or {found, expected} <= {Type.NUMBER, Type.DATE}


def place_in(located: Located, path: Path_) -> Callable[[int], Place]:
    """Places inside an expression that stands at ``path``: its column plus the offset in the text, on one line."""

    def place(column: int) -> Place:
        start = located.place(path)
        line = start.quote[start.column - 1 :]
        offset = column - 1 + line.startswith(('"', "'"))
        in_line = offset <= len(line) and not line.startswith(("|", ">"))
        return located.place(path, offset) if in_line else start

    return place


def computing_order(formulas: Mapping[str, Formula]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Computed field ids, each after those it needs; and the ids of a circle, if there is one."""
    needs = {
        field_id: {symbol.id for symbol in references(formula.node)} & formulas.keys()
        for field_id, formula in formulas.items()
    }
    try:
        return tuple(TopologicalSorter(needs).static_order()), ()
    except CycleError as problem:
        return (), tuple(reversed(problem.args[1]))
