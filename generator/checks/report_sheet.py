"""The sheet 校验: whether the filing can be submitted, what to do first, and a line for each check.

Every line can be sorted and filtered under protection, so its cells are unlocked; they only show what the hidden sheet
has found, and typing into them is refused. What they show is never read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from generator import style
from generator.checks import names
from generator.checks.lines import AT_THE_DESK, LETTERS, SEVERITIES, SHOWN, Line, Lines
from generator.checks.marks import MARKS
from generator.checks.row_states import stretches
from generator.checks.tally_sheet import CODES, rule_texts
from generator.formula import text_literal
from generator.plan import Area, Content, Highlight, Name, Place, Printing, Sheet, Slot, Validation, letters
from generator.prompts import refusal
from generator.sketch import Sketch
from generator.style import Style
from generator.textsize import text_height
from qingbiao.findings import State
from qingbiao.form import Field
from qingbiao.schema import Severity

TODO_ROWS: Final = 12
WRITE_HERE: Final = "在此写说明"

_COLUMNS: Final = (
    ("序号", 6.0),
    ("状态", 10.0),
    ("程度", 9.0),
    ("处数", 6.0),
    ("第一处", 15.0),
    ("问题", 56.0),
    ("怎么办", 40.0),
    ("审核说明", 36.0),
    ("说明是否可用", 20.0),
    ("编号", 22.0),
)
NUMBER, _STATE, SEVERITY, _FOUND, _LINK, MESSAGE, _FIX, EXPLANATION, _REFUSED, CODE = range(1, 11)
_LONGEST_TITLE: Final = 36
_TYPICAL: Final = "12345678"
"""Stands for a value when the height of a message is estimated."""

_LEFT: Final = style.BLANK.but(horizontal="left", locked=False)
_CENTER: Final = style.BLANK.but(horizontal="center", locked=False)
_TO_LINK: Final = style.LINK.but(border="thin", horizontal="center", locked=False)
_LOOKS: Final[Mapping[int, Style]] = {
    NUMBER: _CENTER,
    _STATE: _CENTER.but(bold=True),
    SEVERITY: _CENTER,
    _FOUND: _CENTER.but(number_format="0;;;"),
    _LINK: _TO_LINK,
    MESSAGE: _LEFT,
    _FIX: _LEFT,
    EXPLANATION: _LEFT,
    _REFUSED: _LEFT.but(size=9),
    CODE: style.CODE.but(horizontal="left", locked=False),
}
VERDICTS: Final = ("不能上报", "写好审核说明后可以上报", "可以上报")
"""Of the gravest to the best."""


@dataclass(frozen=True)
class Report:
    """The sheet, its names, and where explanations are written."""

    sheet: Sheet
    names: tuple[Name, ...]
    places: Mapping[str, Place]


@dataclass
class ReportMaker:
    """Writes the sheet."""

    lines: Lines
    footer: str
    sketch: Sketch = field(default_factory=lambda: Sketch([width for _, width in _COLUMNS]))

    def made(self) -> Report:
        """The whole sheet."""
        self.sketch.line(style.TITLE.but(horizontal="left"), names.REPORT, least=34)
        self.sketch.line(
            style.NOTE.but(size=10),
            "本表由公式算出，随填随变，不必启用宏。强制性的必须改正；核实性的先核对，确实无误的在“审核说明”中写明原因和依据；"
            "提示性的供参考。点“第一处”到有问题的格；各表中有问题的格已着色：",
        )
        self._legend()
        summary = self._summary()
        todo = self._todo()
        head = self._heading("全部审核结果（可筛选、排序）")
        first = self.sketch.next_row
        for line in self.lines.all:
            self._line(line)
        last = self.sketch.next_row - 1
        sheet = Sheet(
            names.REPORT,
            tuple(self.sketch.widths),
            self.sketch.rows(),
            self.sketch.merges(),
            tuple(self._validations(first)),
            Printing(
                "landscape",
                Area(1, 1, head - 2, len(_COLUMNS)),  # the lines are for the screen
                footer_left=self.footer,
                footer_right=names.REPORT,
            ),
            filter=Area(head, 1, last, len(_COLUMNS)),
            tab=style.Fill.TITLE,
            highlights=tuple(_highlights(summary, todo, first, last)),
        )
        places = {
            key: Place(names.REPORT, first, column, len(self.lines.all))
            for key, column in zip(names.ON_REPORT, (CODE, EXPLANATION), strict=True)
        }
        line_names = Name(names.LINE, names.REPORT, Area(first, NUMBER, last, NUMBER), column=True)
        return Report(sheet, (line_names,), places)

    def _put(self, row: int, left: int, right: int, look: Style, content: Content, least: float = 0.0) -> None:
        self.sketch.put(Area(row, left, row, right), look, content, least=least)

    # --- above the lines -----------------------------------------------------------------------------------------

    def _legend(self) -> None:
        row = self.sketch.next_row
        marks = (
            ("强制性：必须改正", style.MANDATORY),
            ("核实性：核对或写说明", style.VERIFY),
            ("提示性", style.HINT),
            ("必填未填", style.MISSING),
        )
        for number, (text, mark) in enumerate(marks):
            look = style.BLANK.but(fill=mark.fill, colour=mark.colour, bold=mark.bold, horizontal="center", size=9)
            left, right = ((NUMBER, SEVERITY), (_FOUND, _LINK), (MESSAGE, MESSAGE), (_FIX, _FIX))[number]
            self._put(row, left, right, look, text, 20)
        self.sketch.next_row += 1

    def _summary(self) -> int:
        """Rows: the verdict, and one for each severity; returns the verdict's."""
        top = self.sketch.next_row
        self._put(top, NUMBER, _STATE, style.SECTION, "结论", 30)
        self._put(top, SEVERITY, _LINK, _CENTER.but(bold=True, size=14, locked=True), summary_slot("verdict"))
        self._put(top, MESSAGE, MESSAGE, _LEFT.but(locked=True), summary_slot("progress"))
        self.sketch.next_row += 1
        for severity in SEVERITIES:
            row = self.sketch.next_row
            self._put(row, NUMBER, _STATE, style.SECTION, SEVERITIES[severity], 20)
            self._put(row, SEVERITY, MESSAGE, _LEFT.but(locked=True), summary_slot(severity))
            self.sketch.next_row += 1
        return top

    def _heading(self, text: str) -> int:
        """A title, and the columns' names under it; returns the row of the names."""
        self.sketch.line(style.SECTION_TOP.but(horizontal="left"), text, least=26)
        row = self.sketch.next_row
        for column, (name, _) in enumerate(_COLUMNS, 1):
            self._put(row, column, column, style.SECTION, name, 20)
        self.sketch.next_row += 1
        return row

    def _todo(self) -> int:
        self._heading("先做这些（改好一条，下一条自动补上）")
        first = self.sketch.next_row
        for index in range(TODO_ROWS):
            row = self.sketch.next_row
            for column, look in _LOOKS.items():
                text = _todo_formula(column, row, index)
                content = Slot(f"{names.TODO}{column}", text, index) if text else None
                self._put(row, column, column, look.but(locked=True), content, 34)
            self.sketch.next_row += 1
        rest = more_text(f'"&(MAX({names.TURN})-{TODO_ROWS})&"')
        more = f'IF(MAX({names.TURN})>{TODO_ROWS},"{rest}","")'
        self._put(self.sketch.next_row, 1, len(_COLUMNS), style.NOTE, Slot(names.TODO + "more", more))
        self.sketch.next_row += 1
        return first

    # --- the lines -----------------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        row, index = self.sketch.next_row, line.number - 1
        fixed: dict[int, Content] = {
            NUMBER: float(line.number),
            SEVERITY: SEVERITIES[line.severity],
            CODE: line.code,
        }
        for column, look in _LOOKS.items():
            content = fixed.get(column)
            if column == EXPLANATION:
                content = Slot(names.EXPLANATION, index=index)
                look = style.INPUT if line.severity == "verify" else look  # noqa: PLW2901
            elif content is None:
                content = Slot(
                    f"{names.REPORT_COLUMN}{column}", _shown_in(column, f"$A{row}", short(line.at.title)), index
                )
            self._put(row, column, column, look, content, _height(line, column, self.sketch))
        self.sketch.next_row += 1

    def _validations(self, first: int) -> Iterator[Validation]:
        explained = [line.number for line in self.lines.all if line.severity == "verify"]
        others = [line.number for line in self.lines.all if line.severity != "verify"]
        last = first + len(self.lines.all) - 1
        closed = (
            Area(first, 1, last, EXPLANATION - 1),
            Area(first, _REFUSED, last, CODE),
            *(Area(first + a - 1, EXPLANATION, first + b - 1, EXPLANATION) for a, b in stretches(others)),
        )
        yield Validation(closed, "custom", "FALSE", error="这一格由公式算出，不用填。说明写在“审核说明”一列。")
        if explained:
            areas = tuple(Area(first + a - 1, EXPLANATION, first + b - 1, EXPLANATION) for a, b in stretches(explained))
            prompt = "核对无误的，写明为什么是这个数、依据什么。只写“核实无误”“情况属实”，或几条写得一样，都不算。"
            yield Validation(areas, "any", prompt_title="审核说明", prompt=prompt)


def short(title: str) -> str:
    """A field's title without the beginning of a long group's."""
    return title if len(title) <= _LONGEST_TITLE else "…" + title[1 - _LONGEST_TITLE :]


def summary_slot(what: str) -> Slot:
    """One text of the summary."""
    return Slot(names.SUMMARY + what, _SUMMARY[what])


def _lines_found(severity: Severity) -> str:
    return f'SUMPRODUCT(({names.SEVERITY}="{CODES[severity]}")*({names.FOUND}>0))'


def _lines_in(severity: Severity, state: State) -> str:
    return f'SUMPRODUCT(({names.SEVERITY}="{CODES[severity]}")*({names.STATE}="{LETTERS[state]}"))'


def _places(severity: Severity) -> str:
    return f'SUMPRODUCT(({names.SEVERITY}="{CODES[severity]}")*{names.FOUND})'


def progress_text(asked: str, filled: str) -> str:
    """How much of what must be filled in is there; what it comes to, or formulas between quotes."""
    return f"必填 {asked} 处，已填 {filled} 处"


def severity_texts(severity: Severity, counts: tuple[str, str, str, str]) -> str:
    """What is said of a severity: lines that fail, lines that miss, places, and lines that want an explanation."""
    fails, misses, places, unexplained = counts
    return {
        "mandatory": f"不通过 {fails} 条，必填未填 {misses} 条，共 {places} 处。必须改正或补填",
        "verify": f"不通过 {fails} 条，共 {places} 处；其中 {unexplained} 条还要写（或重写）审核说明",
        "hint": f"有 {fails} 条，共 {places} 处。供参考，不影响上报",
    }[severity]


def _joined(formula: str) -> str:
    """A formula in the middle of a text between quotes."""
    return f'"&{formula}&"'


def _severity_formula(severity: Severity) -> str:
    formulas = (
        _lines_in(severity, State.FAIL),
        _lines_in(severity, State.MISSING),
        _places(severity),
        _UNEXPLAINED,
    )
    fails, misses, places, unexplained = map(_joined, formulas)
    return f'"{severity_texts(severity, (fails, misses, places, unexplained))}"'


_UNEXPLAINED: Final = f'SUMPRODUCT(--({names.REFUSED}<>""))'
_ASKED, _FILLED = f"SUM({names.ASKED})", f"SUM({names.FILLED})"
_SUMMARY: Final[dict[str, str]] = {
    "verdict": (
        f'IF({_lines_found("mandatory")}>0,"{VERDICTS[0]}",IF({_UNEXPLAINED}>0,"{VERDICTS[1]}","{VERDICTS[2]}"))'
    ),
    "progress": (
        f'"{progress_text(_joined(_ASKED), _joined(_FILLED))}"&IF({_ASKED}>0,"（"&INT({_FILLED}*100/{_ASKED})&"%）","")'
    ),
    **{str(severity): _severity_formula(severity) for severity in SEVERITIES},
}


def more_text(count: str) -> str:
    """What is said under the list of what is to be done first."""
    return f"此外还有 {count} 条，见下表"


SHOWN_BY: Final = {
    _STATE: names.SHOWN,
    _FOUND: names.FOUND,
    _LINK: names.LINK,
    MESSAGE: names.MESSAGE,
    _FIX: names.FIX,
    _REFUSED: names.REFUSED,
}
"""Which column of the hidden sheet a column shows."""


def _shown_in(column: int, number: str, passing: str = "") -> str | None:
    """What a column shows of the line with a number; ``passing`` stands where there is nothing to be said."""
    if column not in SHOWN_BY:
        return None
    shown = f"INDEX({SHOWN_BY[column]},{number})"
    if column == MESSAGE and passing:
        return f'IF({shown}="",{text_literal(passing)},{shown})'
    if column == _LINK:
        return f'IF({shown}="","",HYPERLINK("#"&{shown},{_unquoted(shown)}))'
    return shown if column == _FOUND else f'{shown}&""'


def _unquoted(link: str) -> str:
    """A place as people read it."""
    return f'SUBSTITUTE({link},"\'","")'


def _todo_formula(column: int, row: int, index: int) -> str | None:
    number = f"$A{row}"
    if column == NUMBER:
        return f'IFERROR(MATCH({index + 1},{names.TURN},0),"")'
    if column == SEVERITY:
        *firsts, last = CODES.items()
        text = text_literal(SEVERITIES[last[0]])  # type: ignore[index]
        for severity, code in reversed(firsts):
            text = f'IF(INDEX({names.SEVERITY},{number})="{code}",{text_literal(SEVERITIES[severity])},{text})'  # type: ignore[index]
        return f'IF({number}="","",{text})'
    if column == EXPLANATION:
        target = f"SUMPRODUCT(MIN(ROW({names.LINE})))+MATCH({number},{names.LINE},0)-1"
        link = f'HYPERLINK("#\'{names.REPORT}\'!{letters(EXPLANATION)}"&({target}),"{WRITE_HERE}")'
        asked = f'INDEX({names.SEVERITY},{number})="{CODES["verify"]}"'
        return f'IF({number}="","",IF({asked},IFERROR({link},""),""))'
    if column == CODE:
        # by number, as lines can be sorted; codes move with their numbers
        return f'IF({number}="","",INDEX({names.CODE},MATCH({number},{names.LINE},0)))'
    shown = _shown_in(column, number)
    return f'IF({number}="","",{shown})' if shown else None


def _height(line: Line, column: int, sketch: Sketch) -> float:
    """Room for what a formula may come to show."""
    if column == MESSAGE:
        text = _typical_message(line)
    elif column == _FIX:
        text = refusal(line.subject) if isinstance(line.subject, Field) else line.subject.fix
    else:
        return 20.0
    return text_height(text, _LOOKS[column].size, sketch.widths[column - 1])


def _typical_message(line: Line) -> str:
    if isinstance(line.subject, Field):
        _, _, before, after = rule_texts(line.subject)
        return before + _TYPICAL + after
    return _TYPICAL.join(line.subject.say.texts)


def _highlights(summary: int, todo: int, first: int, last: int) -> Iterator[Highlight]:
    """The verdict and the states in the colours of their meaning."""
    verdict = Area(summary, SEVERITY, summary, _LINK)
    for text, mark in zip(VERDICTS, (style.MANDATORY, style.VERIFY, style.DONE), strict=True):
        yield Highlight((verdict,), f'${letters(SEVERITY)}${summary}="{text}"', mark)
    state, severity = f"${letters(_STATE)}{todo}", f"${letters(SEVERITY)}{todo}"
    areas = (Area(todo, _STATE, todo + TODO_ROWS - 1, SEVERITY), Area(first, _STATE, last, SEVERITY))
    failed = SHOWN[LETTERS[State.FAIL]]
    for each, mark in MARKS.items():
        yield Highlight(areas, f'AND({state}="{failed}",{severity}="{SEVERITIES[each]}")', mark)
    passed = SHOWN[LETTERS[State.PASS]]
    yield Highlight(areas, f'{state}="{passed}"', style.DONE)
    idle = (SHOWN[LETTERS[State.NOT_APPLICABLE]], SHOWN[AT_THE_DESK])
    yield Highlight(areas, "OR(" + ",".join(f'{state}="{text}"' for text in idle) + ")", style.IDLE)
    missing = f'AND({state}="{SHOWN[LETTERS[State.MISSING]]}",{severity}="{SEVERITIES["mandatory"]}",$D{todo}>0)'
    yield Highlight(areas, missing, style.MISSING)
