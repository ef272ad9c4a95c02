"""What the rules look at: every formula of a plan, with where it stands, taken apart once.

A workbook has thousands of formulas and nearly always nothing is wrong with any. So those of one use are joined and
taken apart together, and what is found in the whole is looked for in each only when it breaks a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, Literal, NamedTuple, TypeVar

from generator.plan import Area, Link, Name, Plan, Row, Slot, formula_at
from generator.style import Style
from qingbiao.faults import Place

Use = Literal["cell", "name", "validation", "mark"]
"""Where a formula stands."""

SEPARATOR: Final = "\x02"
"""Stands between formulas; no file can hold it, and with it what is left of formulas without texts stays ASCII."""

_QUOTED: Final = re.compile(r"""("[^"]*(?:""[^"]*)*"|'[^']*(?:''[^']*)*')""")
_BETWEEN_WORDS: Final = str.maketrans(dict.fromkeys('+-*/^&=<>,;%){}" \n\t' + SEPARATOR, " "))
_RANGE: Final = re.compile(r"([\w.$\\]*):([\w.$\\]*)")
_Item = TypeVar("_Item")


class Hit(NamedTuple):
    """One breach of a rule: where, and what the message says of it."""

    place: Place
    slots: Mapping[str, object]


class Site(NamedTuple):
    """One formula; a repeated row has it once, as it reads in the last of the rows."""

    text: str
    use: Use
    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    name: str = ""
    """Its slot's key or defined name."""
    nth: int = 0
    """The index of its slot."""

    @property
    def place(self) -> Place:
        """Where a person finds it."""
        return Place(sheet=self.sheet, cell=Area(*self[3:7]).a1, name=self.name)

    @property
    def rows(self) -> int:
        """How many rows calculate it."""
        return self.bottom - self.top + 1


@dataclass(frozen=True)
class Read:
    """A formula text, or many, taken apart."""

    bare: str
    """With ``""`` for every text and every sheet's name in quotes."""
    quoted: tuple[str, ...]
    """Those, with their quotes."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Names, addresses, numbers; functions with ``(``, sheets with ``!``; none of those in :attr:`ranges`."""
        text = _RANGE.sub(" ", self.bare) if ":" in self.bare else self.bare
        return frozenset(split_words(text)) - {"(", "!"}

    @cached_property
    def ranges(self) -> frozenset[tuple[str, str]]:
        """What stands on both sides of every ``:``."""
        return frozenset(_RANGE.findall(self.bare)) if ":" in self.bare else frozenset()

    @cached_property
    def sheets(self) -> frozenset[str]:
        """The sheets that are referred to, as they are called."""
        quoted = {part[1:-1].replace("''", "'") for part in set(self.quoted) if part.startswith("'")}
        return frozenset(quoted | {word[:-1] for word in self.words if word.endswith("!")})

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts, as they read."""
        return frozenset(part[1:-1].replace('""', '"') for part in set(self.quoted) if part.startswith('"'))

    @property
    def whole(self) -> bool:
        """Whether every quote is closed."""
        return '"' not in self.bare.replace('""', "") and "'" not in self.bare


def split_words(bare: str) -> list[str]:
    """The words of a bare text in order; faster than an expression, and there are a million characters to read."""
    return bare.replace("(", "( ").replace("!", "! ").translate(_BETWEEN_WORDS).split()


def read(text: str) -> Read:
    """A formula, or several, taken apart."""
    pieces = _QUOTED.split(text)
    return Read('""'.join(pieces[::2]), tuple(pieces[1::2]))


class Found(NamedTuple, Generic[_Item]):
    """A formula with a part of it."""

    site: Site
    part: _Item


@dataclass(frozen=True)
class Batch:
    """All readable formulas of one use."""

    use: Use
    sites: tuple[Site, ...]

    @cached_property
    def joined(self) -> Read:
        """All as one."""
        return read(self.text)

    @property
    def readable(self) -> bool:
        """Whether what was joined comes apart again."""
        return self.joined.whole and self.joined.bare.count(SEPARATOR) == max(len(self.sites) - 1, 0)

    @cached_property
    def text(self) -> str:
        """All as one text."""
        return SEPARATOR.join(site.text for site in self.sites)

    @cached_property
    def each(self) -> tuple[tuple[Site, str], ...]:
        """Every formula with its bare text."""
        return tuple(zip(self.sites, self.joined.bare.split(SEPARATOR), strict=True))

    def having(self, parts: Callable[[Read], frozenset[_Item]], bad: Callable[[_Item], bool]) -> Iterator[Found[_Item]]:
        """Each formula with each part of it that is bad; a look at the whole goes first."""
        if not any(map(bad, parts(self.joined))):
            return
        for site in self.sites:
            yield from (Found(site, part) for part in sorted(filter(bad, parts(read(site.text))), key=str))


class Ground:
    """A plan, and what several rules need of it."""

    def __init__(self, plan: Plan) -> None:
        self.plan: Final = plan

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every formula."""
        return tuple(_sites(self.plan))

    @cached_property
    def _by_use(self) -> tuple[Batch, ...]:
        by_use: dict[Use, list[Site]] = {}
        for site in self.sites:
            by_use.setdefault(site.use, []).append(site)
        return tuple(Batch(use, tuple(sites)) for use, sites in by_use.items())

    @cached_property
    def unreadable(self) -> frozenset[Site]:
        """Formulas whose quotes are not closed, or that hold what no file can."""
        return frozenset(
            site
            for batch in self._by_use
            if not batch.readable
            for site in batch.sites
            if SEPARATOR in site.text or not read(site.text).whole
        )

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """The readable formulas by use."""
        if not self.unreadable:
            return self._by_use
        kept = (
            Batch(batch.use, tuple(site for site in batch.sites if site not in self.unreadable))
            for batch in self._by_use
        )
        return tuple(batch for batch in kept if batch.sites)

    def of(self, *uses: Use) -> Iterator[Batch]:
        """The batches of some uses."""
        return (batch for batch in self.batches if batch.use in uses)

    @cached_property
    def names(self) -> Mapping[str, Name]:
        """Defined names in small letters, since programs do not tell them from capitals."""
        return {each.name.casefold(): each for each in self.plan.names}

    @cached_property
    def merged(self) -> Mapping[str, tuple[Area, ...]]:
        """Merged areas by sheet, from top to bottom; those within repeated rows as one, high as all the rows."""
        return {
            sheet.name: tuple(
                sorted(
                    (
                        *sheet.merges,
                        *(
                            Area(row.number, left, row.number + row.repeat - 1, right)
                            for row in sheet.rows
                            for left, right in row.spans
                        ),
                    )
                )
            )
            for sheet in self.plan.sheets
        }

    @cached_property
    def styles(self) -> frozenset[Style]:
        """Every style there is. Cells share their styles, so that they are told apart by identity first."""
        all_cells = (cell for sheet in self.plan.sheets for row in sheet.rows for cell in row.cells)
        return frozenset({id(cell.style): cell.style for cell in all_cells}.values())


def _sites(plan: Plan) -> Iterator[Site]:
    for sheet in plan.sheets:
        for row in sheet.rows:
            yield from _in_row(sheet.name, row)
    for name in plan.names:
        if name.formula is not None:
            yield _over(name.formula, "name", name.sheet, (name.area,), name.name)
    for sheet in plan.sheets:
        for validation in sheet.validations:
            if validation.formula:
                yield _over(validation.formula, "validation", sheet.name, validation.areas)
        for mark in sheet.highlights:
            yield _over(mark.formula, "mark", sheet.name, mark.areas)


def _in_row(sheet: str, row: Row) -> Iterator[Site]:
    top, bottom = row.number, row.number + row.repeat - 1
    for cell in row.cells:
        content, left = cell.content, cell.column
        if isinstance(content, Slot):
            if (text := content.formula) is not None:
                text = formula_at(text)(bottom) if "\0" in text else text
                yield Site(text, "cell", sheet, top, left, bottom, left, content.key, content.index)
        elif isinstance(content, Link):
            yield Site(content.formula, "cell", sheet, top, left, bottom, left)


def _over(text: str, use: Use, sheet: str, areas: Iterable[Area], name: str = "") -> Site:
    """A formula of several areas stands for the tallest of them."""
    area = max(areas, key=lambda each: each.bottom - each.top)
    return Site(text, use, sheet, area.top, area.left, area.bottom, area.right, name)
