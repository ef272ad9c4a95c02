"""校验, and from one finding to the next: the verdict, the cells that have findings, and where explanations go.

Nothing is remembered between two buttons: the workbook is examined as it stands, and the cell at hand says where to go
on from. So a finding that was mended meanwhile is never shown.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from addin.log import logger
from addin.outcome import Outcome, said
from addin.session import Session
from addin.stretches import stretches
from generator.checks.lines import LETTERS, SHOWN
from generator.checks.lines import SEVERITIES as SEVERITY_NAMES
from generator.checks.names import CODE, DESK, EXPLANATION, REPORT
from generator.plan import Area, letters
from qingbiao.faults import Fault
from qingbiao.findings import SEVERITIES, Finding, Result, Verdict

MOST_TOLD: Final = 8
"""So many findings of the desk are told in a box; the sheet 校验 has them all."""


@dataclass(frozen=True, order=True)
class Spot:
    """A cell with findings; the gravest first, otherwise as they stand in the workbook."""

    grade: int
    sheet_number: int
    row: int
    column: int
    sheet: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def cell(self) -> str:
        """Its address."""
        return f"{letters(self.column)}{self.row}"

    @property
    def key(self) -> tuple[int, int, int, int]:
        """What it is ordered by."""
        return self.grade, self.sheet_number, self.row, self.column


def spots(session: Session) -> list[Spot]:
    """Every cell with something to be done or to be known; what is well explained is done."""
    received = session.received
    numbers = {sheet: number for number, sheet in enumerate(session.sheets)}
    at: dict[tuple[str, int, int], list[Finding]] = {}
    for result in session.examined.results:
        if not is_explained(result):
            for finding in result.findings:
                place = received.places[finding.field]
                at.setdefault((place.sheet, place.row + max(finding.row - 1, 0), place.column), []).append(finding)
    return sorted(
        (
            Spot(min(map(_grade, found)), numbers[sheet], row, column, sheet, tuple(sorted(found, key=_grade)))
            for (sheet, row, column), found in at.items()
        ),
        key=lambda spot: spot.key,
    )


def is_explained(result: Result) -> bool:
    """Whether a verify finding has a reason that is accepted."""
    return result.needs_explanation and bool(result.explanation) and not result.refused


def _grade(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


# --- the buttons -------------------------------------------------------------------------------------------------


def validate(session: Session) -> Outcome:
    """校验: the verdict, how much there is to do, what only the desk can know; and the first finding."""
    found = spots(session)
    try:
        _fill_in(session)
    except Exception:  # noqa: BLE001  a workbook that is only open for reading has its verdict as well
        logger().exception("the lines of the desk")
    says = [_verdict(session), *_of_the_desk(session)]
    if not found:
        return Outcome(tuple(says), how="box")
    says.append(_told(found[0], 1, len(found)))
    verdict = session.examined.verdict
    return Outcome(tuple(says), (found[0].sheet, found[0].cell), "warning" if verdict is Verdict.FAIL else "box")


def following(session: Session) -> Outcome:
    """下一处."""
    return _step(session, 1)


def previous(session: Session) -> Outcome:
    """上一处."""
    return _step(session, -1)


def explain(session: Session) -> Outcome:
    """写说明: the cell for the explanation of the finding at hand, or of the first that needs one."""
    sheet, row, column = session.selection()
    asked = [result for result in session.examined.results if result.needs_explanation]
    here = [result for result in asked if _is_at(session, result, sheet, row, column)]
    open_ = [result for result in asked if not is_explained(result)]
    chosen = next(iter((*(each for each in here if each in open_), *here, *open_, *asked)), None)
    if chosen is None:
        return Outcome((Fault("addin-nothing-to-explain"),))
    codes = session.received.places[CODE]
    block = session.book.sheets[codes.sheet][codes.area.a1].options(ndim=1).value
    place = session.received.places[EXPLANATION]
    message = chosen.findings[0].message
    return Outcome(
        (Fault("addin-explain-here", {"message": message}),), (place.sheet, place.cell(block.index(chosen.code))), "bar"
    )


def _is_at(session: Session, result: Result, sheet: str, row: int, column: int) -> bool:
    """Whether a result is about the cell at hand, or stands in its row of the sheet 校验."""
    places = session.received.places
    codes = places[CODE]
    if sheet == REPORT == codes.sheet and codes.area.top <= row <= codes.area.bottom:
        return bool(session.book.sheets[sheet][codes.cell(row - codes.row)].value == result.code)
    return any(
        (sheet, row, column)
        == (places[each.field].sheet, places[each.field].row + max(each.row - 1, 0), places[each.field].column)
        for each in result.findings
    )


def _step(session: Session, direction: int) -> Outcome:
    found = spots(session)
    if not found:
        return Outcome((Fault("addin-no-findings"),), how="bar")
    index = _index(found, session, direction) % len(found)
    return Outcome((_told(found[index], index + 1, len(found)),), (found[index].sheet, found[index].cell), "bar")


def _index(found: Sequence[Spot], session: Session, direction: int) -> int:
    """From a cell with findings the one beside it; from any other cell the nearest of the gravest."""
    sheet, row, column = session.selection()
    for index, spot in enumerate(found):
        if (spot.sheet, spot.row, spot.column) == (sheet, row, column):
            return index + direction
    number = session.sheets.index(sheet) if sheet else 0
    key = found[0].grade, number, row, column
    keys = [spot.key for spot in found]
    return bisect_right(keys, key) if direction > 0 else bisect_left(keys, key) - 1


# --- what the sheet 校验 cannot compute ---------------------------------------------------------------------------


def _fill_in(session: Session) -> None:
    """What only the desk can try and now has been, into its lines of the sheet 校验; with the time, as it ages."""
    lines, named = [line for line in session.lines.all if line.desk], session.names.get(DESK)
    if not lines or named is None:
        return
    results = {result.code: result for result in session.examined.results}
    time = f"{datetime.now():%Y-%m-%d %H:%M}"
    with session.undisturbed():
        texts = {line.number: _line(session, results[line.code], time) for line in lines}
        for numbers in stretches(texts):
            top, column = named.area.top + numbers[0] - 1, named.area.left
            area = Area(top, column, top + len(numbers) - 1, column)
            session.write(named.sheet, area, [[texts[number]] for number in numbers])


def _line(session: Session, result: Result, time: str) -> str:
    slots: dict[str, object] = {"time": time, "state": SHOWN[LETTERS[result.state]]}
    if not result.findings:
        return said(Fault("addin-desk-line", slots), "zh")
    first = result.findings[0]
    slots |= {"count": len(result.findings), "place": _place(session, first), "message": first.message}
    return said(Fault("addin-desk-line-found", slots), "zh")  # the sheet is Chinese whoever looks at it


# --- what is said ------------------------------------------------------------------------------------------------


def _verdict(session: Session) -> Fault:
    results = session.examined.results
    places: dict[str, object] = {
        severity: sum(len(each.findings) for each in results if each.severity == severity and not is_explained(each))
        for severity in SEVERITIES
    }
    return Fault(f"addin-verdict-{session.examined.verdict.value}", places)


def _of_the_desk(session: Session) -> list[Fault]:
    """The findings of checks that the workbook cannot try: it shows no mark for them."""
    by_line = {line.code: line for line in session.lines.all if line.desk}
    told = [finding for result in session.examined.results if result.code in by_line for finding in result.findings]
    faults = [Fault("addin-at-the-desk", {"place": _place(session, f), "message": f.message}) for f in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        faults.append(Fault("addin-more", {"count": len(told) - MOST_TOLD}))
    return [Fault("addin-desk-heading"), *faults] if faults else []


def _place(session: Session, finding: Finding) -> str:
    place = session.received.places[finding.field]
    return f"{place.sheet}!{place.cell(max(finding.row - 1, 0))}"


def _told(spot: Spot, number: int, count: int) -> Fault:
    first = spot.findings[0]
    slots = {
        "number": number,
        "count": count,
        "place": f"{spot.sheet}!{spot.cell}",
        "severity": SEVERITY_NAMES[first.severity],
        "message": "；".join(dict.fromkeys(each.message for each in spot.findings)),
        "fix": first.fix,
    }
    return Fault("addin-finding", slots)
