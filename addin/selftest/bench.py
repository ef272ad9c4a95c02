"""What the checks work on: workbooks of their own in a folder of their own. The person's workbook is never touched."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Final

import xlwings

from addin.selftest.sample import sample_filing
from addin.selftest.startup import process_seconds
from addin.session import Session, select
from generator.damage.blanks import Blanks
from generator.damage.damage import Damage
from generator.damage.receipt import damages_of
from generator.plan import Plan
from generator.planning import capacities_for
from generator.workbook import refilled
from qingbiao.filing import EMPTY, Filing
from qingbiao.form import Edition, Kind
from qingbiao.load import load_editions

_STEM: Final = "清表自检"


@dataclass(frozen=True)
class Form:
    """One kind of workbook, and a filing for it."""

    edition: Edition
    kind: Kind
    filing: Filing

    @property
    def has_days(self) -> bool:
        """Whether any day is filled in."""
        return any(each.type == "date" for each in self.kind.fields.values())


class Bench:
    """See the module."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.app: Final[xlwings.App] = session.book.app
        self.library: Final = session.library
        self._begin: Final = time.monotonic()
        self._session: Final = session
        self._selected: Final = self.app.selection
        self.selection: Final = session.selection()
        """What the person had selected."""
        self._language: Final = session.language
        self._host: Final = session.host
        self._folder: Final = folder
        self._numbers: Final = count(1)
        self._blanks: Final = Blanks(session.library)
        self._built: Final[dict[tuple[str, str, str, bool], bytes]] = {}

    @property
    def startup(self) -> float | None:
        """From the start of this process to the first check, where that can be known."""
        seconds = process_seconds()
        return None if seconds is None else seconds - (time.monotonic() - self._begin)

    def put_back(self) -> tuple[str, int, int]:
        """The person's workbook in front, with what was selected; answers what is selected now."""
        self._session.book.activate()
        if self._selected is not None:
            select(self._selected)
        return self._session.selection()

    @property
    def program(self) -> str:
        """What the program calls itself."""
        return self._host.program(self.app)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Every kind of workbook that is shipped."""
        editions = load_editions(self.library.spec)
        return tuple(Form(each, kind, sample_filing(kind)) for each in editions for kind in each.kinds)

    @cached_property
    def form(self) -> Form:
        """The one with the most registers: it has everything that a workbook can have."""
        return max(self.forms, key=lambda form: len(form.kind.registers))

    @cached_property
    def plan(self) -> Plan:
        """Of that workbook, as it is issued."""
        return self._plan(self.form)

    def _plan(self, form: Form, rows: Mapping[str, int] | None = None) -> Plan:
        return self._blanks.of(form.edition, form.kind, capacities_for(form.kind, rows), "", "").plan

    def written(self, form: Form | None = None, rows: Mapping[str, int] | None = None, *, filled: bool = False) -> Path:
        """A new workbook on disk, blank or filled in."""
        form = form or self.form
        key = form.edition.id, form.kind.id, str(rows), filled
        if key not in self._built:
            filing = form.filing if filled else EMPTY
            self._built[key] = refilled(self._plan(form, rows), form.edition, form.kind, filing).content
        path = self._path("")
        path.write_bytes(self._built[key])
        return path

    @contextmanager
    def opened(self, path: Path) -> Iterator[Session]:
        """A workbook of the bench in the program, at hand, and closed again unsaved."""
        with self._host.opened(self.app, path, to_change=True) as book, self._host.in_front(book):
            yield Session(book, self.library, self._language)

    def saved(self, session: Session) -> Path:
        """Under a name of its own, by the program that has it open."""
        path = self._path(" 另存")
        session.book.save(path)
        return path

    def damages(self, path: Path) -> tuple[Damage, ...]:
        """Everything that is otherwise in a saved workbook than in the one that was issued, but for its inputs."""
        return damages_of(path, self._blanks)

    def by_saving(self, rows: Mapping[str, int] | None = None) -> frozenset[Damage]:
        """What the program itself changes in a filled workbook when it opens and saves it."""
        with self.opened(self.written(rows=rows, filled=True)) as session:
            return frozenset(self.damages(self.saved(session)))

    def _path(self, what: str) -> Path:
        return self._folder / f"{_STEM} {next(self._numbers)}{what}.xlsx"
