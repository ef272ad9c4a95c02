"""The counter of the wire, on bytes as they come."""

from __future__ import annotations

import struct

import pytest

from bench.wire import _Counter

CALL, SHORT_CALL, ANSWER = b"\xc8call", b"\x01x", b"\x80yes"


def block(message: bytes) -> bytes:
    return struct.pack(">II", len(message), 1) + message


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_messages_are_counted_in_pieces_of_any_size(size: int) -> None:
    seen: list[tuple[int, bool]] = []
    counter = _Counter(lambda messages, answer: seen.append((messages, answer)))
    stream = b"".join(map(block, (CALL, ANSWER, SHORT_CALL, ANSWER)))
    for start in range(0, len(stream), size):
        counter.feed(stream[start : start + size])
    assert seen == [(1, False), (1, True), (1, False), (1, True)]
