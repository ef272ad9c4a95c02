"""The HTTP contract, over real connections: what is answered, and that nobody can hold up or break the receiver."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bureau import receiver
from bureau.receiver import CONTRACT, PACKAGE_TYPE, WORKBOOK_TYPE
from generator.package import MOST_BYTES
from generator.submission.building import package_of
from generator.submission.manifest import Manifest, Stated
from generator.submission.opening import MOST_OF_A_PACKAGE, open_submission
from generator.submission.receipt import Receipt
from tests.submission.world import AT, RunningDesk, prepared, running_desk, unit, workbook

PACKAGE = package_of(prepared(), AT)
DOCUMENT = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
REGISTRY: Any = Registry().with_resource("contract", Resource(DOCUMENT, DRAFT202012))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("desk")) as running:
        yield running


def keeps_to(schema: str, document: object) -> None:
    Draft202012Validator({"$ref": f"contract#/components/schemas/{schema}"}, registry=REGISTRY).validate(document)


class Asked:
    """One request and its answer, which is compared with the contract."""

    def __init__(
        self, desk: RunningDesk, method: str, path: str, body: bytes | None = None, **headers: str | None
    ) -> None:
        given = {"Authorization": f"Bearer {desk.token}", "Content-Type": PACKAGE_TYPE}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}  # type: ignore[misc]
        connection = http.client.HTTPConnection(urlsplit(desk.url).netloc, timeout=30)
        connection.request(method, path, body, {name: value for name, value in given.items() if value is not None})
        answer = connection.getresponse()
        self.status, self.headers, self.content = answer.status, answer.headers, answer.read()
        connection.close()
        if self.headers.get_content_type().endswith("json"):
            self.document = json.loads(self.content)
            keeps_to("Receipt" if self.status < 300 else "Problem", self.document)
        route = DOCUMENT["paths"].get("/v1/receipts/{number}" if path.startswith("/v1/receipts/") else path, {})
        if method.lower() in route:
            assert str(self.status) in route[method.lower()]["responses"], "an answer the contract does not know"

    def codes(self) -> list[str]:
        return [fault["code"] for fault in self.document["faults"]]


# --- the contract ------------------------------------------------------------------------------------------------


def test_the_contract_is_valid_and_served(desk: RunningDesk) -> None:
    validate(DOCUMENT)
    assert DOCUMENT["openapi"].startswith("3.1")
    answer = Asked(desk, "GET", "/openapi.yaml", Authorization=None)
    assert (answer.status, answer.content) == (200, CONTRACT.read_bytes())


@pytest.mark.parametrize("model", [Manifest, Receipt])
def test_the_contract_and_the_code_have_the_same_keys(model: type[Stated]) -> None:
    schema = DOCUMENT["components"]["schemas"][model.__name__]
    assert set(schema["properties"]) == set(schema["required"]) == set(model.model_fields)


def test_a_manifest_keeps_to_the_contract() -> None:
    keeps_to("Manifest", open_submission(PACKAGE).manifest.document())


def test_the_contract_has_the_bounds_of_the_code() -> None:
    content = DOCUMENT["paths"]["/v1/submissions"]["post"]["requestBody"]["content"]
    bounds = {name: each["schema"]["maxLength"] for name, each in content.items()}
    assert bounds == {PACKAGE_TYPE: MOST_OF_A_PACKAGE, WORKBOOK_TYPE: MOST_BYTES}


# --- receiving ---------------------------------------------------------------------------------------------------


def test_posting_twice_and_the_plain_workbook_give_one_receipt(desk: RunningDesk) -> None:
    first = Asked(desk, "POST", "/v1/submissions", PACKAGE, Idempotency_Key=prepared().key)
    again = Asked(desk, "POST", "/v1/submissions", PACKAGE, Idempotency_Key=prepared().key)
    plain = Asked(desk, "POST", "/v1/submissions", workbook(), Content_Type=WORKBOOK_TYPE)
    assert first.status in {200, 201}
    assert [again.status, plain.status] == [200, 200]
    assert first.document == again.document == plain.document
    assert len(desk.receipts()) == 1
    asked = Asked(desk, "GET", first.headers["Location"])
    assert (asked.status, asked.document) == (200, first.document)


def test_twenty_at_once_are_counted_once(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk, ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: Asked(desk, "POST", "/v1/submissions", PACKAGE), range(20)))
    assert sorted(answer.status for answer in answers) == [200] * 19 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert len(desk.receipts()) == len(desk.packages()) == 1


@pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer wrong-wrong-wrong", "Basic eDp5", "Bearer a b"])
def test_without_a_token_nothing_is_told(desk: RunningDesk, token: str | None) -> None:
    for method, path, body in (("POST", "/v1/submissions", PACKAGE), ("GET", "/v1/receipts/2024-0000-0000-0000", None)):
        answer = Asked(desk, method, path, body, Authorization=token)
        assert (answer.status, answer.codes()) == (401, ["desk-no-token"])
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_is_for_its_unit_and_can_be_struck_out(tmp_path: Path) -> None:
    with running_desk(tmp_path / "a", token_unit="别的企业") as desk:
        assert Asked(desk, "POST", "/v1/submissions", PACKAGE).status == 403
        assert desk.receipts() == []
    with running_desk(tmp_path / "b", token_unit=unit()) as desk:
        accepted = Asked(desk, "POST", "/v1/submissions", PACKAGE)
        assert accepted.status == 201
        desk.tokens.write_text("", encoding="utf-8")
        assert Asked(desk, "POST", "/v1/submissions", PACKAGE).status == 401


def test_others_receipts_might_as_well_not_exist(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        number = Asked(desk, "POST", "/v1/submissions", PACKAGE).document["number"]
        lines = desk.tokens.read_text(encoding="utf-8").replace(" *", " 别的企业")
        desk.tokens.write_text(lines, encoding="utf-8")
        theirs = Asked(desk, "GET", f"/v1/receipts/{number}")
        none = Asked(desk, "GET", "/v1/receipts/2024-0000-0000-0000")
    assert (theirs.status, theirs.content) == (none.status, none.content) == (404, none.content)


def test_findings_are_told_one_by_one_in_the_language_asked_for(desk: RunningDesk) -> None:
    said = {}
    for language in ("zh", "en"):
        answer = Asked(
            desk,
            "POST",
            "/v1/submissions",
            workbook("panjin-2024"),
            Content_Type=WORKBOOK_TYPE,
            Accept_Language=language,
        )
        assert (answer.status, set(answer.codes())) == (422, {"submission-finding"})
        assert all("!" in fault["place"] for fault in answer.document["faults"])
        said[language] = answer.document["faults"][0]["message"]
    assert said["zh"] != said["en"]


@pytest.mark.parametrize(
    ("status", "code", "body", "headers"),
    [
        (422, "workbook-not", b"text", {}),
        (422, "submission-parts", PACKAGE[:-30], {}),
        (422, "workbook-empty", b"", {}),
        (422, "workbook-not", b"text", {"Content_Type": WORKBOOK_TYPE}),
        (415, "desk-media-type", PACKAGE, {"Content_Type": "text/html"}),
        (400, "desk-key", PACKAGE, {"Idempotency_Key": "0" * 64}),
        (413, "submission-too-large", b"", {"Content_Length": str(MOST_OF_A_PACKAGE + 1)}),
        (413, "submission-too-large", b"", {"Content_Length": str(MOST_BYTES + 1), "Content_Type": WORKBOOK_TYPE}),
        (411, "desk-length", b"", {"Content_Length": "-1"}),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(
    desk: RunningDesk, status: int, code: str, body: bytes, headers: dict[str, str]
) -> None:
    answer = Asked(desk, "POST", "/v1/submissions", body, **headers)
    assert (answer.status, answer.codes()) == (status, [code])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/receipts/../../desk.key", 404),
        ("GET", "/v1/receipts/%2e%2e", 404),
        ("GET", "/v1/submissions", 405),
        ("PUT", "/v1/submissions", 405),
        ("POST", "/openapi.yaml", 405),
        ("DELETE", "/v1/receipts/2024-0000-0000-0000", 405),
        ("POST", "/v2/submissions", 404),
    ],
)
def test_other_addresses_and_methods(desk: RunningDesk, method: str, path: str, status: int) -> None:
    assert Asked(desk, method, path).status == status


# --- what must not break it --------------------------------------------------------------------------------------


def raw(desk: RunningDesk, content: bytes) -> bytes:
    address = urlsplit(desk.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x16\x03\x01\x00\xa5" + bytes(100),
        b"GET\r\n\r\n",
        b"POST /v1/submissions HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc",
        b"POST /v1/submissions HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
        b"POST /v1/submissions HTTP/1.1\r\nContent-Length: 9\r\nContent-Length: 5\r\n\r\nabc",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 500 + b"\r\n",
    ],
)
def test_broken_requests_do_not_break_the_receiver(desk: RunningDesk, content: bytes) -> None:
    answer = raw(desk, content)
    assert not answer.startswith(b"HTTP/1.1 2")
    assert b"Traceback" not in answer
    assert Asked(desk, "GET", "/openapi.yaml").status == 200


def test_who_connects_and_says_nothing_holds_up_nobody(desk: RunningDesk) -> None:
    address = urlsplit(desk.url)
    silent = [socket.create_connection((address.hostname, address.port)) for _ in range(20)]
    try:
        begun = time.monotonic()
        assert Asked(desk, "POST", "/v1/submissions", PACKAGE).status in {200, 201}
        assert time.monotonic() - begun < 10
    finally:
        for connection in silent:
            connection.close()


def test_a_disk_that_fails_is_told_as_passing_and_the_next_try_counts(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        (desk.desk.folder / "packages").write_text("a file where a folder belongs")
        answer = Asked(desk, "POST", "/v1/submissions", PACKAGE)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert str(tmp_path) not in answer.content.decode()
        (desk.desk.folder / "packages").unlink()
        assert Asked(desk, "POST", "/v1/submissions", PACKAGE).status == 201


def test_when_the_desk_itself_fails_the_sender_is_told_to_try_again(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        desk.tokens.unlink()
        answer = Asked(desk, "POST", "/v1/submissions", PACKAGE)
        assert (answer.status, answer.codes()) == (500, ["desk-broken"])
        assert str(tmp_path) not in answer.content.decode()


def test_whoever_is_too_busy_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver, "_WAIT_TO_BE_EXAMINED", 0.05)
    with running_desk(tmp_path) as desk:
        while desk.server.examined.acquire(blocking=False):
            pass
        answer = Asked(desk, "POST", "/v1/submissions", PACKAGE)
        assert (answer.status, answer.codes(), answer.headers["Retry-After"]) == (503, ["desk-busy"], "60")


# --- what the log says -------------------------------------------------------------------------------------------


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str, bool]]:
    """Level, message, and whether with a traceback; without the line that the library writes for every request."""
    lines = [(record.levelname, record.getMessage(), bool(record.exc_info)) for record in caplog.records]
    return [line for line in lines if "HTTP/1.1" not in line[1]]


def test_what_was_refused_is_a_line_and_what_failed_a_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "qingbiao.desk")
    with running_desk(tmp_path) as desk:
        Asked(desk, "POST", "/v1/submissions", b"text")
        assert told(caplog) == [("INFO", "refused 422 workbook-not", False)]
        caplog.clear()
        desk.tokens.unlink()
        Asked(desk, "POST", "/v1/submissions", PACKAGE)
        assert told(caplog)[0] == ("ERROR", "failed", True)


@pytest.mark.parametrize(
    ("problem", "level"),
    [(ValueError("a slip"), "ERROR"), (ConnectionResetError(), "DEBUG"), (TimeoutError(), "DEBUG")],
)
def test_a_connection_that_broke_is_no_event_and_a_slip_in_it_is_one(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
    level: str,
) -> None:
    def fail(*_: object) -> None:
        raise problem

    caplog.set_level(logging.DEBUG, "qingbiao.desk")
    with running_desk(tmp_path) as desk:
        monkeypatch.setattr(desk.server, "finish_request", fail)
        assert raw(desk, b"") == b""
    [(told_as, message, with_traceback)] = told(caplog)
    assert (told_as, with_traceback) == (level, True)
    assert "127.0.0.1" in message
