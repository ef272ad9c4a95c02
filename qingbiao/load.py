"""YAML → Edition: the one door from a spec folder to a form that is frozen, bound and free of faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from qingbiao import schema
from qingbiao.assemble import Assembly, Written, assemble_table
from qingbiao.bind import LAST, KindScope, bind, computing_order, place_in, type_of_field
from qingbiao.bind_checks import bind_checks
from qingbiao.classification import EditionChain
from qingbiao.codes import CodeList
from qingbiao.each import Each, placed_items
from qingbiao.entries import last_entries, parameter_entries, parameter_symbols, reported_entries
from qingbiao.errors import FaultySpec, NoSuchForm, raise_if
from qingbiao.expression.calls import desk_calls
from qingbiao.expression.nodes import Text
from qingbiao.expression.symbol import Symbol, Type
from qingbiao.expression.types import references
from qingbiao.faults import Fault, Place, nearest
from qingbiao.form import Block, Check, Codes, Collect, Edition, Field, Kind, Page, Parameter, Register, Section, Table
from qingbiao.parameters import build_parameters
from qingbiao.sources import Sources
from qingbiao.specfiles import HEAD, SHIPPED, EditionFiles, edition_folders, edition_names, folders_for, read_edition
from qingbiao.yamlfile import Located, Path_

_FILE_NAME: Final = re.compile(r"(?![ .])[^\\/:*?\"<>|\x00-\x1f]{1,100}(?<![ .])")
"""What Windows, the strictest, takes for the name of a file."""

__all__ = ["SHIPPED", "load_edition", "load_editions"]


def load_editions(spec: Path = SHIPPED, names: Sequence[str] = (), year: int | None = None) -> tuple[Edition, ...]:
    """All editions of a spec folder, or those named by form or edition id. Raises with the faults of all of them."""
    faults: list[Fault] = []
    loaded: dict[str, tuple[Edition, Path]] = {}
    for folder in _wanted(spec, names):
        try:
            edition = _load(folder, folders_for(spec), year)
        except FaultySpec as problem:
            faults.extend(problem.faults)
            continue
        _, first = loaded.setdefault(edition.id, (edition, folder))
        if first != folder:
            slots = {"edition": edition.id, "other": first / HEAD}
            faults.append(Fault("spec-edition-twice", slots, Place(str(folder / HEAD))))
    raise_if(FaultySpec, faults)
    return tuple(edition for edition, _ in loaded.values())


def load_edition(name: str, spec: Path = SHIPPED, year: int | None = None) -> Edition:
    """One edition by its edition id (``mee-2024``), or by its form's (``mee``): of several the last until ``year``."""
    found = load_editions(spec, [name])
    until = [edition for edition in found if year is None or edition.year <= year]
    chosen = max(until, key=_year) if until else min(found, key=_year)
    return chosen if year in {None, chosen.year} else load_editions(spec, [chosen.id], year)[0]


def _year(edition: Edition) -> int:
    return edition.year


def _wanted(spec: Path, names: Sequence[str]) -> Iterator[Path]:
    found = {folder: edition_names(folder) for folder in edition_folders(spec)}
    legal = sorted({name for known in found.values() for name in known})
    unknown = [
        Fault("no-such-form", {"name": name, "legal": ", ".join(legal)}, suggestion=nearest(name, legal))
        for name in names
        if name not in legal
    ]
    if all(found.values()):
        raise_if(NoSuchForm, unknown)
    for folder, known in found.items():
        if not names or set(known) & set(names) or (unknown and not known):  # one that cannot be read may be meant
            yield folder


def _load(folder: Path, folders: Sequence[Path], year: int | None) -> Edition:
    files = read_edition(folder, year)
    loader = _Loader(files, folders)
    kinds = loader.kinds()
    raise_if(FaultySpec, loader.faults)
    head = files.head
    return Edition(head.form, head.edition, head.title, head.issuer, head.source, head.year, loader.digest(), kinds)


@dataclass
class _Draft:
    """A kind while its expressions are being bound."""

    shape: schema.Kind
    tables: tuple[Table, ...]
    assembly: Assembly
    parameters: tuple[Parameter, ...]
    registers: dict[str, Register] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    classifications: dict[str, EditionChain] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Field]:
        return self.assembly.fields

    def scope(self, here: str = "") -> KindScope:
        return KindScope(self.fields, self.registers, self.symbols, here)

    @cached_property
    def symbols(self) -> Mapping[str, Symbol]:
        """What expressions may name of the parameters."""
        return parameter_symbols(self.parameters)

    @cached_property
    def entries(self) -> Mapping[str, Field]:
        """The cells of the parameter sheet."""
        return parameter_entries(self.parameters)


class _Loader:
    """Binds one edition's kinds, collecting faults."""

    def __init__(self, files: EditionFiles, folders: Sequence[Path]) -> None:
        self.files = files
        self.sources = Sources(folders)
        self.faults: list[Fault] = []
        self._unbound: set[str] = set()
        """Fields whose ``collect`` is at fault, which need not be told a second time for those that feed them."""

    def kinds(self) -> tuple[Kind, ...]:
        head = self.files.head
        all_parameters = build_parameters(head.parameters, self.files.head_file, self.sources, self.faults)
        self._unique([kind.id for kind in head.kinds], ("kinds",))
        self._check_files()
        self._unique([parameter.id for parameter in head.parameters], ("parameters",))
        drafts = {kind.id: self._draft(kind, all_parameters, ("kinds", index)) for index, kind in enumerate(head.kinds)}
        for draft in drafts.values():
            self._bind_values(draft)
        for index, draft in enumerate(drafts.values()):
            self._bind_collects(draft, drafts, ("kinds", index))
        if all(draft.shape.collects_from in {None, *drafts} for draft in drafts.values()):
            for draft in drafts.values():
                self._check_feeds(draft, drafts)
        for draft in drafts.values():
            self._bind_checks(draft)
        raise_if(FaultySpec, self.faults)
        return tuple(self._finished(draft) for draft in drafts.values())

    def _fault(self, located: Located, path: Path_, code: str, near: str = "", **slots: object) -> None:
        self.faults.append(Fault(code, slots, located.place(path), near))

    def _head_fault(self, path: Path_, code: str, near: str = "", **slots: object) -> None:
        self._fault(self.files.head_file, path, code, near, **slots)

    def _unique(self, ids: Sequence[str], path: Path_) -> None:
        for index, each in enumerate(ids):
            if each in ids[:index]:
                self._head_fault((*path, index, "id"), "spec-duplicate-id", id=each)

    def _check_files(self) -> None:
        names = [kind.file for kind in self.files.head.kinds]
        for index, name in enumerate(names):
            if not _FILE_NAME.fullmatch(name) or name in names[:index]:
                self._head_fault(("kinds", index, "file"), "spec-file-name", name=name)

    # --- a kind's structure --------------------------------------------------------------------------------------

    def _draft(self, shape: schema.Kind, parameters: Mapping[str, Parameter], path: Path_) -> _Draft:
        assembly = Assembly()
        tables = tuple(
            assemble_table(*self.files.tables[name], into=assembly)
            for name in shape.tables
            if name in self.files.tables
        )
        self.faults.extend(assembly.faults)
        wanted = shape.parameters if shape.parameters is not None else list(parameters)
        for index, name in enumerate(wanted):
            if name not in parameters:
                self._head_fault(
                    (*path, "parameters", index), "spec-factor-unknown", nearest(name, parameters), name=name
                )
        draft = _Draft(shape, tables, assembly, tuple(parameters[name] for name in wanted if name in parameters))
        draft.registers = {b.register.id: b.register for table in tables for b in table.blocks() if b.register}
        self._check_kind(draft, path)
        return draft

    def _check_kind(self, draft: _Draft, path: Path_) -> None:
        unit = draft.shape.unit
        if unit and unit not in draft.fields:
            self._head_fault((*path, "unit"), "spec-unknown-field", nearest(unit, draft.fields), name=unit)
        self._check_registers(draft)

    def _check_registers(self, draft: _Draft) -> None:
        seen = set(draft.fields)
        for register_id, shape, path, located in draft.assembly.registers:
            if register_id in seen:
                self._fault(located, path, "spec-duplicate-id", id=register_id)
            seen.add(register_id)
            key, leader = f"{register_id}.{shape.key}", shape.same_rows_as
            if key not in draft.fields:
                near = nearest(key, draft.fields)
                self._fault(located, (*path, "key"), "spec-unknown-field", near, name=key)
            if leader and leader not in draft.registers:
                near = nearest(leader, draft.registers)
                self._fault(located, (*path, "same_rows_as"), "spec-unknown-register", near, name=leader)

    # --- binding -------------------------------------------------------------------------------------------------

    def _bind_values(self, draft: _Draft) -> None:
        for written in draft.assembly.written:
            made = draft.fields.get(written.field)
            if made is None:
                continue
            changes: dict[str, object] = {}
            if written.value is not None:
                place = place_in(written.located, (*written.path, "value"))
                scope = draft.scope(written.field)
                changes["formula"] = bind(written.value, scope, type_of_field(made), place, self.faults)
            if written.code_list is not None:
                changes["codes"] = self._codes(written, draft)
            if changes:
                draft.fields[written.field] = replace(made, **changes)  # type: ignore[arg-type]

    def _codes(self, written: Written, draft: _Draft) -> Codes | None:
        assert written.code_list is not None
        code_list = self._code_list(written.code_list, written)
        if code_list is None:
            return None
        if written.level is None:
            return Codes(code_list)
        levels = code_list.cascade().levels
        if written.level not in levels:
            place = written.located.place((*written.path, "level"))
            slots = {"level": written.level, "legal": ", ".join(levels)}
            self.faults.append(Fault("spec-factor-level", slots, place, nearest(written.level, levels)))
            return None
        depth, above = levels.index(written.level), self._above(written, draft)
        if above is None:
            return None
        by_field = {each.field: (each.code_list, each.level) for each in draft.assembly.written}
        if [by_field[field_id] for field_id in above] != [(code_list.id, level) for level in levels[:depth]]:
            slots = {"level": written.level, "above": "、".join(levels[:depth])}
            self.faults.append(Fault("spec-level-under", slots, written.located.place((*written.path, "under"))))
            return None
        return Codes(code_list, depth, above)

    def _above(self, written: Written, draft: _Draft) -> tuple[str, ...] | None:
        """The fields that hold the outer levels of a cascade, outermost first; ``None`` where one is at fault."""
        above: list[str] = []
        by_field = {each.field: each for each in draft.assembly.written}
        here: Written | None = written
        while here is not None and here.under:
            symbol = draft.scope(here.field).resolve(here.under)
            if symbol is None or symbol.id in above or symbol.id == written.field:
                place = here.located.place((*here.path, "under"))
                slots = {"name": here.under}
                self.faults.append(Fault("spec-unknown-field", slots, place, nearest(here.under, draft.fields)))
                return None
            above.insert(0, symbol.id)
            here = by_field.get(symbol.id)
        return tuple(above)

    def _code_list(self, list_id: str, written: Written) -> CodeList | None:
        try:
            return self.sources.code_list(list_id)
        except FaultySpec as problem:
            self._list_fault(list_id, written.located.place((*written.path, "list")), problem)
            return None

    def _list_fault(self, list_id: str, place: Place, problem: FaultySpec) -> None:
        near = next((fault.suggestion for fault in problem.faults if fault.suggestion), "")
        self.faults.append(Fault("spec-code-list-unknown", {"name": list_id}, place, near))
        self.faults.extend(fault for fault in problem.faults if fault.place.line)

    def _bind_collects(self, draft: _Draft, drafts: Mapping[str, _Draft], path: Path_) -> None:
        source = drafts.get(draft.shape.collects_from or "")
        if draft.shape.collects_from and source is None:
            near = nearest(draft.shape.collects_from, drafts)
            self._head_fault((*path, "collects_from"), "spec-unknown-kind", near, name=draft.shape.collects_from)
            return
        for written in draft.assembly.written:
            if written.collect is None:
                continue
            if source is None:
                place = written.located.place((*written.path, "collect"))
                self.faults.append(Fault("spec-collect-without-source", {}, place))
                continue
            made = draft.fields[written.field]
            collect = self._collect(written, source, made)
            draft.fields[written.field] = replace(made, collect=collect)
            if collect is None:
                self._unbound.add(written.field)
        for register_id, text, where, located in draft.assembly.register_collects:
            if source is None:
                self.faults.append(Fault("spec-collect-without-source", {}, located.place(where)))
                continue
            bound = bind(text, source.scope(), Type.CONDITION, place_in(located, where), self.faults)
            draft.registers[register_id] = replace(draft.registers[register_id], collect=bound)

    def _collect(self, written: Written, source: _Draft, target: Field) -> Collect | None:
        shape = written.collect
        assert shape is not None
        where = None
        if shape.where is not None:
            place = place_in(written.located, (*written.path, "collect", "where"))
            where = bind(shape.where, source.scope(), Type.CONDITION, place, self.faults)
        way, text = shape.way()
        expected = {"count": Type.CONDITION, "sum": Type.NUMBER, "join": Type.TEXT}.get(way, type_of_field(target))
        place = place_in(written.located, (*written.path, "collect", way))
        of = bind(text, source.scope(), expected, place, self.faults)
        return Collect(way, of, where) if of else None

    def _check_feeds(self, draft: _Draft, drafts: Mapping[str, _Draft]) -> None:
        """A field that feeds another must be used by that one's ``collect``."""
        targets = {
            f.id: f
            for other in drafts.values()
            if other.shape.collects_from == draft.shape.id
            for f in other.fields.values()
        }
        for written in draft.assembly.written:
            made = draft.fields[written.field]
            for index, target_id in enumerate(made.feeds):
                place = written.located.place((*written.path, "feeds", index))
                target = targets.get(target_id)
                if target is None:
                    near = nearest(target_id, targets)
                    self.faults.append(Fault("spec-unknown-field", {"name": target_id}, place, near))
                elif target_id not in self._unbound and made.id not in _collected_from(target):
                    slots = {"field": made.id, "target": target_id}
                    self.faults.append(Fault("spec-feeds-unused", slots, place))

    def _bind_checks(self, draft: _Draft) -> None:
        head = self.files.head_file
        named = {name: placed_items(head, ("each", name), items) for name, items in self.files.head.each.items()}
        for name in draft.shape.tables:
            table, located = self.files.tables[name]
            bound = bind_checks(
                table.checks,
                Each(located, named, self.faults),
                {**draft.fields, **draft.entries},
                draft.registers,
                draft.scope,
                {check.id for check in draft.checks},
            )
            draft.checks += bound
        for check in draft.checks:
            self._classify(check, draft)

    def _classify(self, check: Check, draft: _Draft) -> None:
        """Load the classifications that a check's desk functions ask."""
        for formula in check.formulas():
            for call in desk_calls(formula.node):
                lists = [part.value for part in call.arguments if isinstance(part, Text)]
                for list_id in lists[-1:]:
                    found = self._classification(list_id, formula.place)
                    if found is not None:
                        draft.classifications[list_id] = found

    def _classification(self, list_id: str, place: Place) -> EditionChain | None:
        try:
            return self.sources.classification(list_id)
        except FaultySpec as problem:
            self._list_fault(list_id, place, problem)
            return None

    # --- the finished kind ---------------------------------------------------------------------------------------

    def _finished(self, draft: _Draft) -> Kind:
        formulas = {field_id: f.formula for field_id, f in draft.fields.items() if f.formula is not None}
        order, circle = computing_order(formulas)
        if circle:
            first = next(w for w in draft.assembly.written if w.field == circle[0])
            place = first.located.place((*first.path, "value"))
            self.faults.append(Fault("expr-circle", {"circle": " → ".join(circle)}, place))
        shape = draft.shape
        last = _last_wanted(draft)
        return Kind(
            id=shape.id,
            label=shape.label,
            file=shape.file,
            tables=_with_registers(draft.tables, draft.registers),
            fields=dict(draft.fields),
            parameters=draft.parameters,
            order=order,
            unit=shape.unit,
            collects_from=shape.collects_from,
            guide=tuple(shape.guide),
            checks=draft.checks,
            entries={**reported_entries(draft.fields.values()), **draft.entries, **last_entries(draft.fields, last)},
            last=last,
            classifications=dict(draft.classifications),
        )

    def digest(self) -> str:
        """What this edition was made from."""
        files = {HEAD, *(f"{name}.yaml" for name in self.files.tables)}
        return self.sources.digest(self.files.folder / name for name in sorted(files))


def _last_wanted(draft: _Draft) -> tuple[str, ...]:
    """The fields whose values of last year checks name, in the order of the form."""
    named = {symbol.id for check in draft.checks for f in check.formulas() for symbol in references(f.node)}
    named |= {check.at for check in draft.checks}
    return tuple(field_id for field_id in draft.fields if LAST + field_id in named)


def _collected_from(target: Field) -> frozenset[str]:
    """The source fields that a field's ``collect`` looks at."""
    if target.collect is None:
        return frozenset()
    parts = [part for part in (target.collect.of, target.collect.where) if part is not None]
    return frozenset(symbol.id for part in parts for symbol in references(part.node))


def _with_registers(tables: tuple[Table, ...], registers: Mapping[str, Register]) -> tuple[Table, ...]:
    """The tables with each block's register as it is after binding."""

    def block(old: Block) -> Block:
        return replace(old, register=registers[old.register.id]) if old.register else old

    def section(old: Section) -> Section:
        return replace(old, bands=tuple(tuple(block(each) for each in band) for band in old.bands))

    def page(old: Page) -> Page:
        return replace(old, sections=tuple(section(each) for each in old.sections))

    return tuple(replace(table, pages=tuple(page(each) for each in table.pages)) for table in tables)
