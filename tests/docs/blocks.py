"""The fenced blocks of a Markdown file, as a reader meets them: files to write, commands to type, what they answer.

A file names itself in the fence: ```` ```yaml file=myforms/form.yaml ````; with `line=` instead of `file=`, one line of
it is replaced. In ```` ```console ````, lines that begin with `$ ` are typed and the others are the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"\b(file|line)=(\S+)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is or the file it changes a line of (or ""), its text and its place."""

    language: str
    file: str
    line_of: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """A command and what it answers."""

    typed: str
    answer: str


def blocks(document: Path) -> Iterator[Block]:
    """Every fenced block of a document, in order."""
    text = document.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        info = match["info"].strip()
        named = dict(_NAMED.findall(info))
        line = text.count("\n", 0, match.start()) + 1
        yield Block(info.split(" ")[0], named.get("file", ""), named.get("line", ""), match["body"], line)


def store(block: Block, folder: Path) -> bool:
    """Write the block's file, or change the line it is about; False when it is neither."""
    if block.file:
        target = folder / block.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, encoding="utf-8")
    elif block.line_of:
        _change_line(folder / block.line_of, block.text)
    return bool(block.file or block.line_of)


def _change_line(path: Path, new: str) -> None:
    """Replace the one line that begins as the new one does, up to its first comma."""
    head = new.partition(",")[0] + ","
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    [index] = [index for index, line in enumerate(lines) if line.startswith(head)]
    lines[index] = new
    path.write_text("".join(lines), encoding="utf-8")


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block with their answers."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        typed, _, answer = part.partition("\n")
        yield Command(typed.strip(), answer.rstrip("\n"))
