"""What crosses to LibreOffice and back, counted on the wire: a relay between a program and LibreOffice's pipe.

UNO's protocol sends blocks, each with its length and the number of messages in it. A message is a call or the answer to
one; an answer that comes back is one time that the program has waited, whatever library has asked, and why.
"""

from __future__ import annotations

import os
import socket
import struct
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct(">II")
_ANSWER, _KIND = 0x80, 0xC0
"""The bits of a message's first byte that tell an answer from a call."""
_FOLDERS: Final = ("/tmp", "/var/tmp", tempfile.gettempdir())
"""Where LibreOffice makes its pipes."""


@dataclass
class Crossings:
    """What has crossed."""

    answers: int = 0
    """Calls that the program has waited for."""
    calls: int = 0
    """All that it has called, those too that nobody answers, such as letting go of an object."""
    received: int = 0
    """Bytes that LibreOffice has sent."""


@dataclass
class _Counter:
    """The blocks of one direction; bytes come in pieces of any size."""

    count: Callable[[int, bool], None]
    _seen: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> None:
        self._seen += data
        while len(self._seen) > _HEADER.size:
            size, messages = _HEADER.unpack_from(self._seen)
            if len(self._seen) < _HEADER.size + size:
                return
            self.count(messages, self._seen[_HEADER.size] & _KIND == _ANSWER)
            del self._seen[: _HEADER.size + size]


class Relay:
    """Stands between: listens under another name, and passes everything on."""

    def __init__(self, pipe: str) -> None:
        self.name: Final = f"{pipe}-counted"
        self.seen: Final = Crossings()
        self._answers = _Counter(self._answered)
        there = next(path for folder in _FOLDERS for path in Path(folder).glob(f"OSL_PIPE_*{pipe}"))
        self._path = there.with_name(there.name.replace(pipe, self.name))
        self._office = socket.socket(socket.AF_UNIX)
        self._office.connect(str(there))
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self._path))
        self._listening.listen(1)
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """No name is left behind."""
        self._listening.close()
        os.unlink(self._path)  # noqa: PTH108  as it was bound

    def _serve(self) -> None:
        program, _ = self._listening.accept()
        threading.Thread(target=_pump, args=(program, self._office, _Counter(self._called).feed), daemon=True).start()
        _pump(self._office, program, self._came)

    def _called(self, messages: int, answer: bool) -> None:
        self.seen.calls += 0 if answer else messages

    def _answered(self, messages: int, answer: bool) -> None:
        self.seen.answers += messages if answer else 0

    def _came(self, data: bytes) -> None:
        self.seen.received += len(data)
        self._answers.feed(data)


def _pump(source: socket.socket, target: socket.socket, look: Callable[[bytes], None]) -> None:
    while data := source.recv(1 << 20):
        look(data)
        target.sendall(data)
    target.close()
