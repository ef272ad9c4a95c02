"""A sheet in the making: boxes put on a grid, turned into rows, merges and heights at the end."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field, replace
from typing import Final

from generator.plan import Area, Cell, Content, Counter, Link, Row, Run, Slot
from generator.style import Style
from generator.textsize import height_for, line_count

LEAST_HEIGHT: Final = 18.0
TALLEST: Final = 409.0
"""No spreadsheet row is taller, in points."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with one look and one content; ``repeat`` > 1 for a one-row box that stands in as many rows."""

    area: Area
    style: Style
    content: Content = None
    repeat: int = 1
    least: float = 0.0
    """Height it needs whatever its text."""

    @property
    def last_row(self) -> int:
        """The last row it stands in."""
        return self.area.bottom + self.repeat - 1


@dataclass
class Sketch:
    """Collects boxes. ``widths`` are the columns' widths in characters."""

    widths: list[float]
    boxes: list[Box] = field(default_factory=list)
    next_row: int = 1

    def put(self, area: Area, style: Style, content: Content = None, *, repeat: int = 1, least: float = 0.0) -> None:
        """Put one box."""
        self.boxes.append(Box(area, style, content, repeat, least))

    def line(self, style: Style, content: Content, left: int = 1, right: int | None = None, least: float = 0.0) -> int:
        """Put a box over a whole new row; return its row."""
        row = self.next_row
        self.put(Area(row, left, row, right or len(self.widths)), style, content, least=least)
        self.next_row += 1
        return row

    def width(self, left: int, right: int) -> float:
        """Width of columns ``left`` to ``right``."""
        return sum(self.widths[left - 1 : right])

    def rows(self) -> tuple[Row, ...]:
        """The rows, each as tall as its texts need."""
        return _Rows(self).made()

    def merges(self) -> tuple[Area, ...]:
        """Areas merged over more than one row."""
        return tuple(sorted(box.area for box in self.boxes if box.area.bottom > box.area.top))


@dataclass(frozen=True, slots=True)
class _Segment:
    """Equal rows: the first, and how many."""

    first: int
    repeat: int = 1


class _Rows:
    """Turns a sketch's boxes into rows."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.segments = _segments(sketch.boxes)
        self.boxes: dict[_Segment, list[Box]] = {segment: [] for segment in self.segments}
        for box in sketch.boxes:
            for segment in self._segments_of(box):
                self.boxes[segment].append(box)

    def _segments_of(self, box: Box) -> list[_Segment]:
        start = bisect.bisect_left(self.segments, box.area.top, key=lambda segment: segment.first)
        end = bisect.bisect_right(self.segments, box.last_row, key=lambda segment: segment.first)
        return self.segments[start:end]

    def made(self) -> tuple[Row, ...]:
        heights = self._heights()
        return tuple(self._row(segment, round(min(heights[segment], TALLEST), 1)) for segment in self.segments)

    def _row(self, segment: _Segment, height: float) -> Row:
        cells: dict[int, Cell] = {}
        spans: list[tuple[int, int]] = []
        for box in self.boxes[segment]:
            area = box.area
            content = _content_at(box, segment.first)
            cells.update({column: Cell(column, box.style) for column in range(area.left, area.right + 1)})
            cells[area.left] = Cell(area.left, box.style, content)
            if area.top == area.bottom and area.right > area.left:
                spans.append((area.left, area.right))
        ordered = tuple(cells[column] for column in sorted(cells))
        return Row(segment.first, ordered, height, segment.repeat, tuple(sorted(spans)))

    def _heights(self) -> dict[_Segment, float]:
        heights = dict.fromkeys(self.segments, LEAST_HEIGHT)
        tall: list[Box] = []
        for segment, boxes in self.boxes.items():
            for box in boxes:
                if box.area.top == box.area.bottom:
                    heights[segment] = max(heights[segment], self._needed(box))
                elif box.area.top == segment.first:
                    tall.append(box)
        for box in sorted(tall, key=lambda box: box.area.bottom - box.area.top):
            own = self._segments_of(box)
            missing = self._needed(box) - sum(heights[segment] * segment.repeat for segment in own)
            if missing > 0:
                share = missing / sum(segment.repeat for segment in own)
                for segment in own:
                    heights[segment] += share
        return heights

    def _needed(self, box: Box) -> float:
        text = text_of(box.content)
        if not text:
            return box.least
        width = self.sketch.width(box.area.left, box.area.right)
        lines = line_count(text, box.style.size, width) if box.style.wrap else 1 + text.count("\n")
        return max(box.least, height_for(lines, box.style.size))


def _segments(boxes: list[Box]) -> list[_Segment]:
    """Runs of equal rows, cut where a box with something in it begins."""
    repeats: dict[int, int] = {}
    for box in boxes:
        for row in range(box.area.top, box.area.bottom + 1):
            repeats.setdefault(row, 1)
        repeats[box.area.top] = max(repeats[box.area.top], box.repeat)
    begins = {box.area.top for box in boxes if box.content is not None and box.repeat == 1}
    segments: list[_Segment] = []
    covered = 0
    for row in sorted(repeats):
        if row <= covered:
            continue
        repeat = repeats[row]
        covered = row + repeat - 1
        if repeat > 1 and row in begins:
            segments += [_Segment(row), _Segment(row + 1, repeat - 1)]
        else:
            segments.append(_Segment(row, repeat))
    return segments


def _content_at(box: Box, row: int) -> Content:
    """What a box shows in a row: a tall box only in its first, a repeated one in each, with that row's index."""
    shift = row - box.area.top
    if not shift:
        return box.content
    if box.repeat > 1 and isinstance(box.content, Slot | Counter):
        return replace(box.content, index=box.content.index + shift)
    return box.content if box.repeat > 1 else None


def text_of(content: Content) -> str:
    """The fixed text of a content, as it is printed."""
    match content:
        case str():
            return content
        case tuple():
            return "".join(run.text for run in content)
        case Link(text=text):
            return text
        case _:
            return ""


def rich(text: str, marks: tuple[tuple[int, int], ...]) -> Content:
    """``text`` with the stretches ``marks`` (start, end) raised; plain text when there are none."""
    if not marks:
        return text
    runs: list[Run] = []
    position = 0
    for start, end in marks:
        if start > position:
            runs.append(Run(text[position:start]))
        runs.append(Run(text[start:end], raised=True))
        position = end
    if position < len(text):
        runs.append(Run(text[position:]))
    return tuple(runs)
