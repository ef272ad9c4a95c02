"""The reference receiver: the contract of ``openapi.yaml`` over a desk's folder, with the standard library's server."""

from __future__ import annotations

import json
import logging
import re
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any, Final

from bureau.desk import Answer, Desk, is_for
from bureau.tokens import unit_of
from generator.package import MOST_BYTES
from generator.submission.opening import MOST_OF_A_PACKAGE
from qingbiao import __version__
from qingbiao.errors import CannotWrite, NotInOrder, QingbiaoError, Unusable, WrongKey, WrongUnit
from qingbiao.faults import Fault, Language
from qingbiao.messages import CATALOGUE

CONTRACT: Final = Path(__file__).with_name("openapi.yaml")
PACKAGE_TYPE: Final = "application/zip"
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_LARGEST: Final = {PACKAGE_TYPE: MOST_OF_A_PACKAGE, WORKBOOK_TYPE: MOST_BYTES}
_SILENCE: Final = 30.0
"""Seconds that a sender may send nothing."""
_LONGEST: Final = 900.0
"""Seconds that one request may take to arrive: 128 MiB at 1.2 Mbit/s."""
_CONNECTIONS: Final = 64
_EXAMINED_AT_ONCE: Final = 4
_WAIT_TO_BE_EXAMINED: Final = 60.0
_PIECE: Final = 64 * 2**10
_IN_MEMORY: Final = 2**20
_BEARER: Final = re.compile(r"Bearer +(\S{1,400})", re.IGNORECASE)
_RECEIPT: Final = re.compile(r"/v1/receipts/([0-9A-Z-]{1,40})")
_BROKEN: Final = (ConnectionError, TimeoutError, ssl.SSLError)
"""What happens to connections every day."""
_LOG: Final = logging.getLogger("qingbiao.desk")
"""What failed here is an error, what was refused or received a piece of information, what broke on the way neither."""

_STATUS: Final[tuple[tuple[type[QingbiaoError], HTTPStatus], ...]] = (
    (WrongUnit, HTTPStatus.FORBIDDEN),
    (WrongKey, HTTPStatus.BAD_REQUEST),
    (NotInOrder, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Unusable, HTTPStatus.UNPROCESSABLE_ENTITY),
)
"""The first that an error is."""


class _Stop(Exception):
    """A request that comes to nothing, with what is answered."""

    def __init__(self, status: HTTPStatus, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.faults, self.headers = status, faults, headers or {}
        super().__init__(status)


@dataclass(frozen=True)
class Service:
    """What requests are answered from."""

    desk: Desk
    tokens: Callable[[], Mapping[str, str]]
    """Read anew for each request, so that a token that was struck out is refused at once."""


class Receiver(ThreadingHTTPServer):
    """The server. ``with`` closes it; ``serve_forever`` runs it."""

    daemon_threads = False
    """What has begun is finished before the program ends."""
    request_queue_size = 128

    def __init__(self, service: Service, address: tuple[str, int], tls: ssl.SSLContext | None = None) -> None:
        self.service = service
        self.connections = BoundedSemaphore(_CONNECTIONS)
        self.examined = BoundedSemaphore(_EXAMINED_AT_ONCE)
        self._tls = tls
        super().__init__(address, _Handler)

    def get_request(self) -> tuple[Any, Any]:
        """A connection; shaking hands is left to its own thread, so that nobody holds up the others."""
        connection, address = super().get_request()
        connection.settimeout(_SILENCE)
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        """One thread for each connection, up to a number; the others are closed and will try again."""
        if not self.connections.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As it was, and the connection counted off."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is no event; anything else is an error that the log tells in full."""
        if isinstance(sys.exception(), _BROKEN):
            _LOG.debug("connection from %s ended", client_address, exc_info=True)
        else:
            _LOG.error("connection from %s failed", client_address, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"
    server_version = f"qingbiao/{__version__}"
    sys_version = ""
    timeout = _SILENCE

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_PUT(self) -> None:
        self._answer(self._other)

    do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_PUT  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  named by the library
        _LOG.info("%s %s", self.address_string(), format % args)

    # --- what is asked -------------------------------------------------------------------------------------------

    def _get(self) -> None:
        if self.path == "/openapi.yaml":
            self._send(HTTPStatus.OK, CONTRACT.read_bytes(), "application/yaml")
            return
        match = _RECEIPT.fullmatch(self.path)
        if match is None:
            self._other()
            return
        unit = self._unit()
        receipt = self.server.service.desk.receipt(match[1])
        if receipt is None or not is_for(unit, receipt.unit):  # others' receipts might as well not exist
            raise _Stop(HTTPStatus.NOT_FOUND, Fault("desk-nothing"))
        self._send(HTTPStatus.OK, receipt.content())

    def _post(self) -> None:
        if self.path != "/v1/submissions":
            self._other()
            return
        media_type = (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            self._read(body, _LARGEST.get(media_type, MOST_OF_A_PACKAGE))
            unit = self._unit()
            if media_type not in _LARGEST:
                raise _Stop(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Fault("desk-media-type"))
            if not self.server.examined.acquire(timeout=_WAIT_TO_BE_EXAMINED):
                raise _Stop(HTTPStatus.SERVICE_UNAVAILABLE, Fault("desk-busy"), headers={"Retry-After": "60"})
            try:
                body.seek(0)
                key = self.headers.get("Idempotency-Key") or ""
                answer = self._received(body.read(), unit, key)
            finally:
                self.server.examined.release()
        status = HTTPStatus.CREATED if answer.new else HTTPStatus.OK
        number = answer.receipt.number
        _LOG.info("%s %s %s", "received" if answer.new else "known", number, answer.receipt.unit)
        self._send(status, answer.receipt.content(), headers={"Location": f"/v1/receipts/{number}"})

    def _received(self, content: bytes, unit: str, key: str) -> Answer:
        """What the desk answers; its errors are the sender's, but for a disk that cannot be written."""
        try:
            return self.server.service.desk.receive(content, unit, key, self._language())
        except CannotWrite:
            _LOG.exception("cannot store")
            headers = {"Retry-After": "60"}
            raise _Stop(HTTPStatus.SERVICE_UNAVAILABLE, Fault("desk-broken"), headers=headers) from None
        except (NotInOrder, Unusable) as problem:
            status = next(status for error, status in _STATUS if isinstance(problem, error))
            raise _Stop(status, *problem.faults) from None

    def _other(self) -> None:
        known = self.path in {"/v1/submissions", "/openapi.yaml"} or _RECEIPT.fullmatch(self.path)
        if known:
            allowed = "POST" if self.path == "/v1/submissions" else "GET"
            raise _Stop(HTTPStatus.METHOD_NOT_ALLOWED, Fault("desk-method"), headers={"Allow": allowed})
        raise _Stop(HTTPStatus.NOT_FOUND, Fault("desk-nothing"))

    # --- what is sent --------------------------------------------------------------------------------------------

    def _read(self, into: IO[bytes], most: int) -> None:
        """The body, within a bound, in a bounded time. It is read before anything is refused, or the sender would see
        a broken connection instead of the answer.
        """
        length = self.headers.get("Content-Length") or ""
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            raise _Stop(HTTPStatus.LENGTH_REQUIRED, Fault("desk-length"))
        left = int(length)
        if left > most:
            fault = Fault("submission-too-large", {"most": most // 2**20})
            raise _Stop(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, fault)
        deadline = time.monotonic() + _LONGEST
        while left:
            piece = self.rfile.read1(min(left, _PIECE))
            if not piece or time.monotonic() > deadline:
                raise _Stop(HTTPStatus.BAD_REQUEST, Fault("desk-incomplete"))
            into.write(piece)
            left -= len(piece)

    def _unit(self) -> str:
        """Whose token the request has."""
        match = _BEARER.fullmatch(self.headers.get("Authorization") or "")
        unit = unit_of(self.server.service.tokens(), match[1]) if match else None
        if unit is None:
            headers = {"WWW-Authenticate": 'Bearer realm="qingbiao"'}
            raise _Stop(HTTPStatus.UNAUTHORIZED, Fault("desk-no-token"), headers=headers)
        return unit

    def _language(self) -> Language:
        return "en" if (self.headers.get("Accept-Language") or "").lower().startswith("en") else "zh"

    # --- what is answered ----------------------------------------------------------------------------------------

    def _answer(self, work: Callable[[], None]) -> None:
        self.close_connection = True  # one request each: nothing that is left unread is taken for the next request
        try:
            work()
        except _Stop as stop:
            self._refuse(stop)
        except _BROKEN:
            raise
        except Exception:  # noqa: BLE001  whatever it is, the sender must get an answer that lets it try again
            _LOG.exception("failed")
            self._refuse(_Stop(HTTPStatus.INTERNAL_SERVER_ERROR, Fault("desk-broken")))

    def _refuse(self, stop: _Stop) -> None:
        _LOG.info("refused %d %s", stop.status, " ".join(sorted({fault.code for fault in stop.faults})))
        language = self._language()
        document = {
            "type": "about:blank",
            "title": stop.status.phrase,
            "status": stop.status.value,
            "faults": list(_told(stop.faults, language)),
        }
        content = json.dumps(document, ensure_ascii=False).encode()
        self._send(stop.status, content, "application/problem+json", stop.headers)

    def _send(
        self,
        status: HTTPStatus,
        content: bytes,
        media_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "private, no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _told(faults: tuple[Fault, ...], language: Language) -> Iterator[dict[str, str]]:
    for fault in faults:
        message = CATALOGUE[fault.code].render(language, fault.slots)
        yield {"code": fault.code, "place": fault.place.text(), "message": message}
