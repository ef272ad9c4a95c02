"""Where submissions go: a folder (a shared drive, a USB stick), or a desk that is reached by HTTPS."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from qingbiao.errors import CannotWrite, Unusable
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
    problem = _wrong_with(text)
    if problem:
        raise Unusable(Fault(problem, {"target": text}))
    return DeskTarget(text.rstrip("/"))


def beside(path: Path) -> FolderTarget:
    """The folder beside a workbook, made if it is missing: it is certainly on a disk that is there.

    Raises :class:`CannotWrite`.
    """
    folder = path.absolute().parent / BESIDE
    try:
        if folder.parent.is_dir():
            folder.mkdir(exist_ok=True)
    except OSError as problem:
        slots = {"target": folder, "reason": problem.strerror or problem}
        raise CannotWrite(Fault("delivery-beside", slots)) from None
    return FolderTarget(folder)


def _wrong_with(address: str) -> str:
    """The code of what is wrong with an address; empty if nothing is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "delivery-no-host"
    if not parts.hostname:
        return "delivery-no-host"
    if parts.username is not None:
        return "delivery-user"
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_near(parts.hostname)):
        return "delivery-plain-http"
    try:
        return "delivery-port" if parts.port == 0 else ""
    except ValueError:
        return "delivery-port"


def _is_near(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
