"""The editions of a spec folder, each loaded once for a whole batch of workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from generator.package import bad
from generator.planning import outline
from qingbiao.errors import NoSuchForm
from qingbiao.faults import Fault, nearest
from qingbiao.form import Edition, Kind
from qingbiao.load import SHIPPED, load_edition
from qingbiao.years import YEARS

_MOST_EDITIONS: Final = 16
"""Kept at a time: a file says which year it is for, and must not be able to fill the memory with years."""


@dataclass(frozen=True)
class Known:
    """A kind of workbook, and what every one of them must have, however many rows its registers have."""

    edition: Edition
    kind: Kind
    sheets: tuple[str, ...]
    names: Mapping[str, str]
    """The defined names that are read, each with its sheet: every field, the parameters' cells, and the values copied
    from paper."""


class Library:
    """A spec folder as it is when an edition is first asked for, so that one batch is judged by one state of it.

    Whoever lives longer than a batch makes a new one to see what has changed.
    """

    def __init__(self, spec: Path = SHIPPED) -> None:
        self.spec: Final = spec
        self.edition: Final = lru_cache(_MOST_EDITIONS)(self._edition)
        self.known: Final = lru_cache(4 * _MOST_EDITIONS)(self._known)

    def _edition(self, name: str, year: int) -> Edition:
        """Raises :class:`NoSuchForm` also for a year that no edition can have."""
        if year not in YEARS:
            raise NoSuchForm(Fault("no-such-year", {"year": year, "first": YEARS.start, "last": YEARS.stop - 1}))
        return load_edition(name, self.spec, year)

    def issued_as(self, facts: Mapping[str, str], path: Path) -> Known:
        """As what a workbook was issued that says ``facts`` of itself. Raises :class:`BadWorkbook` if none knows here.

        That there are no forms here at all is not the workbook's fault, and raised as :class:`NoSuchForm`.
        """
        try:
            return self.known(facts["edition"], int(facts["year"]), facts["kind"])
        except (NoSuchForm, ValueError) as problem:
            code = problem.faults[0].code if isinstance(problem, NoSuchForm) else ""
            if code == "spec-empty":
                raise
            if code == "no-such-kind":
                raise bad(path, "workbook-kind", edition=facts["edition"], kind=facts["kind"]) from None
            raise bad(path, "workbook-edition", edition=facts["edition"], year=facts["year"]) from None

    def _known(self, name: str, year: int, kind_id: str) -> Known:
        """Raises :class:`NoSuchForm` when there is no such edition, or no such kind in it."""
        edition = self.edition(name, year)
        kind = edition.kind(kind_id)
        if kind is None:
            legal = [each.id for each in edition.kinds]
            slots = {"edition": edition.id, "name": kind_id, "legal": ", ".join(legal)}
            raise NoSuchForm(Fault("no-such-kind", slots, suggestion=nearest(kind_id, legal)))
        each = outline(edition, kind)
        return Known(edition, kind, each.sheets, each.names)
