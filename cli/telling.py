"""What people are told of examined files: words for verdicts and severities, a file's lines, a batch's summary."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cli.language import language, say
from generator.report import Record, Report
from qingbiao.faults import visible
from qingbiao.findings import Verdict
from qingbiao.messages import CATALOGUE

_MOST_FREQUENT: Final = 10
_LONGEST_LABEL: Final = 44


def verdict_words(verdict: Verdict) -> str:
    """What may be done with a file."""
    match verdict:
        case Verdict.PASS:
            return say("可以上报", "can be submitted")
        case Verdict.EXPLAIN:
            return say("要写审核说明", "needs explanations")
        case Verdict.FAIL:
            return say("不能上报", "cannot be submitted")
        case Verdict.UNUSABLE:
            return say("不能用", "cannot be used")


def severity_words(severity: str) -> str:
    """How grave a finding is."""
    words = {
        "mandatory": say("强制性", "mandatory"),
        "verify": say("核实性", "verify"),
        "hint": say("提示性", "hint"),
    }
    return words[severity]


def gravity_words(gravity: str) -> str:
    """How much a change matters."""
    return say("改动·", "changed, ") + CATALOGUE[f"gravity-{gravity}"].render(language(), {})


def lines_of(report: Report) -> Iterator[str]:
    """A file's verdict, and two lines for each finding: where and what; what to do."""
    return map(visible, _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.file}: {verdict_words(report.verdict)}"
    for remark in (*report.faults, *report.notices):
        yield f"  [{remark.code}] {remark.message}"
    for record in report.findings:
        yield f"  [{severity_words(record.severity)}] {record.sheet}!{record.cell} {record.message}"
        yield f"      {record.fix}（{record.code}）"
        if record.explanation:
            yield f"      {say('审核说明：', 'explanation: ')}{record.explanation}"
            if record.refused:
                yield f"      {record.refused}"
    for change in report.damage or ():
        place = "!".join(filter(None, (change.sheet, change.cell)))
        told = (f"  [{gravity_words(change.gravity)}]", place, f"{change.message}（{change.code}）")
        yield " ".join(filter(None, told))
    if report.healed:
        yield f"  {say('修复后的工作簿：', 'healed workbook: ')}{report.healed}"


# --- a batch -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frequent:
    """A finding that several files may have: in how many, and at how many places."""

    severity: str
    code: str
    label: str
    files: int
    places: int


@dataclass
class Summary:
    """Counted up file by file."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    _places: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _files: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        """Count a file."""
        self.verdicts[report.verdict] += 1
        here = Counter(map(_what, report.findings))
        self._places.update(here)
        self._files.update(here.keys())

    @property
    def total(self) -> int:
        """How many files."""
        return self.verdicts.total()

    def frequent(self) -> list[Frequent]:
        """What most files have; of those, what stands at most places."""
        ranked = sorted(self._files, key=lambda what: (-self._files[what], -self._places[what], what))
        return [Frequent(*what, self._files[what], self._places[what]) for what in ranked[:_MOST_FREQUENT]]


def _what(record: Record) -> tuple[str, str, str]:
    return record.severity, record.code, record.label


def summary_lines(summary: Summary) -> Iterator[str]:
    """The table at the end of a batch."""
    yield ""
    yield say(f"共 {summary.total} 个文件", f"{summary.total} files")
    counts = [(verdict_words(each), str(summary.verdicts[each])) for each in Verdict if summary.verdicts[each]]
    yield from _table(counts, right={1})
    frequent = summary.frequent()
    if frequent:
        yield ""
        yield say("最常见的问题", "most frequent findings")
        head = tuple(map(str, say("严重程度 文件 处 指标 编号", "severity files places field code").split()))
        rows = [
            (severity_words(each.severity), str(each.files), str(each.places), _cut(each.label), each.code)
            for each in frequent
        ]
        yield from _table([head, *rows], right={1, 2})


def _table(rows: Sequence[Sequence[str]], right: set[int]) -> Iterator[str]:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [_padded(cell, widths[i], to_the_right=i in right) for i, cell in enumerate(row)]
        yield "  " + "  ".join(cells).rstrip()


def _padded(text: str, size: int, *, to_the_right: bool) -> str:
    space = " " * (size - width(text))
    return space + text if to_the_right else text + space


def _cut(label: str) -> str:
    """A label without its beginning, if it is long: what tells it from others stands at its end."""
    while width(label) > _LONGEST_LABEL:
        label = "…" + label.removeprefix("…")[1:]
    return label


def width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two, a mark set on another none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
