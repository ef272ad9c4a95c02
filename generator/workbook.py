"""Edition + filing → the bytes of a workbook: the stages in their order, for callers who need no stage alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generator.lint import lint, located
from generator.plan import Plan, Settled
from generator.planning import capacities_for, plan_workbook
from generator.settle import settle
from generator.xlsx.book import workbook_bytes
from qingbiao.errors import FaultyData, FaultySpec, raise_if
from qingbiao.faults import Fault
from qingbiao.filing import EMPTY, Filing
from qingbiao.form import Edition, Kind

MOST_ROWS: Final = 100_000
"""More enterprises than any province reports."""


@dataclass(frozen=True)
class Built:
    """A finished workbook."""

    settled: Settled
    content: bytes

    @property
    def plan(self) -> Plan:
        """Its plan."""
        return self.settled.plan


def build_workbook(
    edition: Edition,
    kind: Kind,
    filing: Filing = EMPTY,
    rows: Mapping[str, int] | None = None,
    unit: str = "",
    serial: str = "",
) -> Built:
    """Build a workbook. Registers have the rows asked for, or as many as the filing needs if those are more.

    Raises :class:`FaultySpec` with all that a spreadsheet program would refuse in it.
    """
    return finish(sound_plan(edition, kind, filing, rows, unit, serial), edition, kind, filing)


def sound_plan(
    edition: Edition,
    kind: Kind,
    filing: Filing = EMPTY,
    rows: Mapping[str, int] | None = None,
    unit: str = "",
    serial: str = "",
) -> Plan:
    """The plan of a workbook, as :func:`build_workbook` takes it: with room for the filing, and without faults."""
    sizes = capacities_for(kind, rows)
    needed = {register: max(size, filing.rows(kind, register)) for register, size in sizes.items()}
    for register, size in needed.items():
        if size > MOST_ROWS:
            raise FaultyData(Fault("data-too-many-rows", {"id": register, "most": MOST_ROWS, "given": size}))
    plan = plan_workbook(edition, kind, needed, unit, serial)
    raise_if(FaultySpec, located(lint(plan), plan, kind))
    return plan


def refilled(plan: Plan, edition: Edition, kind: Kind, filing: Filing = EMPTY) -> Built:
    """A workbook as planned before, filled otherwise: planned anew only where the filing needs more rows."""
    if all(filing.rows(kind, register) <= size for register, size in plan.capacities.items()):
        return finish(plan, edition, kind, filing)
    unit, serial = str(plan.identity["unit"]), str(plan.identity["serial"])
    return build_workbook(edition, kind, filing, plan.capacities, unit, serial)


def finish(plan: Plan, edition: Edition, kind: Kind, filing: Filing = EMPTY) -> Built:
    """The workbook of a plan."""
    settled = settle(plan, edition, kind, filing)
    return Built(settled, workbook_bytes(settled))
