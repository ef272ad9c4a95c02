"""From shapes to the form's structure: whole ids, labels, inherited units, rows × columns; expressions still as text.

A field's id is its section, its block where the section has several, its row where rows are named, its groups where
they have ids, and its own id, joined by dots: ``audits.mandatory.total``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from qingbiao import schema
from qingbiao.faults import Fault, Place, nearest
from qingbiao.form import Band, Block, Field, Header, Page, Register, RowHead, Section, Table, TotalRow
from qingbiao.schema import FieldType, Rollup
from qingbiao.yamlfile import Located, Path_

NOTE_MARK: Final = re.compile(r"\[(\d+)\]")
LARGEST: Final = 1e12
"""No quantity of these forms is larger; beyond 15 digits a spreadsheet would lose some."""

RESERVED: Final = frozenset({"factor", "form", "last", "list", "qingbiao", "reported", "rule"})
"""What the names of a workbook begin with that belong to no field; a section called so would take them over."""

LONGEST_TEXT: Final = 4000
"""Characters of a text field that does not say; a cell holds 32,767."""

_DECIMALS: Final[dict[str, int]] = {"count": 0, "percent": 2, "quantity": 4}


@dataclass(frozen=True)
class Written:
    """Expressions of a field as the file has them, with where they stand."""

    field: str
    path: Path_
    located: Located
    value: str | None = None
    collect: schema.Collect | None = None
    code_list: str | None = None
    level: str | None = None
    under: str | None = None


@dataclass
class Assembly:
    """What assembling a kind gathers: the fields in order, what is still to bind, and the faults so far."""

    fields: dict[str, Field] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    register_collects: list[tuple[str, str, Path_, Located]] = field(default_factory=list)
    registers: list[tuple[str, schema.Register, Path_, Located]] = field(default_factory=list)
    """Every register as it is written, and where."""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, located: Located, path: Path_, code: str, near: str = "", **slots: object) -> None:
        """Add a fault at a place of a spec file."""
        self.faults.append(Fault(code, slots, located.place(path), near))


def assemble_table(table: schema.Table, located: Located, into: Assembly) -> Table:
    """Assemble one table's pages; its fields, and what is to be bound, go ``into`` the assembly."""
    builder = _TableBuilder(table, located, into)
    return Table(
        id=table.table,
        above=table.above,
        title=table.title,
        orientation=table.orientation,
        width=table.width,
        pages=builder.pages(),
        heads=tuple(table.heads or ()),
        notes=tuple(table.notes),
        notes_title=table.notes_title,
        instructions=tuple(table.instructions),
        instructions_title=table.instructions_title,
    )


def plain(text: str) -> str:
    """A printed text as messages say it: without note marks, line breaks or spaces set between characters."""
    words = NOTE_MARK.sub("", text).split()
    joined = "".join(words) if _is_chinese(text) else " ".join(words)
    return joined.strip("：:")


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@dataclass(frozen=True)
class _Context:
    """What a column inherits on its way down the tree."""

    prefix: tuple[str, ...]
    titles: tuple[str, ...]
    unit: str
    notes: tuple[int, ...]
    rollup: Rollup | None
    register: str | None = None
    required: bool | None = None


class _TableBuilder:
    """Walks one table's shapes."""

    def __init__(self, table: schema.Table, located: Located, into: Assembly) -> None:
        self.table = table
        self.located = located
        self.into = into

    def pages(self) -> tuple[Page, ...]:
        sheets: list[tuple[str, list[Section], Place]] = []
        for index, section in enumerate(self.table.sections):
            if section.id in RESERVED:
                self.into.fault(self.located, ("sections", index, "id"), "spec-reserved-id", id=section.id)
            if not sheets or section.sheet:
                path = ("sections", index, "sheet") if section.sheet else ("sheet",)
                sheets.append((section.sheet or self.table.sheet, [], self.located.place(path)))
            sheets[-1][1].append(self._section(section, ("sections", index)))
        return tuple(Page(name, tuple(sections), place) for name, sections, place in sheets)

    def _section(self, section: schema.Section, path: Path_) -> Section:
        if section.blocks is None:
            bands: tuple[Band, ...] = tuple((block,) for block in self._block(section, section, path))
        else:
            bands = tuple(
                band
                for index, item in enumerate(section.blocks)
                for band in self._band(section, item, (*path, "blocks", index))
            )
        title_of_block = section.blocks is None
        return Section(
            section.id, section.title, section.title_at, section.title_width, _untitled(bands, title_of_block)
        )

    def _band(self, section: schema.Section, item: schema.Block | schema.Beside, path: Path_) -> Iterator[Band]:
        if isinstance(item, schema.Block):
            yield from ((block,) for block in self._block(section, item, path))
            return
        blocks = [
            made
            for index, block in enumerate(item.beside)
            for made in self._block(section, block, (*path, "beside", index))
        ]
        yield tuple(blocks)

    # --- blocks --------------------------------------------------------------------------------------------------

    def _block(self, section: schema.Section, block: schema.Block, path: Path_) -> Iterator[Block]:
        prefix = (section.id,) if block is section or block.id is None else (section.id, block.id)
        if block.fields is not None:
            yield from self._pairs(section, block, prefix, path)
            return
        if not block.columns:
            self.into.fault(self.located, path, "spec-block-empty")
            return
        yield self._one_block(section, block, block.columns, prefix, path)

    def _pairs(
        self, section: schema.Section, block: schema.Block, prefix: tuple[str, ...], path: Path_
    ) -> Iterator[Block]:
        """``fields``: rows of label–input pairs, each row a block of inline columns without a header."""
        columns = [column.model_copy(update={"inline": True}) for column in block.fields or ()]
        for start in range(0, len(columns), block.across):
            row = block.model_copy(update={"header": False, "title": block.title if start == 0 else None})
            chunk = columns[start : start + block.across]
            yield self._one_block(section, row, chunk, prefix, path, key="fields", offset=start)

    def _one_block(
        self,
        section: schema.Section,
        block: schema.Block,
        columns: Sequence[schema.Column],
        prefix: tuple[str, ...],
        path: Path_,
        key: str = "columns",
        offset: int = 0,
    ) -> Block:
        above = [title for title in dict.fromkeys((section.title, block.title)) if title]
        titles = tuple(unnumbered(plain(title)) for title in above)
        notes = tuple(self._title_notes(above, path))
        register = self._register(block, prefix, path)
        context = _Context(prefix, titles, "", notes, section.rollup, register.id if register else None)
        rows: list[tuple[str, ...]] = []
        headers: tuple[Header, ...] = ()
        for row in block.rows or (None,):
            for note in _row_notes(row) if row else ():
                self._check_note(note, path)
            row_context = context if row is None else _in_row(context, row)
            leaves: list[str] = []
            headers = tuple(
                self._column(column, row_context, (*path, key, offset + index), leaves, first=not rows)
                for index, column in enumerate(columns)
            )
            rows.append(tuple(leaves))
        return Block(
            id=".".join(prefix),
            headers=headers,
            rows=tuple(rows),
            row_heads=tuple(RowHead(row.id, row.label, row.number) for row in block.rows or ()),
            heads_label=block.heads.label,
            heads_number=block.heads.number,
            heads_width=block.heads.width,
            register=register,
            total=self._total(block, register, rows[0], path),
            title=block.title,
            title_width=block.title_width,
            header=block.header,
            border=block.border,
            weight=block.weight,
            pairs=block.across if key == "fields" else 0,
        )

    def _title_notes(self, titles: Sequence[str], path: Path_) -> Iterator[int]:
        for title in titles:
            for mark in NOTE_MARK.findall(title):
                self._check_note(int(mark), (*path, "title"))
                yield int(mark)

    def _check_note(self, note: int, path: Path_) -> None:
        if not 1 <= note <= len(self.table.notes):
            self.into.fault(self.located, path, "spec-no-such-note", note=note, most=len(self.table.notes))

    def _register(self, block: schema.Block, prefix: tuple[str, ...], path: Path_) -> Register | None:
        written = block.register_
        if written is None:
            return None
        register_id = ".".join(prefix)
        self.into.registers.append((register_id, written, (*path, "register"), self.located))
        if written.collect:
            where = (*path, "register", "collect")
            self.into.register_collects.append((register_id, written.collect, where, self.located))
        return Register(
            id=register_id,
            row=written.row,
            key=f"{register_id}.{written.key}",
            capacity=written.capacity,
            grows=written.grows,
            numbered=written.numbered,
            same_rows_as=written.same_rows_as,
        )

    def _total(
        self, block: schema.Block, register: Register | None, leaves: Sequence[str], path: Path_
    ) -> TotalRow | None:
        if block.total is None:
            return None
        if register is None:
            self.into.fault(self.located, (*path, "total"), "spec-total-without-register")
            return None
        wanted = {f"{register.id}.{name}": index for index, name in enumerate(block.total.of)}
        for column_id, index in list(wanted.items()):
            column = self.into.fields.get(column_id)
            where = (*path, "total", "of", index)
            if column is None or column_id not in leaves:
                names = [leaf.removeprefix(f"{register.id}.") for leaf in leaves]
                name = block.total.of[index]
                self.into.fault(self.located, where, "spec-total-unknown", nearest(name, names), name=name)
            elif not column.numeric:
                self.into.fault(self.located, where, "spec-total-not-number", name=block.total.of[index])
                del wanted[column_id]
        ids = tuple(
            self._total_field(block.total, leaf, where=(*path, "total")) if leaf in wanted else None for leaf in leaves
        )
        return TotalRow(block.total.label, ids)

    def _total_field(self, total: schema.Total, column_id: str, where: Path_) -> str | None:
        column = self.into.fields.get(column_id)
        if column is None or column.register is None:
            return None
        name = column_id.removeprefix(f"{column.register}.")
        total_id = f"{column.register}.total.{name}"
        made = replace(
            column,
            id=total_id,
            title=f"{plain(total.label)}：{column.title}",
            register=None,
            total_of=column_id,
            required=False,
            prompt=None,
            feeds=(),
            collect=None,
            rollup="recompute",
            reported=total.reported,
        )
        self._add(made, where)
        self.into.written.append(Written(total_id, where, self.located, value=f"sum({column_id})"))
        return total_id

    # --- columns -------------------------------------------------------------------------------------------------

    def _column(
        self, column: schema.Column, context: _Context, path: Path_, leaves: list[str], *, first: bool
    ) -> Header:
        inner = _below(column, context)
        text = printed(column)
        if column.columns is None:
            leaves.append(self._leaf(column, inner, path, first=first))
            return Header(text, leaf=len(leaves) - 1)
        children = tuple(
            self._column(child, inner, (*path, "columns", index), leaves, first=first)
            for index, child in enumerate(column.columns)
        )
        return Header(text, children)

    def _leaf(self, column: schema.Column, context: _Context, path: Path_, *, first: bool) -> str:
        if column.id is None:
            self.into.fault(self.located, path, "spec-missing-key", key="id")
            return ""
        made = self._field(column, context, path, first=first)
        self._add(made, (*path, "id"))
        self.into.written.append(
            Written(
                made.id, path, self.located, column.value, column.collect, column.code_list, column.level, column.under
            )
        )
        return made.id

    def _add(self, made: Field, path: Path_) -> None:
        if made.id in self.into.fields:
            self.into.fault(self.located, path, "spec-duplicate-id", id=made.id)
        self.into.fields[made.id] = made

    def _field(self, column: schema.Column, context: _Context, path: Path_, *, first: bool) -> Field:
        kind = self._type(column, path)
        numeric = kind in {"count", "quantity", "percent"}
        decimals = column.decimals if column.decimals is not None else _DECIMALS.get(kind)
        if first:
            self._check_leaf(column, kind, path)
        feeds = (column.feeds,) if isinstance(column.feeds, str) else tuple(column.feeds or ())
        return Field(
            id=".".join(context.prefix),
            label=plain(column.label),
            title="，".join(dict.fromkeys(context.titles)),
            type=kind,
            unit=column.unit or context.unit,
            notes=context.notes,
            required=column.required if context.required is None else context.required,
            may_be_na=column.may_be_na,
            min=column.min if column.min is not None or not numeric else 0.0,
            max=column.max if column.max is not None or not numeric else (1.0 if kind == "percent" else LARGEST),
            decimals=decimals,
            max_length=column.max_length or (LONGEST_TEXT if kind == "text" else None),
            choices=tuple(column.choices or ()),
            accept_other=column.accept_other,
            reported=column.reported,
            prompt=column.prompt,
            lines=column.lines,
            width=column.width,
            inline=column.inline,
            register=context.register,
            feeds=feeds,
            rollup=_rollup(column, kind, context),
        )

    def _type(self, column: schema.Column, path: Path_) -> FieldType:
        if column.type is not None:
            return column.type
        if column.choices:
            return "choice"
        if column.code_list:
            return "code"
        if column.value is None:
            self.into.fault(self.located, path, "spec-missing-key", key="type")
        return "quantity"

    def _check_leaf(self, column: schema.Column, kind: FieldType, path: Path_) -> None:
        if kind == "choice" and not column.choices:
            self.into.fault(self.located, path, "spec-missing-key", key="choices")
        if kind == "code" and not column.code_list:
            self.into.fault(self.located, path, "spec-missing-key", key="list")
        if column.value is not None and kind == "quantity" and column.decimals is None:
            self.into.fault(self.located, path, "spec-missing-key", key="decimals")
        if (column.level or column.under) and not column.code_list:
            self.into.fault(self.located, path, "spec-missing-key", key="list")
        if column.choices and column.code_list:
            self.into.fault(self.located, path, "spec-choices-or-list")
        if column.reported and column.value is None:
            self.into.fault(self.located, (*path, "reported"), "spec-reported-input")
        if column.min is not None and column.max is not None and column.min > column.max:
            self.into.fault(self.located, (*path, "min"), "spec-min-over-max", min=column.min, max=column.max)
        for note in _own_notes(column):
            self._check_note(note, path)


def printed(column: schema.Column) -> str:
    """What a header cell prints: ``节水[2]（吨）``, or the heading as the form has it."""
    if column.heading is not None:
        return column.heading
    marks = "".join(f"[{note}]" for note in _listed(column.note) if f"[{note}]" not in column.label)
    if not column.unit:
        return column.label + marks
    brackets = "({})" if column.unit.isascii() else "（{}）"
    return column.label + marks + brackets.format(column.unit)


def _listed(note: int | list[int] | None) -> list[int]:
    return [note] if isinstance(note, int) else list(note or ())


def _row_notes(row: schema.Row) -> list[int]:
    return list(dict.fromkeys([*map(int, NOTE_MARK.findall(row.label)), *_listed(row.note)]))


def _own_notes(column: schema.Column) -> list[int]:
    marked = [int(mark) for mark in NOTE_MARK.findall(column.heading or column.label)]
    return list(dict.fromkeys([*marked, *_listed(column.note)]))


def _below(column: schema.Column, context: _Context) -> _Context:
    prefix = (*context.prefix, column.id) if column.id else context.prefix
    return replace(
        context,
        prefix=prefix,
        titles=(*context.titles, plain(column.label)),
        unit=column.unit or context.unit,
        notes=tuple(dict.fromkeys([*context.notes, *_own_notes(column)])),
        rollup=column.rollup or context.rollup,
    )


def _in_row(context: _Context, row: schema.Row) -> _Context:
    return replace(
        context,
        prefix=(*context.prefix, row.id),
        titles=(*context.titles, plain(row.label)),
        notes=tuple(dict.fromkeys([*context.notes, *_row_notes(row)])),
        required=row.required,
    )


def _rollup(column: schema.Column, kind: FieldType, context: _Context) -> Rollup:
    """How a field adds up to the next level where the spec does not say: by what it is."""
    if column.value is not None:
        return "recompute"
    if column.rollup or context.rollup:
        return column.rollup or context.rollup or "none"
    if context.register is not None:
        return "list"
    if kind in {"count", "quantity"}:
        return "sum"
    return "concatenate" if kind == "text" else "none"


_NUMBERED: Final = re.compile(r"^(?:[一二三四五六七八九十]+、|表\s*\d+(?:[-—–]\d+)?|\d+(?=[^\d.]))\s*")


def unnumbered(title: str) -> str:
    """A title without the number it is printed with: messages name the field, not its place on the page."""
    return _NUMBERED.sub("", title.strip())


def _untitled(bands: tuple[Band, ...], title_of_block: bool) -> tuple[Band, ...]:
    """A section written as one block has one title, its own."""
    if not title_of_block:
        return bands
    return tuple(tuple(replace(block, title=None) for block in band) for band in bands)
