"""A generated workbook opened by openpyxl, with the plan it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from generator.plan import Place, Plan
from qingbiao.bind import LAST, REPORTED
from tests.generator.shipped import Shipped


@dataclass(frozen=True)
class Opened:
    """A blank workbook as openpyxl reads it, with the plan it was made from."""

    book: Workbook
    plan: Plan
    each: Shipped

    def inputs(self) -> Iterator[tuple[str, Place]]:
        """Every input of the form, the parameter sheet and last year's values, and every cell for reported values."""
        for key, place in self.plan.places.items():
            field = self.each.kind.fields.get(key)
            if not field.computed if field else key.startswith(LAST) or _is_choice(key, self.each):
                yield key, place
        yield from ((REPORTED + key, place) for key, place in self.plan.reported.items())

    def cell(self, place: Place, index: int = 0) -> Cell:
        found = self.book[place.sheet][place.cell(index)]
        assert isinstance(found, Cell)
        return found

    def reference(self, name: str) -> str:
        return str(self.book.defined_names[name].attr_text)

    def list_of(self, name: str) -> list[object]:
        """The values of the cells that a name refers to."""
        sheet, _, area = self.reference(name).rpartition("!")
        return [row[0].value for row in self.book[sheet.strip("'")][area.replace("$", "")]]


def _is_choice(key: str, each: Shipped) -> bool:
    """Whether a cell of the parameter sheet is typed: a level of a table, an own value, its source."""
    for parameter in each.kind.parameters:
        levels = parameter.table.cascade().levels if parameter.table else ()
        if key in {f"{parameter.symbol}.{name}" for name in ("own", "own_source", *levels)}:
            return not parameter.fixed
    return False


@cache
def opened(each: Shipped) -> Opened:
    built = each.build()
    return Opened(load_workbook(BytesIO(built.content)), built.plan, each)
