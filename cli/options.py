"""What options can be, and the options that several commands have."""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from cli.language import say

Command = TypeVar("Command", bound=Callable[..., Any])

FILE: Final = say("文件", "FILE")
FOLDER: Final = say("文件夹", "DIR")
path_type: Final = click.Path(path_type=Path)
force_option: Final = click.option("--force", is_flag=True, help=say("覆盖已有的文件", "replace files that exist"))


class Commands(click.Group):
    """Commands that are listed in the order in which they are needed."""

    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See click."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """As click's, but that who reads has enough, as after ``| head``, is no fault."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # where what is not yet flushed goes
            ctx.exit()


def path_option(*names: str, **settings: Any) -> Callable[[Command], Command]:
    """An option that takes the path of a file or folder."""
    return click.option(*names, type=path_type, **settings)


def out_option(metavar: str, text: str, **settings: Any) -> Callable[[Command], Command]:
    """Where a command writes to."""
    return path_option("--out", "-o", metavar=metavar, help=text, **settings)


def format_option(formats: type[enum.StrEnum], usual: enum.StrEnum, text: str) -> Callable[[Command], Command]:
    """How a command tells or writes; the command gets the format's name as ``wanted``."""
    choice = click.Choice([each.value for each in formats])
    return click.option("--format", "-f", "wanted", type=choice, default=usual.value, help=text)


class Format(enum.StrEnum):
    """How ``read`` writes values."""

    JSON = "json"
    YAML = "yaml"
    CSV = "csv"


class ReportFormat(enum.StrEnum):
    """How ``validate`` tells what it found."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True)
class Receiving:
    """What ``validate`` does about the part of a workbook that nobody fills in."""

    damage: bool = True
    heal: Path | None = None
    """Where the canonical workbooks go."""


@dataclass(frozen=True)
class Choices:
    """What several commands let a person choose."""

    spec: Path | None = None
    kind: str | None = None
    year: int | None = None
    rows: tuple[str, ...] = ()
    force: bool = False
