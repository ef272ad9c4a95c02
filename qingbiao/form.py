"""The form as it is meant: frozen, every id whole, every expression bound. Made by :mod:`qingbiao.load`, read by all.

An :class:`Edition` has workbook :class:`Kind` s; a kind has tables, a table sections, a section bands of blocks. A
:class:`Block` is one header tree over one row, over named rows, or over a :class:`Register`. The fields themselves
stand in ``Kind.fields``; layout refers to them by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from qingbiao.codes import CodeList
from qingbiao.expression.desk import Classification
from qingbiao.expression.nodes import Node
from qingbiao.factors import FactorTable
from qingbiao.faults import Place
from qingbiao.schema import CollectWay, FieldType, Rollup, Severity
from qingbiao.values import Absent, Value


@dataclass(frozen=True)
class Formula:
    """A computed field's expression: as written, and bound to symbols."""

    text: str
    node: Node
    place: Place = field(default=Place(), compare=False, repr=False)
    """Where it is written, for what is found out about it later."""


@dataclass(frozen=True)
class Collect:
    """How a bureau's field comes out of the enterprises' filings; ``of`` is bound to the enterprise kind's fields."""

    way: CollectWay
    of: Formula
    where: Formula | None = None


@dataclass(frozen=True)
class Codes:
    """The list a coded field draws from; ``level`` and ``under`` (field ids, outermost first) for a cascade."""

    code_list: CodeList
    level: int | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """指标: one thing to report, or one column of a register."""

    id: str
    label: str
    """The leaf's own name, without note marks."""
    title: str
    """The whole name, group labels first, as messages say it."""
    type: FieldType
    unit: str = ""
    notes: tuple[int, ...] = ()
    required: bool = False
    may_be_na: bool = False
    min: float | None = None
    max: float | None = None
    above: float | None = None
    """A bound that the value must exceed."""
    decimals: int | None = None
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    codes: Codes | None = None
    accept_other: bool = False
    formula: Formula | None = None
    read_only: bool = False
    """Of a pseudo-field: looked up, not filled in."""
    reported: bool = False
    prompt: str | None = None
    lines: int = 1
    width: float | None = None
    inline: bool = False
    register: str | None = None
    """Id of the register whose column this is."""
    total_of: str | None = None
    """Id of the column that this field of a total row adds up."""
    feeds: tuple[str, ...] = ()
    collect: Collect | None = None
    rollup: Rollup = "none"

    @property
    def computed(self) -> bool:
        """True when a formula fills it, not a person."""
        return self.formula is not None or self.read_only

    @property
    def numeric(self) -> bool:
        """True when it holds a number (or a date, which is one)."""
        return self.type in {"count", "quantity", "percent", "date"}

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True)
class Header:
    """A node of a header tree: what is printed, and either children or, for a leaf, its place in ``Block.leaves``."""

    text: str
    children: tuple[Header, ...] = ()
    leaf: int | None = None

    def depth(self) -> int:
        """Header rows this node needs."""
        return 1 + max((child.depth() for child in self.children), default=0)

    def leaves(self) -> Iterator[int]:
        """Indices of the leaves below, left to right."""
        if self.leaf is not None:
            yield self.leaf
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True)
class Register:
    """名录: a block with one row per enterprise, file, agency, …"""

    id: str
    row: str
    key: str
    """Id of the column that says who the row is."""
    capacity: int
    grows: bool
    numbered: str | None
    same_rows_as: str | None
    collect: Formula | None = None


@dataclass(frozen=True)
class RowHead:
    """A named row's printed number and label."""

    id: str
    label: str
    number: str | None = None


@dataclass(frozen=True)
class TotalRow:
    """A register's 合计 row: field ids by leaf, ``None`` where nothing is added up."""

    label: str
    fields: tuple[str | None, ...]


@dataclass(frozen=True)
class Block:
    """One header tree over one group of rows. ``rows[r][c]`` is the field id in row ``r`` under leaf ``c``."""

    id: str
    headers: tuple[Header, ...]
    rows: tuple[tuple[str, ...], ...]
    row_heads: tuple[RowHead, ...] = ()
    heads_label: str = ""
    heads_number: str | None = None
    heads_width: float = 24
    register: Register | None = None
    total: TotalRow | None = None
    title: str | None = None
    title_width: float = 12
    header: bool = True
    border: bool = True
    weight: float = 1
    pairs: int = 0
    """Label–input pairs to a row, for blocks written as ``fields``; 0 for header trees."""


Band = tuple[Block, ...]
"""Blocks that stand side by side; most bands have one."""


@dataclass(frozen=True)
class Section:
    """栏: a titled stack of bands."""

    id: str
    title: str | None
    title_at: Literal["left", "top"]
    title_width: float
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Page:
    """One worksheet of a table."""

    sheet: str
    sections: tuple[Section, ...]
    place: Place = field(default=Place(), compare=False, repr=False)
    """Where the sheet's name is written."""

    def blocks(self) -> Iterator[Block]:
        """Every block of the page, from top to bottom."""
        for section in self.sections:
            for band in section.bands:
                yield from band


@dataclass(frozen=True)
class Table:
    """表: its pages, and what is printed above and below."""

    id: str
    above: str | None
    title: str
    orientation: Literal["portrait", "landscape"]
    width: float | None
    pages: tuple[Page, ...]
    heads: tuple[str, ...]
    notes: tuple[str, ...]
    notes_title: str
    instructions: tuple[str, ...]
    instructions_title: str

    def blocks(self) -> Iterator[Block]:
        """Every block of the table, page by page."""
        for page in self.pages:
            yield from page.blocks()


@dataclass(frozen=True)
class Parameter:
    """参数: a factor or coefficient. ``table`` is set when it is chosen from a factor table."""

    id: str
    label: str
    unit: str
    note: str
    decimals: int
    value: float | None
    min: float | None
    max: float | None
    source: str
    fixed: bool
    table: FactorTable | None = None
    choose: tuple[str | Absent, ...] = ()
    """The default choice on each level of the factor table, ``BLANK`` where a person must choose."""

    @property
    def symbol(self) -> str:
        """What expressions and the workbook call it."""
        return f"factor.{self.id}"


@dataclass(frozen=True)
class Say:
    """A message with values in it: texts and formulas in turn, beginning with a text."""

    texts: tuple[str, ...]
    values: tuple[Formula, ...]


@dataclass(frozen=True)
class Check:
    """审核关系: a condition that should hold, for the whole filing or for each row of a register."""

    id: str
    severity: Severity
    expect: Formula
    when: Formula | None
    at: str
    """Id of the field that a finding is shown at."""
    say: Say
    fix: str
    register: str | None = None
    desk_only: bool = False
    why_desk: str = ""

    def formulas(self) -> Iterator[Formula]:
        """Every expression of the check: its conditions, and the values in its message."""
        yield self.expect
        if self.when is not None:
            yield self.when
        yield from self.say.values


@dataclass(frozen=True)
class Kind:
    """填报对象: one workbook of an edition."""

    id: str
    label: str
    file: str
    tables: tuple[Table, ...]
    fields: Mapping[str, Field]
    parameters: tuple[Parameter, ...]
    order: tuple[str, ...]
    """Computed field ids, each after those it is computed from."""
    unit: str | None = None
    collects_from: str | None = None
    guide: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    entries: Mapping[str, Field] = field(default_factory=dict)
    """Pseudo-fields, by the names of their cells: of the parameter sheet, of paper tables, and of last year."""
    last: tuple[str, ...] = ()
    """Ids of the fields whose values of last year checks look at."""
    classifications: Mapping[str, Classification] = field(default_factory=dict)
    """What desk checks ask, by the id of the newest list."""

    def at(self, field_id: str) -> Field:
        """The field, or the pseudo-field, that a finding is shown at."""
        return self.fields[field_id] if field_id in self.fields else self.entries[field_id]

    @cached_property
    def registers(self) -> Mapping[str, Register]:
        """Registers by id, in the order of the form."""
        return {block.register.id: block.register for block in self.blocks() if block.register}

    @cached_property
    def inputs(self) -> tuple[Field, ...]:
        """Everything a person fills in, in the order of the form, each with the rule of its own."""
        return tuple(each for each in (*self.fields.values(), *self.entries.values()) if not each.computed)

    def blocks(self) -> Iterator[Block]:
        """Every block, in the order of the form."""
        for table in self.tables:
            yield from table.blocks()

    def columns(self, register: str) -> tuple[Field, ...]:
        """A register's columns, left to right."""
        return tuple(f for f in self.fields.values() if f.register == register)


@dataclass(frozen=True)
class Edition:
    """版本: a form as it stands in one year."""

    form: str
    id: str
    title: str
    issuer: str
    source: str
    year: int
    digest: str
    """SHA-256 over the spec files that say what this edition is."""
    kinds: tuple[Kind, ...] = field(default=())

    def kind(self, kind_id: str) -> Kind | None:
        """The kind of that id."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)


@dataclass(frozen=True)
class FactorChoice:
    """What a parameter comes to: its value, and where it is from."""

    value: Value
    source: str
