"""A standard in its editions: what is wrong with a written code, which edition it is of, what it is called now.

An industry (GB/T 4754) is written as letter, code and name, or with less; the same digits mean different things in
different editions, so that only code and name together say which edition was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from qingbiao.codes import CodeEntry, CodeList, Crosswalk
from qingbiao.industry import IndustryText, split_industry
from qingbiao.values import bare

_MOST_SUGGESTIONS: Final = 3
"""A code that went to more places than this leaves the choice to the person."""


@dataclass(frozen=True)
class ListIndex:
    """One edition's list, looked up by code and by name."""

    code_list: CodeList

    def fitting(self, written: IndustryText) -> tuple[CodeEntry, ...]:
        """The entries whose code, name and section are those written, as far as they are; none without a name."""
        named = self.named(written.name)
        return tuple(entry for entry in named if written.code in {"", entry.code} and self._in_section(entry, written))

    def named(self, name: str) -> tuple[CodeEntry, ...]:
        """The entries with this name, the highest first; spaces do not count."""
        return self._by_name.get(bare(name), ())

    def coded(self, code: str) -> CodeEntry | None:
        """The entry with this code."""
        return self.code_list.entry(code) if code else None

    def section(self, entry: CodeEntry) -> str:
        """The code at the top of an entry's branch."""
        return self.code_list.path(entry)[0].code

    def level(self, entry: CodeEntry) -> str:
        """What an entry's level is called."""
        return next(level.title for level in self.code_list.levels if level.id == entry.level)

    def _in_section(self, entry: CodeEntry, written: IndustryText) -> bool:
        return written.section in {"", self.section(entry)}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[CodeEntry, ...]]:
        found: dict[str, list[CodeEntry]] = {}
        for entry in self.code_list.entries:
            found.setdefault(bare(entry.name), []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}


@dataclass(frozen=True)
class EditionChain:
    """A list with its older editions; ``crosswalks[i]`` leads from ``older[i]`` to the edition after it."""

    newest: ListIndex
    older: tuple[ListIndex, ...] = ()
    crosswalks: tuple[Crosswalk, ...] = ()

    @classmethod
    def of(cls, lists: Sequence[CodeList], crosswalks: Sequence[Crosswalk]) -> EditionChain:
        """The chain of lists from the newest to the oldest, and of the crosswalks between them."""
        newest, *older = map(ListIndex, lists)
        return cls(newest, tuple(older), tuple(crosswalks))

    # --- what is wrong -------------------------------------------------------------------------------------------

    def fault(self, text: str) -> str:
        """What is wrong with ``text``; nothing when it fits an edition."""
        written = split_industry(text)
        if any(index.fitting(written) for index in self._editions()):
            return ""
        if written.code:
            return self._code_fault(written)
        named = self._named(written.name)
        if named is None:
            return self._unknown(written.name or text.strip())
        index, entry = named
        return self._right_section(index.section(entry))

    def _code_fault(self, written: IndustryText) -> str:
        coded = next(((index, entry) for index in self._editions() if (entry := index.coded(written.code))), None)
        if coded is None:
            return "；".join(_said(f"没有代码 {written.code}", self._whose_name(written)))
        index, entry = coded
        section = index.section(entry)
        wrong_section = written.section not in {"", section}
        if not written.name:
            return self._without_name(index, entry, self._right_section(section) if wrong_section else "")
        if bare(entry.name) == bare(written.name):
            return self._right_section(section)
        meaning = f"{written.code} 是“{entry.name}”" + (f"，属 {section} {self._top}" if wrong_section else "")
        return "；".join(_said(meaning, self._whose_name(written)))

    def _without_name(self, index: ListIndex, entry: CodeEntry, wrong_section: str) -> str:
        """A code alone is in order where the newest edition has it."""
        if index is self.newest:
            return wrong_section
        return f"{entry.code} 只见于{index.code_list.title}（“{entry.name}”）"

    def _whose_name(self, written: IndustryText) -> str:
        named = self._named(written.name)
        if named is None:
            return self._unknown(written.name) if written.name else ""
        index, entry = named
        return f"“{entry.name}”是 {entry.code} {index.level(entry)}"

    def _named(self, name: str) -> tuple[ListIndex, CodeEntry] | None:
        """The first edition that has a name, and the lowest of its entries."""
        return next(((index, entries[-1]) for index in self._editions() if (entries := index.named(name))), None)

    def _unknown(self, name: str) -> str:
        return f"{self.newest.code_list.title.partition('（')[0]}中没有“{name}”"

    def _right_section(self, section: str) -> str:
        return f"{self._top}应为 {section}"

    @property
    def _top(self) -> str:
        """What the highest level is called."""
        return self.newest.code_list.levels[0].title

    def _editions(self) -> Iterator[ListIndex]:
        yield self.newest
        yield from self.older

    # --- which edition, and what now -----------------------------------------------------------------------------

    def edition(self, text: str) -> str:
        """The title of the older edition that ``text`` fits when it does not fit the newest."""
        found = self._older(split_industry(text))
        return "" if found is None else self.older[found[0]].code_list.title

    def _older(self, written: IndustryText) -> tuple[int, tuple[CodeEntry, ...]] | None:
        if self.newest.fitting(written):
            return None
        return next(
            ((age, fitting) for age, index in enumerate(self.older) if (fitting := index.fitting(written))), None
        )

    def suggestion(self, text: str) -> str:
        """What to write instead, as the newest list writes it; several are joined by 或, too many are not told."""
        written = split_industry(text)
        if self.newest.fitting(written):
            return ""
        older = self._older(written)
        if older is not None:
            entries = self._successors(*older)
        else:
            coded = self.newest.coded(written.code)
            entries = [*self.newest.named(written.name)[-1:], *([coded] if coded else [])]
        labels = list(dict.fromkeys(entry.label for entry in entries))
        return "或".join(labels) if len(labels) <= _MOST_SUGGESTIONS else ""

    def _successors(self, age: int, entries: Iterable[CodeEntry]) -> list[CodeEntry]:
        """What became of an older edition's entries, step by step to the newest."""
        codes = [entry.code for entry in entries]
        for crosswalk in reversed(self.crosswalks[: age + 1]):
            codes = list(dict.fromkeys(new for old in codes for new in crosswalk.successors(old)))
        found = [entry for code in codes if (entry := self.newest.coded(code))]
        lowest = self.newest.code_list.levels[-1].id
        return [entry for entry in found if entry.level == lowest] or found


def _said(*parts: str) -> Iterator[str]:
    return (part for part in parts if part)
