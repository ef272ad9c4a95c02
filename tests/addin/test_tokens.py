"""Tokens: in the keyring where there is one, else in a file that nobody else reads; and what is told without either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from addin.target import DeskTarget
from addin.tokens import forget_token, from_file, from_keyring, set_token
from qingbiao.errors import Unusable

DESK = DeskTarget("https://desk.example")
TOKEN = "t" * 20


class InMemory(KeyringBackend):
    """A keyring of the kind that programs may bring along; this machine has no other."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def with_keyring() -> Iterator[InMemory]:
    before, mine = keyring.get_keyring(), InMemory()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture
def without_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


def code(refused: pytest.ExceptionInfo[Unusable]) -> str:
    return refused.value.faults[0].code


def test_the_unit_s_token_comes_before_the_desk_s(with_keyring: InMemory) -> None:
    with pytest.raises(Unusable) as refused:
        from_keyring("甲公司", DESK)
    assert code(refused) == "token-none"
    set_token("https://desk.example/", TOKEN)
    assert from_keyring("甲公司", DESK) == TOKEN
    set_token("甲公司", "u" * 20)
    assert from_keyring("甲公司", DESK) == "u" * 20
    assert from_keyring("乙公司", DESK) == TOKEN
    assert [forget_token("甲公司"), forget_token("甲公司")] == [True, False]
    assert from_keyring("甲公司", DESK) == TOKEN


@pytest.mark.parametrize("token", ["", "short", "with space in the middle", "line\nend" * 5, "令牌" * 10, "x" * 300])
def test_what_cannot_be_a_token_is_not_kept(with_keyring: InMemory, token: str) -> None:
    with pytest.raises(Unusable) as refused:
        set_token("甲公司", token)
    assert code(refused) == "token-wrong"
    assert with_keyring.kept == {}


def test_a_machine_without_a_keyring_is_told_what_to_do(without_keyring: None) -> None:
    for work in (
        lambda: from_keyring("甲公司", DESK),
        lambda: set_token("甲公司", TOKEN),
        lambda: forget_token("甲公司"),
    ):
        with pytest.raises(Unusable) as refused:
            work()
        assert code(refused) == "token-no-keyring"
        assert "--token-file" in refused.value.faults[0].text("zh")


def test_a_token_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_bytes(b"\xef\xbb\xbf" + TOKEN.encode() + b"\r\n")
    path.chmod(0o600)
    assert from_file(path) == TOKEN
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Unusable):
        from_file(path)
    with pytest.raises(Unusable):
        from_file(tmp_path / "none")


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_token_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN)
    path.chmod(0o640)
    with pytest.raises(Unusable) as refused:
        from_file(path)
    assert code(refused) == "token-file-open"
