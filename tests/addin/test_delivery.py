"""Delivering: to a desk that fails, is slow, cuts the connection or is somebody else; into folders that are not to be
written.

The servers are real ones on this machine. Whatever happens, one submission arrives or it waits in the outbox.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

import pytest
import trustme

from addin.delivery import Patience, Sender, deliver
from addin.target import DeskTarget, FolderTarget, target_of
from generator.submission.building import package_of
from generator.submission.opening import open_submission
from generator.submission.receipt import answer_path, receipt_for, signed
from qingbiao.errors import NotDelivered, QingbiaoError, Refused, Unusable
from tests.submission.world import AT, LATER, prepared, running_desk, unit

PACKAGE = package_of(prepared(), AT)
MANIFEST = open_submission(PACKAGE).manifest


def sender(token: str = "t" * 20, **more: object) -> Sender:
    return Sender(lambda unit, target: token, **more)  # type: ignore[arg-type]


def patience(tries: int = 1, naps: list[float] | None = None) -> Patience:
    return Patience(tries, 0.01, 5.0, (naps if naps is not None else []).append, Random(1))


def code(refused: pytest.ExceptionInfo[QingbiaoError]) -> str:
    return refused.value.faults[0].code


# --- a server that answers as it is told -------------------------------------------------------------------------

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextlib.contextmanager
def answering(*answers: Answer) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that gives these answers, the last one again and again; with the headers of what it was asked."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append({**self.headers, "": str(len(body))})
            answers[min(len(asked), len(answers)) - 1](self, body)

        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            self.send_error(500)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def status(number: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(number)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def cut(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """Half an answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"format":')
    handler.close_connection = True


def hang_up(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b" " * 65536)


def slow(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    threading.Event().wait(1.5)


MINE = signed(receipt_for(MANIFEST, PACKAGE, LATER), b"k" * 32)
GOOD = status(200, MINE.content())


def test_the_request_is_what_the_contract_says() -> None:
    with answering(GOOD) as (url, asked):
        receipt = deliver(PACKAGE, DeskTarget(url), sender(), patience())
    assert receipt.signed
    [headers] = asked
    assert headers["Authorization"] == "Bearer " + "t" * 20
    assert headers["Idempotency-Key"] == prepared().key
    assert (headers["Content-Type"], headers[""]) == ("application/zip", str(len(PACKAGE)))


@pytest.mark.parametrize("failing", [status(500), status(503), status(429), status(408), cut, hang_up])
def test_what_may_pass_is_tried_again(failing: Answer) -> None:
    naps: list[float] = []
    with answering(failing, failing, GOOD) as (url, asked):
        assert deliver(PACKAGE, DeskTarget(url), sender(), patience(5, naps)).signed
    assert len(asked) == 3
    assert len({each["Idempotency-Key"] for each in asked}) == 1
    assert len(naps) == 2


@pytest.mark.parametrize("failing", [status(500), cut, hang_up])
def test_what_does_not_pass_is_left_for_later(failing: Answer) -> None:
    with answering(failing) as (url, asked), pytest.raises(NotDelivered) as refused:
        deliver(PACKAGE, DeskTarget(url), sender(), patience(3))
    assert not isinstance(refused.value, Refused)
    assert len(asked) == 3


def test_a_desk_that_does_not_answer_is_given_up_in_time() -> None:
    with answering(slow) as (url, _), pytest.raises(NotDelivered) as refused:
        deliver(PACKAGE, DeskTarget(url), sender(timeout=0.2), patience())
    assert code(refused) == "delivery-unreachable"


def test_nobody_there() -> None:
    with pytest.raises(NotDelivered) as refused:
        deliver(PACKAGE, DeskTarget("http://127.0.0.1:9"), sender(), patience(2))
    assert code(refused) == "delivery-unreachable"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (status(400), "delivery-answer"),
        (status(404, b"<html>"), "delivery-answer"),
        (status(401, '{"faults": [{"code": "c", "place": "", "message": "没有令牌"}]}'.encode()), "delivery-refused"),
        (status(422, b'{"faults": "no list"}'), "delivery-answer"),
        (status(422, b"[" * 60_000), "delivery-answer"),
        (status(422, b'{"faults": [7, {"message": 8}]}'), "delivery-answer"),
        (status(302, Location="http://127.0.0.1:9/"), "delivery-redirected"),
        (status(307, Location="http://127.0.0.1:9/"), "delivery-redirected"),
        (status(200, b"<html>logged in</html>"), "delivery-answer"),
        (status(200, receipt_for(MANIFEST, PACKAGE, LATER).content()), "receipt-other"),
        (
            status(
                200, signed(receipt_for(MANIFEST, PACKAGE, LATER), b"k").model_copy(update={"unit": "别人"}).content()
            ),
            "receipt-other",
        ),
        (endless, "delivery-answer"),
    ],
)
def test_what_does_not_change_by_trying_is_not_tried_again(answer: Answer, expected: str) -> None:
    with answering(answer) as (url, asked), pytest.raises(Refused) as refused:
        deliver(PACKAGE, DeskTarget(url), sender(), patience(5))
    assert code(refused) == expected
    assert len(asked) == 1, "and a token goes nowhere else"


def test_a_connection_that_breaks_while_the_package_is_on_its_way_is_tried_again() -> None:
    """The other side reads a little and resets the connection, as a gateway does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen = []

        def breaking() -> None:
            for _ in range(3):
                connection, _ = listener.accept()
                seen.append(connection.recv(100))
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()

        thread = threading.Thread(target=breaking)
        thread.start()
        with pytest.raises(NotDelivered) as refused:
            deliver(PACKAGE, DeskTarget(f"http://127.0.0.1:{listener.getsockname()[1]}"), sender(), patience(3))
        thread.join()
    assert not isinstance(refused.value, Refused)
    assert len(seen) == 3


# --- how long to wait --------------------------------------------------------------------------------------------


def test_pauses_grow_are_bounded_and_never_the_same_for_all() -> None:
    pauses = [[Patience(random=Random(seed)).pause(tried, None) for tried in (1, 2, 3, 4)] for seed in range(20)]
    for row in pauses:
        assert all(1.0 * 2**i / 2 <= (pause or 0) <= 1.0 * 2**i for i, pause in enumerate(row))
    assert len({row[0] for row in pauses}) == 20
    assert Patience(tries=99).pause(50, None) is not None
    assert (Patience(tries=99).pause(50, None) or 0) <= 60
    assert Patience(tries=3).pause(3, None) is None


@pytest.mark.parametrize("written", ["2", "date"])
def test_retry_after_is_honoured(written: str) -> None:
    naps: list[float] = []
    after = written if written == "2" else format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True)
    with answering(status(503, Retry_After=after), GOOD) as (url, _):
        assert deliver(PACKAGE, DeskTarget(url), sender(), patience(3, naps)).signed
    assert 2 <= naps[0] <= 4.1


def test_whoever_is_asked_to_wait_long_leaves_it_in_the_outbox() -> None:
    naps: list[float] = []
    with answering(status(503, Retry_After="3600"), GOOD) as (url, asked), pytest.raises(NotDelivered):
        deliver(PACKAGE, DeskTarget(url), sender(), patience(3, naps))
    assert (len(asked), naps) == (1, [])


def test_a_retry_after_that_says_nothing_is_no_reason_to_fail() -> None:
    with answering(status(503, Retry_After="soon"), GOOD) as (url, _):
        assert deliver(PACKAGE, DeskTarget(url), sender(), patience(3)).signed


# --- HTTPS -------------------------------------------------------------------------------------------------------


def test_a_desk_with_a_certificate_is_reached_and_a_stranger_gets_nothing(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with running_desk(tmp_path, context) as desk:
        made = sender(desk.token)
        with pytest.raises(Refused) as refused:
            deliver(PACKAGE, target_of(desk.url), made, patience(3))
        assert code(refused) == "delivery-certificate"
        assert desk.receipts() == []
        receipt = deliver(PACKAGE, target_of(desk.url), replace(made, trust=trust), patience())
        assert desk.desk.receipt(receipt.number) == receipt


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(context)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with running_desk(tmp_path, context) as desk, pytest.raises(Refused) as refused:
        deliver(PACKAGE, target_of(desk.url), sender(desk.token, trust=trust), patience())
    assert code(refused) == "delivery-certificate"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://desk.example", "delivery-plain-http"),
        ("ftp://desk.example", "delivery-plain-http"),
        ("https://", "delivery-no-host"),
        ("https:///v1", "delivery-no-host"),
        ("https://:8443", "delivery-no-host"),
        ("HTTP://[::", "delivery-no-host"),
        ("https://a@desk.example", "delivery-user"),
        ("https://@desk.example", "delivery-user"),
        ("https://desk.example:0", "delivery-port"),
        ("https://desk.example:99999", "delivery-port"),
        ("https://desk.example:port", "delivery-port"),
    ],
)
def test_addresses_that_would_give_the_token_away_or_lead_nowhere(text: str, expected: str) -> None:
    with pytest.raises(Unusable) as refused:
        target_of(text)
    assert code(refused) == expected
    assert text in refused.value.faults[0].text("zh")


@pytest.mark.parametrize(
    "text", ["https://desk.example/", "http://localhost:8443", "http://[::1]:80", "http://127.0.0.1"]
)
def test_addresses_of_desks(text: str) -> None:
    assert target_of(text) == DeskTarget(text.rstrip("/"))


# --- folders -----------------------------------------------------------------------------------------------------


def put(folder: Path) -> object:
    return deliver(PACKAGE, FolderTarget(folder), sender(), patience())


def test_a_package_lies_in_the_folder_whole_and_once(tmp_path: Path) -> None:
    first, again = put(tmp_path), put(tmp_path)
    assert first == again
    [path] = tmp_path.iterdir()
    assert path.read_bytes() == PACKAGE
    assert path.name == f"{unit()}_mee-2024_enterprise_{prepared().number}.zip"


def test_one_that_was_cut_off_on_the_way_is_replaced(tmp_path: Path) -> None:
    put(tmp_path)
    [path] = tmp_path.iterdir()
    path.write_bytes(PACKAGE[:1000])
    put(tmp_path)
    assert path.read_bytes() == PACKAGE


def test_the_desk_s_receipt_in_the_folder_is_taken_and_another_is_not(tmp_path: Path) -> None:
    put(tmp_path)
    [path] = tmp_path.iterdir()
    for other in (b"{", MINE.model_copy(update={"digest": "0" * 64}).content()):
        answer_path(path).write_bytes(other)
        assert not put(tmp_path).signed  # type: ignore[attr-defined]
    answer_path(path).write_bytes(MINE.content())
    assert put(tmp_path) == MINE


def test_a_stick_that_is_not_plugged_in_is_told_and_no_folder_made_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(NotDelivered) as refused:
        put(tmp_path / "stick")
    assert code(refused) == "delivery-folder"
    assert not (tmp_path / "stick").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="NOT CHECKED, the root user may write everywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(NotDelivered) as refused:
            put(tmp_path)
    finally:
        tmp_path.chmod(0o700)
    assert code(refused) == "delivery-folder"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT CHECKED, no folder that cannot be written here")
def test_a_folder_in_which_nothing_can_be_written() -> None:
    with pytest.raises(NotDelivered) as refused:
        put(Path("/proc/self"))
    assert code(refused) == "delivery-folder"


@pytest.mark.skipif(os.name != "posix", reason="a limit of the size of files")
def test_a_disk_that_is_full_leaves_nothing_half_written(tmp_path: Path) -> None:
    """The limit on the size of files stands for it: writing fails in the middle."""
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(NotDelivered) as refused:
            put(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert code(refused) == "delivery-folder"
    assert list(tmp_path.iterdir()) == []
    put(tmp_path)
    shutil.rmtree(tmp_path)
