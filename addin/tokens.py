"""A unit's token for a desk: in the system's keyring, or in a file that only its owner reads; never in a workbook."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from addin.target import DeskTarget
from qingbiao.errors import Unusable
from qingbiao.faults import Fault, Place

_SERVICE: Final = "qingbiao"
_TOKEN: Final = re.compile(r"[A-Za-z0-9\-._~+/]{16,200}=*")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def token_source(file: Path | None) -> Callable[[str, DeskTarget], str]:
    """Where tokens are taken from: a file where one is named, as on machines without a keyring; else the keyring."""
    return from_keyring if file is None else lambda unit, target: from_file(file)


def from_keyring(unit: str, target: DeskTarget) -> str:
    """The token kept for a unit, else for a desk. Raises :class:`Unusable` when there is none, or no keyring."""
    for name in (unit, target.url):
        token = _asked("get_password", name)
        if token:
            return _checked(token)
    raise Unusable(Fault("token-none", {"unit": unit, "target": target}))


def from_file(path: Path) -> str:
    """The token in a file, which nobody else may read."""
    try:
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            raise Unusable(Fault("token-file-open", {}, Place(str(path))))
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise Unusable(Fault("file-unreadable", {"reason": reason}, Place(str(path)))) from None
    return _checked(text.strip())


def set_token(name: str, token: str) -> None:
    """Keep a token under the name of a unit, or under a desk's address."""
    _asked("set_password", name.rstrip("/"), _checked(token))


def forget_token(name: str) -> bool:
    """Give a token up; False if there was none."""
    if not _asked("get_password", name.rstrip("/")):
        return False
    _asked("delete_password", name.rstrip("/"))
    return True


def _checked(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise Unusable(Fault("token-wrong"))
    return token


def _asked(what: str, name: str, *more: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        answer = getattr(keyring, what)(_SERVICE, name, *more)
    except (KeyringError, OSError, RuntimeError) as problem:
        reason = str(problem).partition(". ")[0].partition("\n")[0] or type(problem).__name__
        raise Unusable(Fault("token-no-keyring", {"reason": reason})) from None
    return answer if isinstance(answer, str) else None
