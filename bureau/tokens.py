"""Who may submit: a list with the digest of each token and its unit, so that whoever reads the list learns no token.

::

    # comment
    9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 某某有限公司
    60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752 *

``*`` stands for any unit.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from generator.store import write_whole
from generator.submission.canonical import sha256
from qingbiao.errors import FaultyData, Unusable, raise_if
from qingbiao.faults import Fault, Place, short

_MARK: Final = "\ufeff"
_LINE: Final = re.compile(r"([0-9a-f]{64})\s+(\S.*)")


def read_tokens(path: Path) -> Mapping[str, str]:
    """The units by the digests of their tokens. Raises :class:`Unusable` or :class:`FaultyData`."""
    lines = list(_lines(path))
    wrong = [(number, line) for number, line in lines if not _LINE.fullmatch(line)]
    raise_if(FaultyData, (Fault("token-list", {}, Place(str(path), number, 1, short(line))) for number, line in wrong))
    matches = (_LINE.fullmatch(line) for _, line in lines)
    return {match[1]: match[2] for match in matches if match}


def unit_of(tokens: Mapping[str, str], token: str) -> str | None:
    """Whose token it is. Digests are looked up, not tokens, so that how long it takes tells nothing."""
    return tokens.get(sha256(token.encode()))


def new_token(path: Path, unit: str) -> str:
    """Make a token for a unit and add it to the list. It is told once and kept nowhere.

    Raises :class:`Unusable` for a list that cannot be read, and for a unit without a name.
    """
    name = " ".join(unit.split())
    if not name:  # the line would spoil the whole list
        raise Unusable(Fault("token-no-unit"))
    known = _text(path) if path.exists() else ""
    if known and not known.endswith("\n"):
        known += "\n"
    token = secrets.token_urlsafe(32)
    write_whole(path, f"{known}{sha256(token.encode())} {name}\n".encode(), force=True)
    return token


def _text(path: Path) -> str:
    """The list as it is, with the mark of UTF-8 that some editors set before it."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise Unusable(Fault("file-unreadable", {"reason": reason}, Place(str(path)))) from None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_text(path).removeprefix(_MARK).splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()
