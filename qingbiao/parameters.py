"""An edition's parameters: from the shapes in ``form.yaml`` to values with their sources and factor tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qingbiao import schema
from qingbiao.errors import FaultySpec
from qingbiao.faults import Fault, nearest
from qingbiao.form import Parameter
from qingbiao.sources import Sources
from qingbiao.values import BLANK, Absent
from qingbiao.yamlfile import Located, Path_


def build_parameters(
    shapes: Sequence[schema.Parameter], located: Located, sources: Sources, faults: list[Fault]
) -> dict[str, Parameter]:
    """The parameters by id; what is wrong with them goes to ``faults``."""
    return {
        shape.id: _Builder(shape, ("parameters", index), located, sources, faults).build()
        for index, shape in enumerate(shapes)
    }


@dataclass(frozen=True)
class _Builder:
    shape: schema.Parameter
    path: Path_
    located: Located
    sources: Sources
    faults: list[Fault]

    def _fault(self, key: str, code: str, near: str = "", **slots: object) -> None:
        path = (*self.path, key) if key else self.path
        self.faults.append(Fault(code, slots, self.located.place(path), near))

    def build(self) -> Parameter:
        shape = self.shape
        made = Parameter(
            id=shape.id,
            label=shape.label,
            unit=shape.unit,
            note=shape.note,
            decimals=shape.decimals,
            value=shape.value,
            min=shape.min,
            max=shape.max,
            source=shape.source,
            fixed=shape.fixed,
        )
        if shape.table is not None:
            return self._from_table(made, shape.table)
        if shape.fuel is not None:
            made = self._from_fuel(made, shape.fuel)
        if made.fixed and made.value is None:
            self._fault("", "spec-factor-missing", id=shape.id)
        if made.value is not None and not made.source:
            self._fault("", "spec-factor-source", id=shape.id)
        return made

    def _from_table(self, made: Parameter, table_id: str) -> Parameter:
        try:
            table = self.sources.factor_table(table_id)
        except FaultySpec as problem:
            near = next((fault.suggestion for fault in problem.faults if fault.suggestion), "")
            self._fault("table", "spec-factor-unknown", near, name=table_id)
            self.faults.extend(fault for fault in problem.faults if fault.place.line)
            return made
        cascade = table.cascade()
        for level in [level for level in self.shape.choose if level not in cascade.levels]:
            legal = ", ".join(cascade.levels)
            self._fault("choose", "spec-factor-level", nearest(level, cascade.levels), level=level, legal=legal)
        chosen = tuple(
            str(self.shape.choose[level]) if level in self.shape.choose else BLANK for level in cascade.levels
        )
        known: tuple[str, ...] = ()
        for choice in chosen:
            legal_choices = cascade.choices(known)
            if isinstance(choice, Absent):
                break
            if choice not in legal_choices:
                listed = "、".join(legal_choices)
                self._fault("choose", "spec-factor-choice", nearest(choice, legal_choices), choice=choice, legal=listed)
                break
            known = (*known, choice)
        return replace(made, table=table, choose=chosen, unit=made.unit or table.unit)

    def _from_fuel(self, made: Parameter, fuel_id: str) -> Parameter:
        fuels = self.sources.fuels()
        row = fuels.find(fuel_id)
        if row is None:
            self._fault("fuel", "spec-factor-unknown", nearest(fuel_id, [fuel.id for fuel in fuels.rows]), name=fuel_id)
            return replace(made, value=made.value or 1.0, source=made.source or "?")
        return replace(
            made,
            value=row.value if made.value is None else made.value,
            min=row.low if made.min is None else made.min,
            max=row.high if made.max is None else made.max,
            unit=made.unit or row.unit,
            source=made.source or row.source,
        )
