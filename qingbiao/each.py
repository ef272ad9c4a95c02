"""One check written for many fields, or several for many tables: ``each`` writes them out for each of its items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qingbiao import schema
from qingbiao.faults import Fault, Place, nearest
from qingbiao.yamlfile import Located, Path_

_WORD: Final = re.compile("<([a-z][a-z0-9_]*)>")
_ID: Final = "id"

Item = Mapping[str, str | int | float]
PlacedItem = tuple[Item, Place]


@dataclass(frozen=True)
class Written:
    """A check written out: its shape with the words filled in, and where the shape stands in the file."""

    shape: schema.Check
    path: Path_
    item: Place | None = None
    """Where the item of its own ``each`` is written, which is where its faults are told."""
    words: tuple[str, ...] = ()
    """The words that its items have; with any, its texts are not as they stand in the file."""


@dataclass(frozen=True)
class Each:
    """Writes out the checks of one file."""

    located: Located
    named: Mapping[str, Sequence[PlacedItem]]
    """Items that go by a name, from the head of the form."""
    faults: list[Fault]

    def written_out(self, shape: schema.Check | schema.Checks, path: Path_) -> Iterator[Written]:
        """The checks that a shape stands for; itself where it has no ``each``."""
        for made in self._made(shape, path):
            missing = tuple(self._missing(made)) if made.words else ()
            self.faults.extend(missing)
            if not missing:
                yield made

    def _made(self, shape: schema.Check | schema.Checks, path: Path_) -> Iterator[Written]:
        if isinstance(shape, schema.Checks):
            inside = [made for n, check in enumerate(shape.checks) for made in self._made(check, (*path, "checks", n))]
            yield from (_for_item(made, item) for item, _ in self._items(shape.each, path) for made in inside)
        elif shape.each is None:
            yield Written(shape, path)
        else:
            once = shape.model_copy(update={"each": None})
            yield from (_for_item(Written(once, path, place), item) for item, place in self._items(shape.each, path))

    def _items(self, each: schema.Each, path: Path_) -> Iterator[PlacedItem]:
        where = (*path, "each")
        if isinstance(each, str):
            if each not in self.named:
                near = nearest(each, self.named)
                self.faults.append(Fault("spec-unknown-each", {"name": each}, self.located.place(where), near))
            items = self.named.get(each, ())
        else:
            items = placed_items(self.located, where, each)
        for item, place in items:
            if _ID in item:
                yield item, place
            else:
                self.faults.append(Fault("spec-missing-key", {"key": _ID}, place))

    def _missing(self, made: Written) -> Iterator[Fault]:
        """A fault for each word that no item has, where it first stands or should have been."""
        first: dict[str, str] = {}
        for key, text in _texts(made.shape).items():
            for word in _WORD.findall(text):
                first.setdefault(word, key)
        for word, key in first.items():
            slots = {"word": word, "legal": ", ".join(made.words)}
            place = made.item or self.located.place((*made.path, key))
            yield Fault("spec-each-word", slots, place, nearest(word, made.words))


def placed_items(located: Located, path: Path_, items: Sequence[Item]) -> list[PlacedItem]:
    """Items with the places where they are written."""
    return [(item, located.place((*path, index))) for index, item in enumerate(items)]


def _texts(shape: schema.Check) -> dict[str, str]:
    """What may have an item's words in it."""
    texts = {
        "for": shape.for_,
        "when": shape.when,
        "expect": shape.expect,
        "at": shape.at,
        "say": shape.say,
        "fix": shape.fix,
    }
    return {key: text for key, text in texts.items() if text is not None}


def _for_item(made: Written, item: Item) -> Written:
    """A check for one item; words that the item does not have are left for the items around it."""

    def word(match: re.Match[str]) -> str:
        return str(item.get(match[1], match[0]))

    changes = {_ATTRIBUTES.get(key, key): _WORD.sub(word, text) for key, text in _texts(made.shape).items()}
    shape = made.shape.model_copy(update={**changes, "id": f"{item[_ID]}-{made.shape.id}"})
    return replace(made, shape=shape, words=(*made.words, *item))


_ATTRIBUTES: Final = {"for": "for_"}
"""What a key is called in Python, where it cannot be called the same."""
