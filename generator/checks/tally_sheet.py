"""The hidden sheet 审核: for each line its state, how often and where first it fails, its message, its explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator import style
from generator.checks import names
from generator.checks.letters import letter
from generator.checks.lines import AT_THE_DESK, LETTERS, SHOWN, Line, Lines
from generator.checks.row_states import RowStates, Spot
from generator.formula import formula, refused_at
from generator.formula import text_literal as _text
from generator.lists import Lists as WordLists
from generator.plan import Area, Cell, Content, Name, Place, Row, Sheet, Slot, letters, quoted
from generator.prompts import refusal
from generator.sketch import LEAST_HEIGHT
from qingbiao.bind import REPORTED, YEAR
from qingbiao.examination import ERROR_WORD, HUGE, HUGE_FROM, SAID_DECIMALS, WHOLE_AFTER, WHOLE_FROM, is_date
from qingbiao.explanations import DIGITS, EMPTY_CHARACTERS, EMPTY_WORDS, FEWEST_BESIDE_DIGITS, LEAST
from qingbiao.expression.symbol import ROW, Symbol, Type
from qingbiao.expression.types import Bound, type_of
from qingbiao.findings import State
from qingbiao.form import Check, Field, Formula, Kind
from qingbiao.messages import CATALOGUE
from qingbiao.problems import missing_code
from qingbiao.values import FIRST_DAY, LAST_DAY

CODES: Final[Mapping[str, str]] = {"mandatory": "X", "verify": "V", "hint": "H"}
"""Severities as the hidden formulas write them."""

MISSING_MARK: Final = "M"

_LOOK: Final = style.PLAIN.but(wrap=False)
_NOTED: Final = _LOOK.but(locked=False)
"""Not locked, so that what is noted there is no change of what was issued."""
_FOUND: Final = tuple(LETTERS[state] for state in State if state.found)
_FAIL, _PASS, _MISSING = (LETTERS[state] for state in (State.FAIL, State.PASS, State.MISSING))
_UNFILLED, _NOT_APPLICABLE = LETTERS[State.UNFILLED], LETTERS[State.NOT_APPLICABLE]

_COLUMNS: Final = (
    "qingbiao.check.code",
    names.SEVERITY,
    names.STATE,
    names.SHOWN,
    names.FOUND,
    names.FIRST,
    names.ASKED,
    names.FILLED,
    names.LINK,
    names.MESSAGE,
    names.FIX,
    names.TOLD,
    names.WORDS,
    names.REST,
    names.SUBSTANCE,
    names.REFUSED,
    names.TURN,
    names.DESK,
    names.ERRORS,
)
_HEADINGS: Final = 1
_LETTER_OF: Final = {name: letters(number) for number, name in enumerate(_COLUMNS, 1)}
_FIRST_SLOT: Final = len(_COLUMNS) + 1


@dataclass(frozen=True)
class Tally:
    """The sheet, its names, and the number of each single field among those that can be marked."""

    sheet: Sheet
    names: tuple[Name, ...]
    marked: Mapping[str, int]


@dataclass(frozen=True)
class TallyMaker:
    """Writes the sheet."""

    kind: Kind
    lines: Lines
    places: Mapping[str, Place]
    """Of every input and computed field, and of reported values under their whole names."""
    states: Mapping[str, RowStates]
    """By register."""
    words: WordLists
    year: int
    marked: dict[str, int] = field(default_factory=dict)

    def made(self) -> Tally:
        """The whole sheet."""
        marks = list(self._marks())
        mark_column = _FIRST_SLOT + max((_slots(line) for line in self.lines.all), default=0) + 1
        broken = Slot(names.BROKEN, f"SUM({names.ERRORS})")
        head = [*(_cell(c, n) for c, n in enumerate(_COLUMNS, 1)), _cell(mark_column, float(self.year))]
        head.append(_cell(mark_column + 1, broken))
        rows = [Row(1, tuple(head), LEAST_HEIGHT)]
        count = len(self.lines.all)
        for index in range(max(count, len(marks))):
            cells = list(self._line(self.lines.all[index])) if index < count else []
            if index < len(marks):
                cells.append(_cell(mark_column, Slot(names.MARK, marks[index], index)))
            rows.append(Row(index + 1 + _HEADINGS, tuple(cells), LEAST_HEIGHT))
        widths = (24.0,) * (mark_column + 1)
        sheet = Sheet(names.TALLY, widths, tuple(rows), state="hidden")
        return Tally(sheet, tuple(self._names(count, len(marks), mark_column)), self.marked)

    def _names(self, count: int, marks: int, mark_column: int) -> Iterator[Name]:
        for column, name in enumerate(_COLUMNS, 1):
            yield Name(name, names.TALLY, _column_area(column, count), column=True)
        if YEAR not in self.places:  # the parameter sheet shows it, where there is one
            yield Name(YEAR, names.TALLY, Area(1, mark_column, 1, mark_column))
        yield Name(names.BROKEN, names.TALLY, Area(1, mark_column + 1, 1, mark_column + 1))
        if marks:
            yield Name(names.MARK, names.TALLY, _column_area(mark_column, marks), column=True)

    # --- one line ------------------------------------------------------------------------------------------------

    def _line(self, line: Line) -> Iterator[Cell]:
        contents: dict[str, Content] = {_COLUMNS[0]: line.code, names.SEVERITY: CODES[line.severity]}
        formulas = self._explanation(line) | {
            names.STATE: f'"{AT_THE_DESK}"' if line.desk else self._state(line),
            names.SHOWN: _shown(line),
            names.FOUND: self._found(line),
            names.FIRST: self._first(line),
            names.LINK: f'IF({_at(line, names.FOUND)}=0,"",{self._link(line)})',
            names.MESSAGE: _message(line),
            names.FIX: _fix(line),
            names.TURN: _turn(line),
        }
        if line.is_rule and isinstance(line.subject, Field) and line.subject.required:
            formulas |= {names.ASKED: self._asked(line), names.FILLED: self._filled(line)}
        if line.is_rule:
            formulas[names.ERRORS] = f"IF(ISERROR(SUMPRODUCT(LEN({line.at.id}))),1,0)"
        for name, text in formulas.items():
            contents[name] = Slot(name, text, line.number - 1)
        if line.desk:
            contents[names.DESK] = Slot(names.DESK, None, line.number - 1)
        for column, name in enumerate(_COLUMNS, 1):
            if name in contents:
                yield Cell(column, _NOTED if name == names.DESK else _LOOK, contents[name])
        for number, text in enumerate(self._slots(line)):
            yield _cell(_FIRST_SLOT + number, Slot(f"{names.SLOT}{number}", text, line.number - 1))

    def _state(self, line: Line) -> str:
        if line.register is None:
            return letter(line, lambda symbol: symbol.id, lambda name: name, self.words)
        found = _at(line, names.FOUND)
        fails = self._count(line, _FAIL) if line.is_rule else "1"
        return (
            f"IF({found}>0,{f'IF({fails}>0,{_text(_FAIL)},{_text(_MISSING)})' if line.is_rule else _text(_FAIL)},"
            f"IF({self._count(line, _PASS)}>0,{_text(_PASS)},"
            f"IF({self._count(line, _UNFILLED)}>0,{_text(_UNFILLED)},{_text(_NOT_APPLICABLE)})))"
        )

    def _count(self, line: Line, letter_: str) -> str:
        spot = self._spot(line)
        return f"SUMPRODUCT(--(MID({spot.column},{spot.position},1)={_text(letter_)}))"

    def _spot(self, line: Line) -> Spot:
        assert line.register is not None
        return self.states[line.register].spots[line.code]

    def _found(self, line: Line) -> str:
        state = _at(line, names.STATE)
        if line.desk or line.register is None:
            return "+".join(f"({state}={_text(each)})" for each in _FOUND)
        return "+".join(self._count(line, each) for each in (_FOUND if line.is_rule else (_FAIL,)))

    def _first(self, line: Line) -> str:
        found = _at(line, names.FOUND)
        if line.desk or line.register is None:
            return found
        spot, states = self._spot(line), self.states[line.register]
        letters_ = f"MID({spot.column},{spot.position},1)"
        hit = "+".join(f"({letters_}={_text(each)})" for each in (_FOUND if line.is_rule else (_FAIL,)))
        rows = f"ROWS({spot.column})+1"
        from_end = f"{rows}-(ROW({spot.column})-ROW({_anchor(states.sheet, states.top)}))"
        return f"IF({found}=0,0,{rows}-SUMPRODUCT(MAX(({hit})*({from_end}))))"

    def _asked(self, line: Line) -> str:
        if line.register is None:
            return "1"
        spot = self._spot(line)
        return f'SUMPRODUCT(--(MID({spot.column},{spot.position},1)<>""))'

    def _filled(self, line: Line) -> str:
        missing = f"({_at(line, names.STATE)}={_text(_MISSING)})"
        if line.register is not None:
            missing = self._count(line, _MISSING)
        return f"{_at(line, names.ASKED)}-{missing}"

    def _link(self, line: Line) -> str:
        """The sheet and address of the first place, as a link within a workbook names it."""
        place = self.places[line.at.id]
        start = f"{quoted(place.sheet)}!{letters(place.column)}"
        if line.at.register is None:
            return f"{_text(start)}&ROW({line.at.id})"
        return f"{_text(start)}&(ROW({_anchor(place.sheet, place.row)})+{_at(line, names.FIRST)})"

    # --- what is said --------------------------------------------------------------------------------------------

    def _slots(self, line: Line) -> Iterator[str]:
        state = _at(line, names.STATE)
        first = _at(line, names.FIRST)
        if isinstance(line.subject, Field):
            cell = line.at.id if line.register is None else f"INDEX({line.at.id},{first})"
            shown = f'IFERROR(IF(ISNUMBER({cell}),ROUND({cell},{SAID_DECIMALS}),{cell}&""),{_text(ERROR_WORD)})'
            yield f'IF({first}=0,"",{shown})'
            return
        if line.desk:
            return
        for value in line.subject.say.values:
            address = _Seen(self.kind, first).symbol
            with refused_at(value.place):
                text = formula(Bound(value.node), address, decimals=SAID_DECIMALS)
            yield f'IF({state}={_text(_FAIL)},{text},"")'

    def _explanation(self, line: Line) -> dict[str, str]:
        if line.severity != "verify" or line.desk:
            return {}
        told, rest, refused = _at(line, names.TOLD), _at(line, names.REST), names.REFUSED
        same = (
            f'SUMPRODUCT(({names.SEVERITY}="{CODES["verify"]}")*({names.STATE}={_text(_FAIL)})'
            f'*EXACT({names.TOLD}&"",{told}))'
        )
        missing, empty, repeated = (
            _text(CATALOGUE[code].zh) for code in ("explanation-missing", "explanation-empty", "explanation-repeated")
        )
        return {
            names.TOLD: f'IFERROR(INDEX({names.EXPLANATION},MATCH({_text(line.code)},{names.CODE},0))&"","")',
            names.WORDS: _without(told, EMPTY_WORDS),
            names.REST: _without(_at(line, names.WORDS), EMPTY_CHARACTERS),
            names.SUBSTANCE: (
                f"IF(LEN({_without(rest, DIGITS)})<{FEWEST_BESIDE_DIGITS},0,"
                f'LEN(SUBSTITUTE(SUBSTITUTE({rest},MID({rest},1,1),""),MID({rest},LEN({rest}),1),""))+2)'
            ),
            refused: (
                f'IF({_at(line, names.STATE)}<>{_text(_FAIL)},"",IF(TRIM({told})="",{missing},'
                f'IF({_at(line, names.SUBSTANCE)}<{LEAST},{empty},IF({same}>1,{repeated},""))))'
            ),
        }

    # --- marks ---------------------------------------------------------------------------------------------------

    def _marks(self) -> Iterator[str]:
        """For each single field the gravest of what is to be done about it."""
        for number, (place, lines) in enumerate(self.lines.by_single.items(), 1):
            self.marked[place] = number
            yield _gravest(lines)


@dataclass(frozen=True)
class _Seen:
    """How a message refers to things: to the first row that fails, where they stand in a row."""

    kind: Kind
    first: str

    def symbol(self, symbol: Symbol) -> str:
        if symbol.id == ROW and symbol.id not in self.kind.fields:
            return self.first
        each = self.kind.fields.get(symbol.id.removeprefix(REPORTED))
        if symbol.shape == "column" or each is None or each.register is None:
            return symbol.id
        return f"INDEX({symbol.id},{self.first})"


def _gravest(lines: Sequence[Line]) -> str:
    text = '""'
    if any(line.is_rule for line in lines):
        rule = next(line for line in lines if line.is_rule)
        text = f"IF({_at(rule, names.STATE)}={_text(_MISSING)},{_text(MISSING_MARK)},{text})"
    for severity in ("hint", "verify", "mandatory"):
        failing = [f"{_at(line, names.STATE)}={_text(_FAIL)}" for line in lines if line.severity == severity]
        if failing:
            test = failing[0] if len(failing) == 1 else f"OR({','.join(failing)})"
            text = f"IF({test},{_text(CODES[severity])},{text})"
    return text


def _slots(line: Line) -> int:
    return 1 if isinstance(line.subject, Field) else len(line.subject.say.values)


def _shown(line: Line) -> str:
    if line.desk:
        return _text(SHOWN[AT_THE_DESK])
    state = _at(line, names.STATE)
    *firsts, last = ((key, shown) for key, shown in SHOWN.items() if key != AT_THE_DESK)
    text = _text(last[1])
    for key, shown in reversed(firsts):
        text = f"IF({state}={_text(key)},{_text(shown)},{text})"
    return text


def rule_texts(each: Field) -> tuple[str, str, str, str]:
    """What is said of an input by its own rule: missing and what to do, before and after a wrong value's text."""
    missing, _, fix = CATALOGUE[missing_code(each)].render("zh", {"title": each.title}).partition("；")
    return missing, fix, f"“{each.title}”填的是“", "”，不符合填报要求"


def _message(line: Line) -> str:
    state = _at(line, names.STATE)
    if isinstance(line.subject, Field):
        missing, _, before, after = rule_texts(line.subject)
        wrong = f"{_text(before)}&{_in_digits(_slot(line, 0))}&{_text(after)}"
        return f'IF({_at(line, names.FOUND)}=0,"",{_if_missing(line, missing, wrong)})'
    if line.desk:
        return f'{_at(line, names.DESK)}&""'
    return f'IF({state}={_text(_FAIL)},{_said(line, line.subject)},"")'


def _if_missing(line: Line, missing: str, otherwise: str) -> str:
    """What is said of the first place of an input's rule: a value that is not there, or one that is wrong."""
    required = isinstance(line.subject, Field) and line.subject.required
    return f'IF(TRIM({_slot(line, 0)})="",{_text(missing)},{otherwise})' if required else otherwise


def _said(line: Line, check: Check) -> str:
    parts: list[str] = []
    for number, text in enumerate(check.say.texts):
        if text:
            parts.append(_text(text))
        if number < len(check.say.values):
            cell = _slot(line, number)
            parts.append(_shown_in_slot(cell, check.say.values[number]))
    return "&".join(parts) if len(parts) > 1 or parts[0].startswith('"') else f'{parts[0]}&""'


def _shown_in_slot(cell: str, formula: Formula) -> str:
    if is_date(formula):
        return _day(cell)
    return _in_digits(cell) if type_of(formula.node) is Type.NUMBER else cell


def _in_digits(cell: str) -> str:
    """A number, or whatever else a cell holds, as far as all programs write it alike."""
    size, whole = f"ABS(N({cell}))", f"ROUND(ROUND({cell},{WHOLE_AFTER}),0)"
    return f"IF({size}<{WHOLE_FROM:.0f},{cell},IF({size}<{HUGE_FROM:.0f},{whole},{_text(HUGE)}))"


def _day(cell: str) -> str:
    """A day as 2024-05-31, in any language of the spreadsheet program."""
    parts = f'YEAR({cell})&"-"&RIGHT("0"&MONTH({cell}),2)&"-"&RIGHT("0"&DAY({cell}),2)'
    return f"IF(ISNUMBER({cell}),IF(AND({cell}>={FIRST_DAY},{cell}<{LAST_DAY + 1}),{parts},{_in_digits(cell)}),{cell})"


def _fix(line: Line) -> str:
    found = _at(line, names.FOUND)
    if isinstance(line.subject, Field):
        _, fix, *_ = rule_texts(line.subject)
        wrong = _text(refusal(line.subject))
        said = _if_missing(line, fix, wrong)
    else:
        said = _text(line.subject.fix)
    return f'IF({found}=0,"",{said})'


def _turn(line: Line) -> str:
    """How many lines down to this one want something done before the filing can be submitted."""
    row = line.number + _HEADINGS
    above = f"N({_LETTER_OF[names.TURN]}{row - 1})"
    if line.severity == "mandatory":
        return f"{above}+IF({_at(line, names.FOUND)}>0,1,0)"
    if line.severity == "verify" and not line.desk:
        return f'{above}+IF({_at(line, names.REFUSED)}="",0,1)'
    return above


def _without(cell: str, parts: Sequence[str]) -> str:
    text = cell
    for part in parts:
        text = f'SUBSTITUTE({text},{_text(part)},"")'
    return text


def _at(line: Line, column: str) -> str:
    return f"${_LETTER_OF[column]}{line.number + _HEADINGS}"


def _slot(line: Line, number: int) -> str:
    return f"${letters(_FIRST_SLOT + number)}{line.number + _HEADINGS}"


def _anchor(sheet: str, top: int) -> str:
    """The cell above a register's first row."""
    return f"{quoted(sheet)}!$A${top - 1}"


def _cell(column: int, content: Content) -> Cell:
    return Cell(column, _LOOK, content)


def _column_area(column: int, count: int) -> Area:
    return Area(1 + _HEADINGS, column, count + _HEADINGS, column)
