"""The compression of VBA source (MS-OVBA 2.4.1): chunks of 4096 bytes, of literals and of copies from before."""

from __future__ import annotations

import struct
from typing import Final

CHUNK: Final = 4096
_LEAST_COPY: Final = 3
_CANDIDATES: Final = 64
"""How many earlier places are tried for a copy; more finds little and takes longer."""


def compress(text: bytes) -> bytes:
    """The compressed container of a module's source or of the project's ``dir`` stream."""
    chunks = (text[start : start + CHUNK] for start in range(0, len(text), CHUNK))
    return b"\x01" + b"".join(_chunk(chunk) for chunk in chunks)


def _chunk(chunk: bytes) -> bytes:
    tokens = _tokens(chunk)
    if len(tokens) >= CHUNK and len(chunk) == CHUNK:  # the raw form has no length of its own: only whole chunks fit it
        return struct.pack("<H", 0x3000 | (CHUNK + 2 - 3)) + chunk
    if len(tokens) > CHUNK:
        raise ValueError("an incompressible end of a VBA module cannot be stored")
    return struct.pack("<H", 0xB000 | (len(tokens) + 2 - 3)) + tokens


def _tokens(chunk: bytes) -> bytes:
    """Groups of eight tokens, each group after a byte that says which of them are copies."""
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(chunk):
        flags, group = 0, bytearray()
        for bit in range(8):
            if at >= len(chunk):
                break
            offset, length = _longest(chunk, at, seen)
            if length:
                flags |= 1 << bit
                group += struct.pack("<H", _copy(at, offset, length))
            else:
                group.append(chunk[at])
            step = length or 1
            for place in range(at, at + step):
                seen.setdefault(chunk[place : place + _LEAST_COPY], []).append(place)
            at += step
        out.append(flags)
        out += group
    return bytes(out)


def _bits(at: int) -> int:
    """How many bits of a copy tell its offset: as many as reach back to the chunk's start, at least four."""
    return max((at - 1).bit_length(), 4)


def _copy(at: int, offset: int, length: int) -> int:
    return (offset - 1) << (16 - _bits(at)) | (length - _LEAST_COPY)


def _longest(chunk: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Offset and length of the longest copy that may stand here, or zeros."""
    most = min(len(chunk) - at, (0xFFFF >> _bits(at)) + _LEAST_COPY)
    best = (0, 0)
    for place in reversed(seen.get(chunk[at : at + _LEAST_COPY], [])[-_CANDIDATES:]):
        length = 0
        while length < most and chunk[place + length] == chunk[at + length]:
            length += 1
        if length > best[1] and length >= _LEAST_COPY:
            best = (at - place, length)
    return best
