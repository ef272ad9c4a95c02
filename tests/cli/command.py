"""The command as people run it, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.generator.shipped import ROOT

COMMAND = (sys.executable, "-c", "from cli.main import main; main()")
CODE = re.compile(r"\[([a-z]+(?:-[a-z]+)+)\] ")


@dataclass(frozen=True)
class Said:
    """What a run of the command came to."""

    exit_code: int
    out: str
    err: str

    @property
    def codes(self) -> list[str]:
        """The catalogue's codes in what was said."""
        return CODE.findall(self.err)


def environment(**changes: str) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if key not in {"LC_ALL", "LC_MESSAGES", "LANG", "QINGBIAO_LANG"}
    }
    return {**kept, "PYTHONPATH": str(ROOT), "LANG": "en_US.UTF-8", "COLUMNS": "300", **changes}


def run(*arguments: object, folder: Path, **changes: str) -> Said:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env=environment(**changes),
        capture_output=True,
        check=False,
        timeout=120,
    )
    said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in said.err, said.err
    return said


def done(*arguments: object, folder: Path, **changes: str) -> str:
    """What a run that succeeds prints."""
    said = run(*arguments, folder=folder, **changes)
    assert (said.exit_code, said.err) == (0, "")
    return said.out


def refused(exit_code: int, codes: Sequence[str], *arguments: object, folder: Path) -> Said:
    before = sorted(folder.rglob("*"))
    said = run(*arguments, folder=folder)
    assert (said.exit_code, said.codes) == (exit_code, list(codes)), said
    assert said.out == ""
    assert sorted(folder.rglob("*")) == before, "something was left behind"
    return said
