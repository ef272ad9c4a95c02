"""``python -m bench.write_peer openpyxl|xlsxwriter ROWS OUT``: the 10,000-row workbook by a peer, as a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from bench import with_openpyxl, with_xlsxwriter
from bench.subject import REGISTER, settled

WRITERS = {"openpyxl": with_openpyxl.fast, "xlsxwriter": with_xlsxwriter.write}


def main(peer: str, rows: str, out: str) -> None:
    """Plan as we do, then write as the peer does."""
    asked = {"": int(rows)} if REGISTER == "" else {REGISTER: int(rows)}
    Path(out).write_bytes(WRITERS[peer](settled(asked)))


if __name__ == "__main__":
    main(*sys.argv[1:])
