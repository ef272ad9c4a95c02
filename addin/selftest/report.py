"""The result of a self-test as data; and the two files made of it: one for people, one for programs."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from addin.log import home
from addin.outcome import said
from addin.selftest.checks import Fact
from generator.store import write_whole
from qingbiao.faults import Fault, Language
from qingbiao.messages import CATALOGUE

TEXT: Final = "自检结果.txt"
DATA: Final = "自检结果.json"
FORMAT: Final = 1


@dataclass(frozen=True)
class Checked:
    """What came of one check."""

    id: str
    seconds: float
    facts: Mapping[str, Fact] = field(default_factory=dict)
    problems: tuple[Fault, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything was as it should be."""
        return not self.problems


@dataclass(frozen=True)
class Report:
    """What came of all of them."""

    when: str
    checks: tuple[Checked, ...]

    @property
    def failed(self) -> tuple[Checked, ...]:
        """Those with problems."""
        return tuple(each for each in self.checks if not each.passed)

    @property
    def counts(self) -> dict[str, object]:
        """How many, as messages say it."""
        return {"passed": len(self.checks) - len(self.failed), "failed": len(self.failed)}


def write(report: Report, language: Language) -> Path:
    """Both files, beside the log; answers the one for people."""
    path = home() / TEXT
    text = as_text(report, language).replace("\n", os.linesep)
    write_whole(path, text.encode("utf-8-sig"), force=True)  # old editors of Windows know UTF-8 by its mark only
    write_whole(home() / DATA, as_json(report).encode(), force=True)
    return path


def as_text(report: Report, language: Language) -> str:
    """For people: the verdict, then each check with what it has seen and what is wrong."""
    heading = _text(language, "selftest-heading", when=report.when)
    counts = _text(language, "selftest-counts", **report.counts)
    return "\n".join([heading, counts, "", *(line for each in report.checks for line in _lines(each, language)), ""])


def as_json(report: Report) -> str:
    """For programs: the same, with codes."""
    data = {
        "format": FORMAT,
        "when": report.when,
        **report.counts,
        "checks": [
            {
                "id": each.id,
                "passed": each.passed,
                "seconds": each.seconds,
                "facts": {key: _clean(fact) for key, fact in each.facts.items()},
                "failures": [
                    {"code": fault.code, "text": problem(fault, "zh"), "slots": _clean(dict(fault.slots))}
                    for fault in each.problems
                ],
            }
            for each in report.checks
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def title(check: str, language: Language) -> str:
    """What a check is called."""
    return _text(language, f"selftest-title-{check}")


def problem(fault: Fault, language: Language) -> str:
    """What is wrong, with the place where there is one."""
    where = fault.place.text()
    return _clean_text(f"{where}: {said(fault, language)}" if where else said(fault, language))


def _lines(checked: Checked, language: Language) -> Iterator[str]:
    status = _text(language, "selftest-passed" if checked.passed else "selftest-failed")
    yield f"[{status}] {title(checked.id, language)} ({checked.seconds:.1f} s)"
    for key, fact in checked.facts.items():
        name = CATALOGUE.get(f"selftest-fact-{key}")
        label = key if name is None else _text(language, f"selftest-fact-{key}")
        clean = _clean(fact)
        if isinstance(clean, list):
            yield f"    {label}: {len(clean)}"
            yield from (f"      {each}" for each in clean)
        else:
            yield f"    {label}: {clean}"
    yield from (f"  !! {problem(each, language)}" for each in checked.problems)


def _text(language: Language, code: str, **slots: object) -> str:
    """In Chinese, and in English too where that is asked for: the file is read on both sides."""
    message = CATALOGUE[code]
    chinese = message.render("zh", slots)
    return chinese if language == "zh" else f"{chinese} / {message.render('en', slots)}"


def _clean(value: Any) -> Any:
    """Without the folders that tell whose machine this is."""
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value if isinstance(value, int | float) else _clean_text(str(value))


def _clean_text(text: str) -> str:
    for folder, short in ((Path(tempfile.gettempdir()), "<temp>"), (Path.home(), "~")):
        for written in (folder.absolute().as_uri(), str(folder), repr(str(folder))[1:-1]):
            text = text.replace(written, short)
    return text
