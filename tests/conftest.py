"""How property tests run; the fixture `office`, and what becomes of tests that need LibreOffice where there is none."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from qingbiao.collector import collect_rarely
from tests.engines.office import Office, why_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

# The same examples on every run and machine; HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

collect_rarely()  # as our programs do

# A shell that starts the tests in the background has Ctrl-C ignored, by everything that the tests start too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

REQUIRED = "QINGBIAO_REQUIRE_OFFICE"
NOT_RUN = "NOT RUN, needs LibreOffice"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regold", action="store_true", help="rewrite the golden files; then look at the changes in git")


@pytest.fixture
def regold(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--regold"))


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice per pytest process (under xdist: per worker), started by the first question."""
    with Office() as running:
        yield running


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who uses the fixture has the marker, so that `-m "not office"` leaves nothing over."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker("office")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("office") is None:
        return
    reason = why_missing()
    if reason is None:
        return
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {reason}", pytrace=False)
    pytest.skip(f"{NOT_RUN}: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Skipped tests are easily overlooked; these say in red what was not checked."""
    count = sum(NOT_RUN in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ()))
    if count:
        terminalreporter.section("LibreOffice is missing", red=True, bold=True)
        terminalreporter.line(f"{count} tests were {NOT_RUN}. {REQUIRED}=1 makes them fail instead.", red=True)
