"""A peer as a process of its own: ``python -m bench.write_peer openpyxl|xlsxwriter [REGISTER=]ROWS OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

from bench import with_openpyxl, with_xlsxwriter
from bench.content import Content
from bench.subject import settled

WRITERS = {"openpyxl": with_openpyxl.fast, "xlsxwriter": with_xlsxwriter.write}


def main(peer: str, rows: str, out: str) -> None:
    """Plan as we do, then write as the peer does."""
    register, _, number = rows.rpartition("=")
    Path(out).write_bytes(WRITERS[peer](Content(settled({register: int(number)}))))


if __name__ == "__main__":
    main(*sys.argv[1:])
