"""``qingbiao validate``: files examined one by one or side by side, and told as text or as JSON Lines."""

from __future__ import annotations

import glob
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import typer

from cli.language import language, say
from cli.options import Choices, ReportFormat
from generator.examining import Examined, as_records, cell_of, examine_file
from qingbiao.errors import Unusable
from qingbiao.faults import Fault, Place
from qingbiao.findings import Finding, Verdict
from qingbiao.load import SHIPPED

_EXIT_CODES = {Verdict.PASS: 0, Verdict.EXPLAIN: 1, Verdict.FAIL: 1, Verdict.UNUSABLE: 2}


def validate(patterns: Sequence[str], wanted: ReportFormat, jobs: int, choices: Choices) -> int:
    """Examine every file; the exit code is the gravest file's."""
    paths = list(_paths(patterns))
    worst = 0
    verdicts: Counter[Verdict] = Counter()
    for examined in _examined(paths, jobs, choices.spec or SHIPPED):
        verdicts[examined.verdict] += 1
        worst = max(worst, _EXIT_CODES[examined.verdict])
        for line in _lines(examined, wanted):
            typer.echo(line)
    if wanted is ReportFormat.TEXT and len(paths) > 1:
        typer.echo(_summary(len(paths), verdicts))
    return worst


def _paths(patterns: Sequence[str]) -> Iterator[Path]:
    """Files, the workbooks in folders, and what patterns match, each once. Raises :class:`Unusable` for no match."""
    found: dict[Path, None] = {}
    faults: list[Fault] = []
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            matches = sorted(each for each in path.rglob("*.xlsx") if not each.name.startswith("~$"))
        else:
            matches = [path] if path.exists() else [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207
        if not matches:
            faults.append(Fault("no-such-file", {}, Place(pattern)))
        found.update(dict.fromkeys(matches))
    if faults:
        raise Unusable(*faults)
    yield from found


def _examined(paths: Sequence[Path], jobs: int, spec: Path) -> Iterator[Examined]:
    one = partial(examine_file, spec=spec, language=language())
    if jobs <= 1 or len(paths) <= 1:
        yield from map(one, paths)
        return
    with ProcessPoolExecutor(min(jobs, len(paths))) as pool:
        yield from pool.map(one, paths, chunksize=max(1, len(paths) // (jobs * 8)))


def _lines(examined: Examined, wanted: ReportFormat) -> Iterator[str]:
    if wanted is ReportFormat.JSON:
        findings = list(as_records(examined, language()))
        document = {"file": str(examined.path), "verdict": examined.verdict, "findings": findings}
        yield json.dumps(document, ensure_ascii=False)
        return
    yield f"{examined.path}: {_VERDICTS[examined.verdict]()}"
    for fault in examined.faults:
        yield f"  {fault.text(language())}"
    for finding in examined.findings():
        yield from _told(examined, finding)


def _told(examined: Examined, finding: Finding) -> Iterator[str]:
    sheet, cell = cell_of(examined, finding)
    yield f"  [{_SEVERITIES[finding.severity]()}] {sheet}!{cell} {finding.message}"
    yield f"      {finding.fix}（{finding.code}）"


_VERDICTS = {
    Verdict.PASS: lambda: say("可以上报", "can be submitted"),
    Verdict.EXPLAIN: lambda: say("要写审核说明", "needs explanations"),
    Verdict.FAIL: lambda: say("不能上报", "cannot be submitted"),
    Verdict.UNUSABLE: lambda: say("不能用", "cannot be used"),
}
_SEVERITIES = {
    "mandatory": lambda: say("强制性", "mandatory"),
    "verify": lambda: say("核实性", "verify"),
    "hint": lambda: say("提示性", "hint"),
}


def _summary(total: int, verdicts: Counter[Verdict]) -> str:
    counts = say("，", ", ").join(f"{_VERDICTS[each]()} {verdicts[each]}" for each in Verdict if verdicts[each])
    return say(f"共 {total} 个文件：{counts}", f"{total} files: {counts}")
