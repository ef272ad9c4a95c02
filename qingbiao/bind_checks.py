"""审核关系 bound: conditions and messages of a kind's checks, from the shapes in its table files."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qingbiao import schema
from qingbiao.bind import DESK, LAST, KindScope, bind, misplaced_functions, place_in
from qingbiao.each import Each, Written
from qingbiao.expression.fault import ExpressionError
from qingbiao.expression.parse import parse
from qingbiao.expression.symbol import Type
from qingbiao.expression.types import references, resolve_names
from qingbiao.faults import Fault, Place, nearest
from qingbiao.form import Check, Field, Formula, Register, Say
from qingbiao.yamlfile import Located

_SLOT: Final = re.compile(r"\{([^{}]*)\}")

ScopeAt = Callable[[str], KindScope]
"""The names legal where a field (id) stands; ``""`` for the whole filing."""


def bind_checks(
    shapes: Sequence[schema.Check | schema.Checks],
    each: Each,
    fields: Mapping[str, Field],
    registers: Mapping[str, Register],
    scope_at: ScopeAt,
    taken: Collection[str] = (),
) -> tuple[Check, ...]:
    """The checks of one table; what is wrong with them goes to the faults of ``each``, which writes them out.

    ``fields`` are all cells that ``at`` may name; the ids in ``taken`` are those of other tables' checks.
    """
    made: dict[str, Check] = {}
    for index, written in enumerate(shapes):
        for one in each.written_out(written, ("checks", index)):
            code = one.shape.id
            if code in {*made, *taken}:
                place = one.item or each.located.place((*one.path, "id"))
                each.faults.append(Fault("spec-duplicate-id", {"id": code}, place))
            check = _Binder(one, each.located, fields, registers, scope_at, each.faults).bound()
            if check is not None:
                made[code] = check
    return tuple(made.values())


@dataclass(frozen=True)
class _Binder:
    written: Written
    located: Located
    fields: Mapping[str, Field]
    registers: Mapping[str, Register]
    scope_at: ScopeAt
    faults: list[Fault]

    @property
    def shape(self) -> schema.Check:
        return self.written.shape

    def _place(self, key: str) -> Place:
        return self.written.item or self.located.place((*self.written.path, key))

    def _fault(self, where: str, code: str, near: str = "", **slots: object) -> None:
        self.faults.append(Fault(code, slots, self._place(where), near))

    def _places(self, key: str) -> Callable[[int], Place]:
        """Places inside a text; where items have put words into it, it can only be told as a whole."""
        if self.written.words:
            return lambda _: self._place(key)
        return place_in(self.located, (*self.written.path, key))

    def bound(self) -> Check | None:
        shape = self.shape
        register = self.registers.get(shape.for_) if shape.for_ else None
        if shape.for_ and register is None:
            self._fault("for", "spec-unknown-register", nearest(shape.for_, self.registers), name=shape.for_)
            return None
        desk = shape.where == DESK
        if desk and not shape.why_desk:
            self._fault("where", "spec-missing-key", key="why_desk")
        scope = replace(self.scope_at(register.key if register else ""), checking=True, desk=desk)
        expect = self._condition("expect", shape.expect, scope)
        when = self._condition("when", shape.when, scope) if shape.when else None
        say = self._say(scope)
        at = self._at(scope, expect)
        if expect is None or say is None or at is None:
            return None
        return Check(
            id=shape.id,
            severity=shape.severity,
            expect=expect,
            when=when,
            at=at,
            say=say,
            fix=shape.fix,
            register=shape.for_,
            desk_only=desk,
            why_desk=shape.why_desk or "",
        )

    def _condition(self, key: str, text: str, scope: KindScope) -> Formula | None:
        return bind(text, scope, Type.CONDITION, self._places(key), self.faults)

    def _at(self, scope: KindScope, expect: Formula | None) -> str | None:
        """The field a finding is shown at: the one named, or the first that the condition names."""
        if self.shape.at is not None:
            symbol = scope.resolve(self.shape.at)
            if symbol is None or not self._shown(symbol.id):
                self._fault("at", "spec-unknown-field", nearest(self.shape.at, self.fields), name=self.shape.at)
                return None
            return symbol.id
        if expect is None:
            return None
        named = [symbol.id for symbol in references(expect.node) if self._shown(symbol.id)]
        if not named:
            self._fault("expect", "spec-missing-key", key="at")
            return None
        return min(named, key=lambda name: _first_mention(expect.text, name))

    def _shown(self, symbol_id: str) -> bool:
        """Whether a finding can be shown at a cell: a field's, one of the parameter sheet, or one of last year's."""
        return symbol_id in self.fields or symbol_id.startswith(LAST)

    def _say(self, scope: KindScope) -> Say | None:
        parts = _SLOT.split(self.shape.say)
        place = self._places("say")
        values: list[Formula] = []
        for text in parts[1::2]:
            try:
                node = resolve_names(parse(text), scope)
                self.faults.extend(misplaced_functions(node, scope, place))
                values.append(Formula(text, node, place(1)))
            except ExpressionError as problem:
                self.faults.extend(Fault(p.code, p.slots, place(1), p.suggestion) for p in problem.problems)
        return Say(tuple(parts[::2]), tuple(values)) if len(values) == len(parts) // 2 else None


def _first_mention(text: str, field_id: str) -> int:
    """Where a condition names a field, whole or by its last part."""
    for name in (field_id, field_id.rpartition(".")[2]):
        if name in text:
            return text.index(name)
    return len(text)
