"""Where submissions go: a folder (a shared drive, a USB stick), or a desk that is reached by HTTPS."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from qingbiao.errors import Unusable
from qingbiao.faults import Fault

BESIDE: Final = "上报"
"""The folder beside the workbook that takes its package when no other target is named."""


@dataclass(frozen=True)
class FolderTarget:
    """A folder that is there: one that is missing is a stick that was not plugged in, and is not made."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True)
class DeskTarget:
    """A desk's address, without a stroke at its end."""

    url: str

    def __str__(self) -> str:
        return self.url

    @property
    def near(self) -> bool:
        """Whether it is on this very machine."""
        return _is_near(urlsplit(self.url).hostname or "")


Target = FolderTarget | DeskTarget


def target_of(text: str) -> Target:
    """What a person names: an address with a scheme, or a folder. Raises :class:`Unusable`."""
    if "://" not in text:
        return FolderTarget(Path(text).absolute())
    target = DeskTarget(text.rstrip("/"))
    try:
        parts = urlsplit(text)
        safe = parts.scheme == "https" or (parts.scheme == "http" and _is_near(parts.hostname or ""))
        usable = bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        safe = usable = False
    if not safe:
        raise Unusable(Fault("delivery-plain-http", {"target": text}))
    if not usable:
        raise Unusable(Fault("delivery-answer", {"target": text}))
    return target


def beside(path: Path) -> FolderTarget:
    """The folder beside a workbook, made if it is missing: it is certainly on a disk that is there."""
    folder = path.absolute().parent / BESIDE
    if folder.parent.is_dir():
        folder.mkdir(exist_ok=True)
    return FolderTarget(folder)


def _is_near(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
