"""Nodes → Excel: an expression becomes one formula text that means the same in every spreadsheet program we know.

Each node is written once, as a small record: its value (a text that can be trusted only where its guard holds), the
guard under which it is usable, and the guard under which it is at least "not applicable". The whole is put together
at the top: ``IF(usable,ROUND(value,3),IF(present,"/",""))``. No formula gives an error, and none treats a missing
number as zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from generator.guard import (
    ALWAYS,
    TRUE,
    Guard,
    all_of,
    any_of,
    both,
    choice,
    either,
    how_many,
    implies,
    is_named,
    is_slash,
    some_number,
)
from qingbiao.errors import FaultySpec
from qingbiao.expression.fault import ExpressionError, Problem
from qingbiao.expression.lower import DUST_DECIMALS, adds, lower, result
from qingbiao.expression.nodes import (
    Arithmetic,
    Call,
    Compare,
    Join,
    Logic,
    Minus,
    Node,
    Not,
    Number,
    Ref,
    Text,
)
from qingbiao.expression.patterns import (
    CREDIT_ALPHABET,
    CREDIT_LENGTH,
    CREDIT_WEIGHTS,
    PHONE_DIGITS,
    PHONE_LENGTH,
)
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.expression.totality import require_total
from qingbiao.expression.types import Bound, type_of
from qingbiao.faults import Fault, Place
from qingbiao.values import FIRST_DAY, LAST_DAY

LENGTH_LIMIT: Final = 8192
NESTING_LIMIT: Final = 64
LITERAL_LIMIT: Final = 255
"""What Excel accepts: characters with the leading ``=``, levels of functions, characters of a text."""

Address = Callable[[Symbol], str]


def formula(bound: Bound, address: Address, *, decimals: int | None) -> str:
    """The formula, without ``=``, whose value is that of ``bound``; blank is ``""``, not applicable is ``/``.

    ``address`` gives the reference or defined name of a symbol. Raises ``ExpressionError`` if Excel refuses the length.
    """
    written = _Writer(address).write(result(bound, decimals))
    return _within_limits(_guarded(written, _when_unusable(written)))


def condition(bound: Bound, address: Address) -> str:
    """The formula, without ``=``, that is TRUE, FALSE or, where it cannot be decided, ``""``."""
    written = _Writer(address).write(lower(bound))
    return _within_limits(_guarded(written, '""'))


def decided(bound: Bound, address: Address, holds: str, fails: str, otherwise: str) -> str:
    """The formula, without ``=``, that is one of three formula texts: as a condition holds, fails or is not decided."""
    written = _Writer(address).write(lower(bound))
    chosen = f"IF({written.text},{holds},{fails})"
    return _within_limits(_guarded(replace(written, text=chosen), otherwise))


@contextmanager
def refused_at(place: Place) -> Iterator[None]:
    """Turns what Excel would refuse of a formula written within into a fault of the spec, at the expression's place."""
    try:
        yield
    except ExpressionError as problem:
        raise FaultySpec(*(Fault(each.code, each.slots, place) for each in problem.problems)) from None


def _guarded(written: _Written, otherwise: str) -> str:
    usable = written.usable.text()
    return written.text if usable == TRUE else f"IF({usable},{written.text},{otherwise})"


def _when_unusable(written: _Written) -> str:
    if written.present == written.usable:
        return '""'
    return f'IF({written.slash or written.present.text()},"/","")'


def _within_limits(text: str) -> str:
    if len(text) + 1 > LENGTH_LIMIT:
        raise ExpressionError(Problem("expr-too-long", 1, {"length": len(text) + 1, "limit": LENGTH_LIMIT}))
    if _nesting(text) > NESTING_LIMIT:
        raise ExpressionError(Problem("expr-too-deep", 1, {"limit": NESTING_LIMIT}))
    return text


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in _without_texts(text):
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _without_texts(text: str) -> str:
    return re.sub(r'"[^"]*"', '""', text)


# What a node is written as

_CONDITION, _JOIN, _SUM, _PRODUCT, _ATOM = range(5)
"""How tightly a text holds together."""


@dataclass(frozen=True)
class _Written:
    """One node as formula texts."""

    text: str
    binding: int = _ATOM
    usable: Guard = ALWAYS
    """Where ``text`` can be trusted."""
    present: Guard = ALWAYS
    """Where the node has a value or is not applicable. For a condition, which is never so, the same as ``usable``."""
    slash: str = ""
    """A shorter form of ``present`` for where ``usable`` is known to fail."""

    def inside(self, least: int) -> str:
        """The text as an operand of something that binds as tightly as ``least``."""
        return self.text if self.binding >= least else f"({self.text})"


def _over(operands: Iterable[_Written], text: str, binding: int = _ATOM) -> _Written:
    """Something that needs all its operands."""
    parts = tuple(operands)
    return _Written(text, binding, all_of(part.usable for part in parts), all_of(part.present for part in parts))


def _only_where(whole: _Written, operand: _Written, domain: str) -> _Written:
    """``whole``, but blank where ``operand`` has a value outside ``domain``."""
    return replace(
        whole, usable=whole.usable & Guard(after=(domain,)), present=whole.present & implies(operand.usable, domain)
    )


class _Writer:
    """Writes nodes for one place in a workbook."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def write(self, node: Node) -> _Written:
        """The texts of ``node``."""
        return _NODES[type(node)](self, node)

    def all(self, nodes: Iterable[Node]) -> tuple[_Written, ...]:
        """The texts of several nodes."""
        return tuple(map(self.write, nodes))

    def places(self, references: Iterable[Node]) -> tuple[list[str], list[str]]:
        """The addresses of cells, and those of whole columns."""
        symbols = [node.symbol for node in references if isinstance(node, Ref)]
        return (
            [self.address(symbol) for symbol in symbols if symbol.shape == "cell"],
            [self.address(symbol) for symbol in symbols if symbol.shape == "column"],
        )


# Nodes


def text_literal(text: str) -> str:
    """A text as a formula writes it; Excel takes at most 255 characters between two quotes."""
    pieces = [text[start : start + LITERAL_LIMIT] for start in range(0, len(text), LITERAL_LIMIT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _digits(value: float) -> str:
    return format(value, ".15g").upper()


def _ref(writer: _Writer, node: Ref) -> _Written:
    place = writer.address(node.symbol)
    slash = is_slash(place)
    if node.symbol.type is not Type.TEXT:
        return _Written(place, _ATOM, Guard(numbers=(place,)), Guard(marked=(place,)), slash)
    some = _some_text(place)
    return _Written(place, _ATOM, Guard(tests=(*some, f'TRIM({place})<>"/"')), Guard(tests=some), slash)


def _some_text(place: str) -> tuple[str, str]:
    """That a cell holds a text, be it ``/``."""
    return f"ISTEXT({place})", f'TRIM({place})<>""'


def _minus(writer: _Writer, node: Minus) -> _Written:
    operand = writer.write(node.operand)
    # IronCalc reads x/(-(y/z)) as x/-y/z, so only what stands alone is written with a plain sign
    text = f"-{operand.text}" if operand.binding == _ATOM else f"0-{operand.inside(_PRODUCT)}"
    return _over([operand], text, _SUM)


def _arithmetic(writer: _Writer, node: Arithmetic) -> _Written:
    left, right = writer.all((node.left, node.right))
    binding = _SUM if node.sign in "+-" else _PRODUCT
    text = f"{left.inside(binding)}{node.sign}{right.inside(binding + 1)}"
    whole = _over((left, right), text, binding)
    if node.sign != "/" or isinstance(node.right, Number):
        return whole  # dividing by a written zero is refused before it comes here
    if isinstance(node.right, Ref):  # comparing a cell is never an error
        nonzero = Guard(tests=(f"{right.text}<>0",))
        return replace(whole, usable=whole.usable & nonzero, present=whole.present & nonzero)
    tested = f"ROUND({right.text},{DUST_DECIMALS})" if adds(node.right) else right.inside(_JOIN)
    return _only_where(whole, right, f"{tested}<>0")


def _join(writer: _Writer, node: Join) -> _Written:
    parts = writer.all(node.parts)
    return _over(parts, "&".join(part.inside(_SUM) for part in parts), _JOIN)


def _compare(writer: _Writer, node: Compare) -> _Written:
    left, right = writer.all((node.left, node.right))
    if type_of(node.left) is Type.TEXT:
        same = f"EXACT({left.text},{right.text})"
        return _over((left, right), same if node.sign == "==" else f"NOT({same})", _CONDITION)
    sign = {"==": "=", "!=": "<>"}.get(node.sign, node.sign)
    return _over((left, right), f"{left.inside(_JOIN)}{sign}{right.inside(_JOIN)}", _CONDITION)


def _logic(writer: _Writer, node: Logic) -> _Written:
    parts = writer.all(node.parts)
    combine = both if node.word == "and" else either
    return _over(parts, combine(part.text for part in parts), _CONDITION)


def _not(writer: _Writer, node: Not) -> _Written:
    operand = writer.write(node.operand)
    return _over([operand], f"NOT({operand.text})", _CONDITION)


# Functions


def _numbers(function: str) -> Callable[[_Writer, Call], _Written]:
    """Over the numbers of cells and columns."""

    def write(writer: _Writer, node: Call) -> _Written:
        cells, columns = writer.places(node.arguments)
        some = some_number(cells, columns)
        slash = either((*map(is_slash, cells), *map(_column_has_slash, columns)))
        summands = (f"N({cell})" if function == "SUM" and is_named(cell) else cell for cell in cells)
        text = f"{function}({','.join((*summands, *columns))})"
        return _Written(text, _ATOM, Guard(tests=(some,)), Guard(tests=(either((some, slash)),)), slash)

    return write


def _column_has_slash(place: str) -> str:
    return f"SUMPRODUCT(--({is_slash(_each(place))}))>0"


def _each(place: str) -> str:
    """Every cell of a column as a text; a bare range is taken for one cell by some functions of some programs."""
    return f'{place}&""'


def _count(writer: _Writer, node: Call) -> _Written:
    return _Written(how_many(*writer.places(node.arguments)), _SUM)


def _rows(writer: _Writer, node: Call) -> _Written:
    _, (place,) = writer.places(node.arguments)
    return _Written(f'SUMPRODUCT(--(TRIM({_each(place)})<>""))')


def _count_equal(writer: _Writer, node: Call) -> _Written:
    """Without COUNTIF, which takes ``1`` for ``"1"`` and reads wildcards into a text."""
    column, value = node.arguments
    sought = writer.write(value)
    return _over([sought], f"SUMPRODUCT({_equal(writer, column, value, sought)})")


def _equal(writer: _Writer, column: Node, value: Node, sought: _Written) -> str:
    """For each cell of a column, whether it holds a value: 1 or 0."""
    _, (place,) = writer.places((column,))
    wanted = sought.inside(_JOIN + 1)
    if type_of(value) is Type.TEXT:
        return f"({place}={wanted})*EXACT({_each(place)},{sought.text})"
    return f'({place}={wanted})*({place}<>"")'  # an empty cell equals 0, but is no 0


def _lookup(writer: _Writer, node: Call) -> _Written:
    """MATCH looks for a 1 among the comparisons, since it would itself read wildcards, small letters and numbers."""
    value, keys, results = node.arguments
    sought = writer.write(value)
    _, (place,) = writer.places((results,))
    found = f"INDEX({place},MATCH(1,INDEX({_equal(writer, keys, value, sought)},0),0))"
    if type_of(results) is Type.TEXT:
        some = _some_text(found)
        usable, present = both((*some, f'TRIM({found})<>"/"')), both(some)
    else:
        usable, present = f"ISNUMBER({found})", either((f"ISNUMBER({found})", is_slash(found)))
    whole = _Written(found, _ATOM, sought.usable, sought.present)
    usable, present = (f"IFERROR({test},FALSE)" for test in (usable, present))  # MATCH fails where there is none
    return replace(
        whole, usable=whole.usable & Guard(after=(usable,)), present=whole.present & implies(sought.usable, present)
    )


def _given(writer: _Writer, node: Call) -> _Written:
    return _Written(writer.write(node.arguments[0]).usable.text(), _CONDITION)


def _blank(writer: _Writer, node: Call) -> _Written:
    return _Written(f"NOT({writer.write(node.arguments[0]).present.text()})", _CONDITION)


def _na(writer: _Writer, node: Call) -> _Written:
    operand = writer.write(node.arguments[0])
    if isinstance(node.arguments[0], Ref):
        return _Written(operand.slash, _CONDITION)
    return _Written(f"AND({operand.present.text()},NOT({operand.usable.text()}))", _CONDITION)


def _round(writer: _Writer, node: Call) -> _Written:
    number, decimals = writer.all(node.arguments)
    return replace(number, text=f"ROUND({number.text},{decimals.text})", binding=_ATOM)


def _plain(function: str) -> Callable[[_Writer, Call], _Written]:
    """A function of one value that Excel has too."""

    def write(writer: _Writer, node: Call) -> _Written:
        operand = writer.write(node.arguments[0])
        return _over([operand], f"{function}({operand.text})")

    return write


def _year(writer: _Writer, node: Call) -> _Written:
    day = writer.write(node.arguments[0])
    known = f"AND({day.inside(_JOIN)}>={FIRST_DAY},{day.inside(_JOIN)}<{LAST_DAY + 1})"
    return _only_where(_over([day], f"YEAR({day.text})"), day, known)


def _alone(text: str) -> str:
    """A text among arrays: IronCalc takes a named cell there for a range. What TRIM changes is refused anyway."""
    return f"TRIM({text})" if is_named(text) else text


def _credit_code(writer: _Writer, node: Call) -> _Written:
    code = writer.write(node.arguments[0])
    text, alphabet = code.text, text_literal(CREDIT_ALPHABET)
    places = ",".join(str(place) for place in range(1, CREDIT_LENGTH))
    weights = ",".join(map(str, CREDIT_WEIGHTS))
    total = f"SUMPRODUCT((FIND(MID({_alone(text)},{{{places}}},1),{alphabet})-1)*{{{weights}}})"
    check = f"MID({alphabet},MOD(31-MOD({total},31),31)+1,1)"
    holds = f"IFERROR(EXACT({check},MID({text},{CREDIT_LENGTH},1)),FALSE)"  # FIND fails on a strange character
    return _over([code], f"IF(LEN({text})={CREDIT_LENGTH},{holds},FALSE)", _CONDITION)


def _phone(writer: _Writer, node: Call) -> _Written:
    phone = writer.write(node.arguments[0])
    text = phone.text
    each = ",".join(f'"{digit}"' for digit in range(10))
    digits = f'SUMPRODUCT(LEN({_alone(text)})-LEN(SUBSTITUTE({_alone(text)},{{{each}}},"")))'
    others = f'LEN(SUBSTITUTE({text},"-",""))'
    holds = f"AND(LEN({text})<={PHONE_LENGTH},{digits}>={PHONE_DIGITS},{digits}={others})"
    return _over([phone], holds, _CONDITION)


def _if(writer: _Writer, node: Call) -> _Written:
    decides, holds, fails = writer.all(node.arguments)
    return _Written(
        f"IF({decides.text},{holds.text},{fails.text})",
        _ATOM,
        decides.usable & choice(decides.text, holds.usable, fails.usable),
        decides.usable & choice(decides.text, holds.present, fails.present),
    )


def _coalesce(writer: _Writer, node: Call) -> _Written:
    *earlier, last = writer.all(node.arguments)
    text = last.text
    for operand in reversed(earlier):
        text = f"IF({operand.usable.text()},{operand.text},{text})"
    operands = (*earlier, last)
    return _Written(
        text,
        _ATOM,
        any_of(operand.usable for operand in operands),
        any_of(operand.present for operand in operands),
    )


_FUNCTIONS: Final[dict[str, Callable[[_Writer, Call], _Written]]] = {
    "sum": _numbers("SUM"),
    "min": _numbers("MIN"),
    "max": _numbers("MAX"),
    "count": _count,
    "rows": _rows,
    "count_if": _count_equal,
    "count_of": _count_equal,
    "lookup": _lookup,
    "given": _given,
    "blank": _blank,
    "na": _na,
    "round": _round,
    "abs": _plain("ABS"),
    "year": _year,
    "len": _plain("LEN"),
    "credit_code": _credit_code,
    "phone": _phone,
    "if": _if,
    "coalesce": _coalesce,
}

_NODES: Final[dict[type[Node], Callable[[_Writer, Any], _Written]]] = {
    Number: lambda _, node: _Written(_digits(node.value)),
    Text: lambda _, node: _Written(text_literal(node.value), _ATOM if len(node.value) <= LITERAL_LIMIT else _JOIN),
    Ref: _ref,
    Minus: _minus,
    Arithmetic: _arithmetic,
    Join: _join,
    Compare: _compare,
    Logic: _logic,
    Not: _not,
    Call: lambda writer, node: _FUNCTIONS[node.function](writer, node),
}

require_total(__name__, _NODES, _FUNCTIONS)
