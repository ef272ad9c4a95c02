"""导入上年数: last year's values of the fields that checks compare with, from last year's workbook."""

from __future__ import annotations

from pathlib import Path

from addin.outcome import Outcome, said
from addin.session import Session
from generator.last_sheet import SHEET
from generator.plan import Area
from generator.reader import Received, read_workbook
from qingbiao.bind import LAST
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault
from qingbiao.filing import compute, last_filing
from qingbiao.values import BLANK


def import_last(session: Session) -> Outcome:
    """导入上年数, from a file that the person chooses."""
    if not session.received.kind.last:
        return Outcome((Fault("addin-last-none"),))
    path = session.host.choose_file(session.book.app, said(Fault("addin-last-choose"), session.language))
    return Outcome((Fault("addin-cancelled"),), how="bar") if path is None else import_from(session, path)


def import_from(session: Session, path: Path) -> Outcome:
    """Take the values of a file. What it does not have is left as it is. Raises where it is not last year's."""
    here, before = session.received, read_workbook(path, session.library)
    _must_be_last(here, before)
    computed = compute(before.kind, before.filing, before.edition.year, before.capacities)
    values = last_filing(here.kind, computed).last
    with session.undisturbed():
        for top, bottom, column, keys in _stretches(here):
            rows = [[values.get(key, here.filing.last.get(key, BLANK))] for key in keys]
            session.write(SHEET, Area(top, column, bottom, column), rows)
    session.forget()
    slots = {"file": path.name, "count": len(values), "sheet": SHEET}
    return Outcome((Fault("addin-last-done", slots),), (SHEET, "A1"))


def _must_be_last(here: Received, before: Received) -> None:
    wanted = here.edition.form, here.kind.id, here.edition.year - 1
    if (before.edition.form, before.kind.id, before.edition.year) != wanted:
        slots = {"given": before.edition.id, "year": wanted[2]}
        raise QingbiaoError(Fault("addin-last-other", slots))


def _stretches(here: Received) -> list[tuple[int, int, int, list[str]]]:
    """The cells that hold last year's values, a stretch for those that stand below each other: one write each."""
    found: list[tuple[int, int, int, list[str]]] = []
    for key, place in sorted(
        ((key, here.places[LAST + key]) for key in here.kind.last), key=lambda pair: (pair[1].column, pair[1].row)
    ):
        if found and (found[-1][1], found[-1][2]) == (place.row - 1, place.column):
            top, _, column, keys = found.pop()
            found.append((top, place.row, column, [*keys, key]))
        else:
            found.append((place.row, place.row, place.column, [key]))
    return found
