"""Writes a compound file (MS-CFB, version 3): the container of a VBA project.

A small writer is enough: few streams, two levels. Streams under 4096 bytes live in the mini stream, as the format
demands. All directory entries are black, which the format names as the simplest valid colouring; no entry has a time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SECTOR: Final = 512
MINI_SECTOR: Final = 64
MINI_LIMIT: Final = 4096
MOST_FAT_SECTORS: Final = 109
"""What the header lists by itself: 109 sectors of 128 entries, some 7 MB. A DIFAT would be needed beyond."""

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1

Tree = Mapping[str, "bytes | Tree"]
"""A storage: its streams and storages by name."""


@dataclass
class _Entry:
    """A directory entry while the directory is laid out."""

    name: str
    kind: int
    content: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = (self.name + "\0").encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name,
            len(name),
            self.kind,
            _BLACK,
            self.left,
            self.right,
            self.child,
            b"",
            0,
            0,
            0,
            self.start,
            self.size,
        )


def compound_file(tree: Tree) -> bytes:
    """The file that holds these streams; the same tree gives the same bytes, in whatever order it is given."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(tree, entries)
    small, fat = _Chains(MINI_SECTOR), _Chains(SECTOR)
    for entry in entries[1:]:
        if entry.kind == _STREAM:
            entry.size = len(entry.content)
            chains = small if entry.size < MINI_LIMIT else fat
            entry.start = chains.add(entry.content) if entry.content else _END
    entries[0].size = len(small.data)
    entries[0].start = fat.add(bytes(small.data)) if small.data else _END
    mini_fat = _filled(small.table)
    mini_fat_start = fat.add(mini_fat) if mini_fat else _END
    directory_start = fat.add(_directory(entries))
    fat_start, fat_sectors = fat.close()
    table = struct.pack(f"<{len(fat.table)}I", *fat.table)
    header = _header(fat_start, fat_sectors, directory_start, mini_fat_start, len(mini_fat) // SECTOR)
    return b"".join((header, bytes(fat.data), table))


class _Chains:
    """Sectors filled one after another, and the table that says which follows which."""

    def __init__(self, sector: int) -> None:
        self.sector = sector
        self.data = bytearray()
        self.table: list[int] = []

    def add(self, content: bytes) -> int:
        """Append a stream, padded to whole sectors; answers its first sector."""
        first, count = len(self.table), -(-len(content) // self.sector)
        self.table += [*range(first + 1, first + count), _END]
        self.data += content.ljust(count * self.sector, b"\0")
        return first

    def close(self) -> tuple[int, int]:
        """Append the table itself, which has to count its own sectors; answers where it starts and how long it is."""
        start, count = len(self.table), 0
        while (len(self.table) + count) * 4 > count * SECTOR:
            count += 1
        if count > MOST_FAT_SECTORS:
            raise ValueError("too much for a compound file without a DIFAT")
        self.table += [_FAT] * count
        self.table += [_FREE] * (count * SECTOR // 4 - len(self.table))
        return start, count


def _filled(table: Sequence[int]) -> bytes:
    """A table as whole sectors, free entries to the end."""
    room = -(-len(table) * 4 // SECTOR) * SECTOR // 4
    return struct.pack(f"<{room}I", *table, *[_FREE] * (room - len(table)))


def _directory(entries: Sequence[_Entry]) -> bytes:
    packed = b"".join(entry.packed() for entry in entries)
    unused = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", 0, 0, 0, 0, 0)
    return packed + unused * (-len(entries) % (SECTOR // len(unused)))


def _order(name: str) -> tuple[int, str]:
    """The format's own order: the shorter name first, then by capital letters."""
    return len(name), name.upper()


def _add(tree: Tree, entries: list[_Entry]) -> int:
    """A storage's entries, numbered in order, the storages' own after them; answers the root of their search tree."""
    names = sorted(tree, key=_order)
    for name in names:
        if not 0 < len(name) < 32 or set(name) & set("/\\:!"):
            raise ValueError(f"not a name in a compound file: {name!r}")
    first = len(entries)
    for name in names:
        content = tree[name]
        entries.append(_Entry(name, _STREAM, content) if isinstance(content, bytes) else _Entry(name, _STORAGE))
    for number, name in enumerate(names, first):
        content = tree[name]
        if not isinstance(content, bytes):
            entries[number].child = _add(content, entries)
    return _balance(range(first, first + len(names)), entries)


def _balance(numbers: Iterable[int], entries: list[_Entry]) -> int:
    """Link sorted entries into a search tree with the middle one at its root."""
    run = list(numbers)
    if not run:
        return _NONE
    middle = len(run) // 2
    entries[run[middle]].left = _balance(run[:middle], entries)
    entries[run[middle]].right = _balance(run[middle + 1 :], entries)
    return run[middle]


def _header(fat_start: int, fat_sectors: int, directory: int, mini_fat: int, mini_fat_sectors: int) -> bytes:
    listed = [*range(fat_start, fat_start + fat_sectors), *[_FREE] * (MOST_FAT_SECTORS - fat_sectors)]
    return struct.pack(
        f"<8s16sHHHHH6sIIIIIIIII{MOST_FAT_SECTORS}I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x003E,
        3,
        0xFFFE,
        9,  # sectors of 2^9 bytes
        6,  # mini sectors of 2^6 bytes
        b"",
        0,
        fat_sectors,
        directory,
        0,
        MINI_LIMIT,
        mini_fat,
        mini_fat_sectors,
        _END,
        0,
        *listed,
    )
