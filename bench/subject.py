"""What is measured: one workbook of one shipped form, chosen for being the largest."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from generator.plan import Settled
from generator.planning import capacities_for, plan_workbook
from generator.settle import settle
from qingbiao.errors import NoSuchForm
from qingbiao.faults import Fault
from qingbiao.form import Edition, Kind
from qingbiao.load import SHIPPED, load_edition

ROOT: Final = Path(__file__).resolve().parent.parent
EDITION: Final = "mee-2024"
KIND: Final = "bureau"
REGISTER: Final = "resources"
"""The register with formulas; another has the same rows."""
MANY: Final = 10_000

QINGBIAO: Final = (sys.executable, "-c", "from cli.main import main; main()")
"""The command as its console script runs it, wherever it is installed."""
GENERATE_ONE: Final = (*QINGBIAO, "generate", EDITION, "--kind", KIND, "--force")


def form() -> tuple[Edition, Kind]:
    """The edition and the kind."""
    edition = load_edition(EDITION, SHIPPED)
    kind = edition.kind(KIND)
    if kind is None:
        raise NoSuchForm(Fault("no-such-kind", {"edition": EDITION, "name": KIND, "legal": ""}))
    return edition, kind


def settled(rows: dict[str, int] | None = None) -> Settled:
    """The blank workbook, planned and settled."""
    edition, kind = form()
    return settle(plan_workbook(edition, kind, capacities_for(kind, rows)), edition, kind)
