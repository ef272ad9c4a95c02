"""Checks of one form over many fields: ``each`` writes one check out for each of its items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from qingbiao import schema
from qingbiao.faults import Fault, Place, nearest
from qingbiao.yamlfile import Located, Path_

_WORD: Final = re.compile(r"<([a-z][a-z0-9_]*)>")
_ID: Final = "id"


def written_out(
    shape: schema.Check, located: Located, path: Path_, faults: list[Fault]
) -> Iterator[tuple[schema.Check, Place | None]]:
    """The checks that a shape stands for, each with the place of its item; itself where it has no ``each``."""
    if shape.each is None:
        yield shape, None
        return
    for index, item in enumerate(shape.each):
        where = (*path, "each", index)
        if _ID not in item:
            faults.append(Fault("spec-missing-key", {"key": _ID}, located.place(where)))
            continue
        unknown = dict.fromkeys(word for text in _texts(shape).values() for word in _WORD.findall(text))
        missing = [word for word in unknown if word not in item]
        for word in missing:
            legal = ", ".join(item)
            slots = {"word": word, "legal": legal}
            faults.append(Fault("spec-each-word", slots, located.place(where), nearest(word, item)))
        if not missing:
            yield _for_item(shape, item), located.place(where)


def _texts(shape: schema.Check) -> Mapping[str, str]:
    """What may have an item's words in it."""
    texts = {"when": shape.when, "expect": shape.expect, "say": shape.say, "fix": shape.fix}
    return {key: text for key, text in texts.items() if text is not None}


def _for_item(shape: schema.Check, item: Mapping[str, str | int | float]) -> schema.Check:
    changes: dict[str, str | None] = {
        key: _WORD.sub(lambda match: str(item[match[1]]), text) for key, text in _texts(shape).items()
    }
    at = None if shape.at is None else str(item.get(shape.at, shape.at))
    return shape.model_copy(update={**changes, "id": f"{item[_ID]}-{shape.id}", "at": at, "each": None})
