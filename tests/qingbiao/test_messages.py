"""The catalogue: every message can be said in both languages, every code that is used is in it, and none is dead."""

from __future__ import annotations

import ast
import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qingbiao import messages
from qingbiao.faults import Fault, Place, nearest
from qingbiao.messages import CATALOGUE
from qingbiao.messages.message import Message

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for package in ("qingbiao", "generator", "addin", "bureau", "cli")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "messages" not in path.parts
]
WORD = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
CODE = re.compile(
    rf"(?:{'|'.join(sorted({code.partition('-')[0] for code in CATALOGUE if '-' in code}))})(?:-[a-z0-9]+)+"
)
"""What looks like a code: the first words of the codes there are, and more."""

FAULTS = frozenset({"Fault", "Problem", "fault", "_fault", "_head_fault", "_fault_at", "_refuse", "_wrong", "_stop"})
"""Whatever is called so takes a code, first or after a place."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    return ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES)


def literals(tree: ast.AST) -> Iterator[str]:
    return (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str))


def codes_given(tree: ast.AST) -> Iterator[str]:
    """The codes written out where a fault is made."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in FAULTS:
            written = [part.value for part in call.args if isinstance(part, ast.Constant)]
            yield from [text for text in written if isinstance(text, str) and "-" in text and WORD.fullmatch(text)][:1]


def codes_put_together(words: set[str]) -> Iterator[str]:
    """The codes that f-strings can come to, each gap filled with any word that is written anywhere."""
    for _, tree in trees():
        for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in text.values]
            if isinstance(parts[0], str) and any(code.startswith(parts[0]) for code in CATALOGUE if len(parts[0]) > 4):
                choices = [[str(part)] if part is not None else sorted(words) for part in parts]
                yield from map("".join, itertools.product(*choices)) if len(parts) < 5 else ()


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_have_the_same_slots_and_can_be_said(code: str) -> None:
    message = CATALOGUE[code]
    assert replace(message, zh=message.en).slots() == message.slots()
    slots = {name: f"<{name}>" for name in message.slots()}
    texts = [message.render("zh", slots), message.render("en", slots)]
    for text in texts:
        assert all(slot in text for slot in slots.values())
    assert len(set(texts)) == 2
    assert not re.search(r"[\u4e00-\u9fff]", texts[1]), "Chinese in the English text"


@pytest.mark.parametrize("code", CATALOGUE)
def test_slots_are_plain_names(code: str) -> None:
    message = CATALOGUE[code]
    for template in (message.zh, message.en):
        fields = [(name, form, conversion) for _, name, form, conversion in string.Formatter().parse(template) if name]
        assert all(name.isidentifier() and not form and not conversion for name, form, conversion in fields)


def test_a_missing_slot_and_one_too_many_are_errors() -> None:
    message = Message(zh="{a}", en="{a}")
    for slots in ({}, {"a": 1, "b": 2}, {"b": 2}):
        with pytest.raises(KeyError):
            message.render("zh", slots)


def test_no_code_stands_in_two_files() -> None:
    modules = [module for module in vars(messages).values() if hasattr(module, "MESSAGES")]
    assert sum(len(module.MESSAGES) for module in modules) + 1 == len(CATALOGUE)
    assert all(WORD.fullmatch(code) for code in CATALOGUE)


def test_every_code_that_is_used_has_a_message() -> None:
    for path, tree in trees():
        used = {
            *codes_given(tree),
            *(text for text in literals(tree) if CODE.fullmatch(text) and path.name != "main.py"),
        }
        assert used <= CATALOGUE.keys(), path


def test_every_message_is_used() -> None:
    written = {text for _, tree in trees() for text in literals(tree)}
    words = {text for text in written if WORD.fullmatch(text) and len(text) < 30}
    assert CATALOGUE.keys() - written - set(codes_put_together(words)) == set()


# --- how a fault reads -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(), ""),
        (Place("f.yaml"), "f.yaml"),
        (Place("f.yaml", 3), "f.yaml:3"),
        (Place("f.yaml", 3, 7), "f.yaml:3:7"),
        (Place(sheet="表1", cell="C4"), "表1!C4"),
        (Place("f.xlsx", sheet="表1", cell="C4"), "f.xlsx 表1!C4"),
        (Place("f.yaml", 3, sheet="表1", cell="C4", name="a.b"), "f.yaml:3 表1!C4 (a.b)"),
    ],
)
def test_places(place: Place, text: str) -> None:
    assert place.text() == text


def test_the_caret_stands_under_its_column_whatever_the_width_of_the_characters() -> None:
    lines = Fault("spec-missing-key", {"key": "id"}, Place("f.yaml", 1, 8, "- 名称: {gas}")).text("zh").splitlines()
    assert lines[1:] == ["    - 名称: {gas}", "      \u3000\u3000   ^"]


def test_a_suggestion_is_said() -> None:
    fault = Fault("spec-unknown-key", {"key": "lable"}, Place("f.yaml", 1), "label")
    for language in ("zh", "en"):
        assert "label" in fault.text(language)
        assert fault.text(language).startswith("f.yaml:1: [spec-unknown-key] ")


@pytest.mark.parametrize(
    ("name", "near"), [("lable", "label"), ("compny.name", "company.name"), ("zzz", ""), ("", ""), ("label", "label")]
)
def test_the_nearest_name(name: str, near: str) -> None:
    assert nearest(name, ["label", "company.name", "columns"]) == near
