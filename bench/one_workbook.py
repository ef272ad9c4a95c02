"""One workbook built in process: our stages, against peers writing the same cells."""

from __future__ import annotations

from collections.abc import Callable

from bench import with_openpyxl, with_xlsxwriter
from bench.content import ReadyContent
from bench.measure import Spread, in_turns, same, timed
from bench.report import Line, Section
from bench.same import require_same
from bench.subject import form
from generator.planning import plan_workbook
from generator.settle import settle
from generator.workbook import build_workbook
from generator.xlsx.book import workbook_bytes

AIM = 1.3


def measure(turns: int) -> Section:
    """The section of the report."""
    edition, kind = form()
    built = build_workbook(edition, kind)
    plan, done = built.plan, built.settled
    content = ReadyContent(done)
    peers: dict[str, Callable[[], bytes]] = {
        "openpyxl, style records copied": lambda: with_openpyxl.fast(content),
        "openpyxl, public attributes": lambda: with_openpyxl.plain(content),
        "XlsxWriter": lambda: with_xlsxwriter.write(content),
    }
    for peer, write in peers.items():
        require_same(built.content, write(), peer)
    ours: dict[str, Callable[[], object]] = {
        "plan": lambda: plan_workbook(edition, kind),
        "settle": lambda: settle(plan, edition, kind),
        "write": lambda: workbook_bytes(done),
        "plan, settle and write": lambda: build_workbook(edition, kind),
    }
    edit = "openpyxl, load our file, change a cell, save"
    others = {**peers, edit: lambda: with_openpyxl.resave(built.content)}
    found = in_turns({name: timed(work) for name, work in {**ours, **others}.items()}, turns)

    def line(stage: str, peer: str, aim: float | None = None) -> Line:
        return Line(
            stage,
            peer,
            found.ratio(stage, peer, same),
            _ms(found.spread(stage, same)),
            "ms",
            _ms(found.spread(peer, same)),
            aim,
        )

    fast, plain, writer = peers
    whole = "plan, settle and write"
    lines = [line(stage, fast, AIM if stage == whole else None) for stage in ours]
    lines += [line("write", plain), line("write", writer), line(whole, plain), line(whole, writer), line(whole, edit)]
    kib = Spread.of([len(built.content) / 1000])
    sizes = {peer: Spread.of([len(write()) / 1000]) for peer, write in peers.items()}
    lines += [
        Line("size of the file", peer, Spread.of([kib.middle / sizes[peer].middle]), kib, "KB", sizes[peer])
        for peer in (fast, writer)
    ]
    note = "Each peer writes the blank workbook from a finished plan, in memory, without the values of formula cells."
    return Section("One workbook, in process", tuple(lines), (note,))


def _ms(spread: Spread) -> Spread:
    return Spread(spread.middle * 1000, spread.low * 1000, spread.high * 1000)
