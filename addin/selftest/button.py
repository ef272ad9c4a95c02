"""自检: every check, whatever becomes of the others; the result beside the log; and the program as it was found."""

from __future__ import annotations

import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from addin.log import logger
from addin.outcome import Outcome, said
from addin.selftest import report
from addin.selftest.bench import Bench
from addin.selftest.checks import CHECKS, Check, Fact, NothingToTry
from addin.selftest.report import Checked, Report
from addin.session import Session
from qingbiao.errors import QingbiaoError
from qingbiao.faults import Fault

MOST_TOLD: Final = 3
"""So many failures are told in the box; the file has them all."""
MOST_KEPT: Final = 20
"""So many problems of one check are kept."""
MOST_CHARACTERS: Final = 500
"""So long a message of an exception is kept; the log has all of it."""


def self_test(session: Session) -> Outcome:
    """自检: says how many have passed, what has failed first, and where the file is."""
    done = run(session)
    path = report.write(done, session.language)
    says = [Fault("selftest-counts", done.counts)]
    for each in done.failed[:MOST_TOLD]:
        first = report.problem(each.problems[0], session.language)
        says.append(Fault("selftest-failure", {"title": report.title(each.id, session.language), "problem": first}))
    says.append(Fault("selftest-file", {"path": path}))
    return Outcome(tuple(says), how="warning" if done.failed else "box")


def run(session: Session, checks: Sequence[Check] = CHECKS) -> Report:
    """Every check in a folder that is gone afterwards; the person's workbook only waits meanwhile."""
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    done = []
    with tempfile.TemporaryDirectory(prefix="qingbiao-", ignore_cleanup_errors=True) as folder:
        bench = Bench(session, Path(folder))
        for number, check in enumerate(checks, 1):
            slots = {"number": number, "count": len(checks), "title": report.title(check.id, session.language)}
            _announce(session, said(Fault("selftest-running", slots), session.language))
            done.append(_checked(check, bench))
    _announce(session, False)
    return Report(when, tuple(done))


def _announce(session: Session, text: str | bool) -> None:
    """Over the cells, if the program can; the result is worth more than that."""
    with suppress(Exception):
        session.book.app.status_bar = text


def _checked(check: Check, bench: Bench) -> Checked:
    begin = time.perf_counter()
    facts: dict[str, Fact] = {}
    problems: tuple[Fault, ...] = ()
    try:
        for key, fact in check.run(bench):
            facts[key] = fact  # what was seen before a failure is kept
    except NothingToTry:
        facts["lacking"] = f"{bench.form.edition.id} {bench.form.kind.id}"
    except QingbiaoError as found:
        logger().warning("self_test %s: %s", check.id, found)
        problems = found.faults
    except Exception as problem:  # noqa: BLE001 - one that fails must not hide the others
        logger().exception("self_test %s", check.id)
        problems = (_raised(problem),)
    if len(problems) > MOST_KEPT:
        problems = (*problems[:MOST_KEPT], Fault("addin-more", {"count": len(problems) - MOST_KEPT}))
    return Checked(check.id, round(time.perf_counter() - begin, 2), facts, problems)


def _raised(problem: Exception) -> Fault:
    """What was raised, and where in our own code."""
    ours = [frame for frame in traceback.extract_tb(problem.__traceback__) if "addin" in Path(frame.filename).parts]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    message = " ".join(str(problem).split())[:MOST_CHARACTERS]
    return Fault("selftest-raised", {"type": type(problem).__name__, "message": message, "where": where})
