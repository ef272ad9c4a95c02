"""What the extension starts while it is measured, in place of :mod:`addin.libreoffice.run`; it tells what came of it.

python -m bench.clicked MANNER OUT ACTION PIPE DOCUMENT

``stages`` runs the very program and notes when each part of it was done; ``wire`` runs it through a relay that counts;
``peer`` does what the plainest add-in would: it reads every sheet by xlwings and says how many cells there are.
The clock is the system's own, the same in every process.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEGUN = time.perf_counter()
HIDDEN = ("polars", "pandas", "numpy")
"""xlwings takes them along where they are installed, as they are for the bench; where the add-in is, they are not."""


def stages(action: str, pipe: str, document: str) -> dict[str, float]:
    """When each part was done. ``forms`` is the part of reading in which the edition is loaded."""
    from addin import navigation, session
    from addin.libreoffice import engine, run
    from generator import library

    told = {"begun": BEGUN, "imported": time.perf_counter(), "forms": 0.0}

    def done(where: Any, name: str, stage: str) -> None:
        _around(where, name, lambda _, end: told.update({stage: end}))

    def add(begin: float, end: float) -> None:
        told["forms"] += end - begin

    done(run, "connect", "connected")
    done(session, "read_book", "read")
    done(session, "examine_received", "examined")
    _around(library, "load_edition", add)
    _around(library, "outline", add)
    _around(engine.App, "alert", lambda begin, _: told.update({"said": begin}))
    assert navigation
    run.main(action, pipe, document)
    return {**told, "processor": time.process_time()}


def _around(where: Any, name: str, note: Callable[[float, float], None]) -> None:
    plain = getattr(where, name)

    def timed(*args: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        try:
            return plain(*args, **named)
        finally:
            note(begin, time.perf_counter())

    setattr(where, name, timed)


def peer(_: str, pipe: str, document: str) -> dict[str, float]:
    """Every used cell of every sheet, in one call for each sheet, and a message."""
    import xlwings

    from addin.libreoffice.engine import engine
    from addin.libreoffice.office import connect

    made = engine(connect(pipe))
    app = made.impl.app
    found = app.books.by_id(document)
    app.document = found.api
    book = xlwings.Book(impl=found)
    cells = 0
    for sheet in book.sheets:
        cursor = sheet.api.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.getRangeAddress()
        rows = sheet.range((1, 1), (end.EndRow + 1, end.EndColumn + 1)).options(ndim=2).value
        cells += sum(value is not None for row in rows for value in row)
    book.app.alert(str(cells), "xlwings")
    return {"begun": BEGUN}


def wire(action: str, pipe: str, document: str) -> dict[str, float]:
    """What has crossed to LibreOffice and back."""
    from addin.libreoffice import run
    from bench.wire import Relay

    relay = Relay(pipe)
    try:
        run.main(action, relay.name, document)
    finally:
        relay.close()
    return {"begun": BEGUN, **vars(relay.seen)}


MANNERS: dict[str, Callable[[str, str, str], dict[str, float]]] = {"stages": stages, "peer": peer, "wire": wire}


def main(manner: str, out: str, *what: str) -> None:
    """Do it, and tell under a name that is there only when it is whole."""
    sys.modules.update(dict.fromkeys(HIDDEN))  # type: ignore[arg-type]
    told = MANNERS[manner](*what)
    part = Path(f"{out}.part")
    part.write_text(json.dumps(told), encoding="utf-8")
    part.replace(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stderr.flush()
    os._exit(0)  # as the program itself
