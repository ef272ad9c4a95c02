"""The same spec gives the same bytes, whatever the day, the place and the process; and what is committed is what a
fresh build gives: the workbooks in templates/ byte for byte, and in goldens/ a text of every decision that a reviewer
can read.
"""

from __future__ import annotations

import difflib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from generator.form_sheets import file_name
from generator.plan import Plan, formula_at
from generator.workbook import build_workbook
from qingbiao.filing import EMPTY
from tests.generator.shipped import ROOT, Shipped, shipped

TEMPLATES = ROOT / "templates"
GOLDENS = Path(__file__).with_name("goldens")

BUILD = """
import hashlib, sys
from generator.workbook import build_workbook
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.load import load_editions
from pathlib import Path
data = {}
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    file = read_filing_file(path)
    data[file.edition, file.kind] = file
for edition in load_editions():
    for kind in edition.kinds:
        filing = filing_from(data[edition.id, kind.id], edition, kind, as_given=True)
        for built in (build_workbook(edition, kind), build_workbook(edition, kind, filing)):
            print(edition.id, kind.id, hashlib.sha256(built.content).hexdigest())
"""

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


def build_elsewhere(folder: Path, **environment: str) -> str:
    """The digests of all blank and filled workbooks, built by a process of its own."""
    folder.mkdir()
    command = [sys.executable, "-c", BUILD, str(ROOT / "examples")]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder, env=variables).stdout


def test_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Another hash seed (the order of sets), another day (a time zone a day away), locale and folder."""
    here = build_elsewhere(tmp_path / "one", PYTHONHASHSEED="0", TZ="Etc/GMT+12", LC_ALL="C.UTF-8")
    there = build_elsewhere(tmp_path / "另一处", PYTHONHASHSEED="4711", TZ="Etc/GMT-14", LC_ALL="C", PYTHONUTF8="0")
    assert here == there
    assert len(set(here.splitlines())) == 2 * len(shipped())


def test_an_lxml_that_happens_to_be_installed_changes_nothing(tmp_path: Path) -> None:
    """openpyxl serialises through it where it can, in another way than without."""
    assert build_elsewhere(tmp_path / "with", OPENPYXL_LXML="True") == build_elsewhere(
        tmp_path / "without", OPENPYXL_LXML="False"
    )


@every_kind
def test_no_part_says_when_it_was_made(each: Shipped) -> None:
    with ZipFile(io.BytesIO(each.build().content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}
        core = archive.read("docProps/core.xml").decode()
    assert f"{each.edition.year}-01-01T00:00:00" in core


@every_kind
def test_committed_templates_are_fresh(each: Shipped) -> None:
    path = TEMPLATES / each.edition.id / file_name(each.kind)
    assert path.is_file(), f"{path} is missing: run `make` and commit templates/"
    fresh = each.build().content
    if path.read_bytes() == fresh:
        return
    changed = different_parts(path.read_bytes(), fresh)
    # another zlib may compress the same parts to other bytes
    assert not changed, f"{path} is not what a fresh build gives: run `make` and commit. Differing parts:\n{changed}"


def different_parts(one: bytes, other: bytes) -> str:
    with ZipFile(io.BytesIO(one)) as old, ZipFile(io.BytesIO(other)) as new:
        names = dict.fromkeys([*old.namelist(), *new.namelist()])
        kept = {
            name: [archive.read(name) if name in archive.namelist() else b"" for archive in (old, new)]
            for name in names
        }
        if old.namelist() != new.namelist():
            return f"{old.namelist()} / {new.namelist()}"
    return "\n".join(f"{name}: {_first_difference(*pair)}" for name, pair in kept.items() if pair[0] != pair[1])


def _first_difference(one: bytes, other: bytes) -> str:
    spot = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(spot - 60, 0)
    return (
        f"{one[start : spot + 60].decode(errors='replace')!r} / {other[start : spot + 60].decode(errors='replace')!r}"
    )


# --- goldens ---------------------------------------------------------------------------------------------------------


def dumped(each: Shipped) -> Iterator[str]:
    """A plan's decisions, a line each: where each field is, its formula or rule, and what its prompt says first."""
    plan = each.build().plan
    rules = {(sheet.name, area.a1): rule for sheet in plan.sheets for rule in sheet.validations for area in rule.areas}
    formulas = dict(_formulas(plan))
    for sheet in plan.sheets:
        printing = f"{sheet.printing.orientation} {sheet.printing.area.a1}" if sheet.printing else "not printed"
        yield f"# {sheet.name}: {sheet.state}, {printing}, {sheet.last_row} rows, {len(sheet.widths)} columns"
    for key, place in plan.places.items():
        rule = rules.get((place.sheet, place.area.a1))
        line = [key, f"{place.sheet}!{place.area.a1}"]
        if key in formulas:
            line.append("=" + formula_at(formulas[key])(place.row))
        if rule is not None:
            strict = "" if rule.strict else " (warns)"
            line += [f"{rule.rule}{strict} {rule.formula}".strip(), rule.prompt.partition("\n")[0]]
        yield " | ".join(line)
    for name in plan.names:
        if name.name not in plan.places:
            yield f"{name.name} := {name.reference}"


def _formulas(plan: Plan) -> Iterator[tuple[str, str]]:
    for _, _, _, slot in plan.slots():
        if slot.formula is not None:
            yield slot.key, slot.formula


@every_kind
def test_golden_plan(each: Shipped, regold: bool) -> None:
    """What changed in a plan shows in review; ``pytest --regold`` rewrites the files."""
    path = GOLDENS / f"{each.id}.txt"
    fresh = "".join(f"{line}\n" for line in dumped(each))
    if regold:
        GOLDENS.mkdir(exist_ok=True)
        path.write_text(fresh, encoding="utf-8")
    known = path.read_text(encoding="utf-8") if path.is_file() else ""
    changes = difflib.unified_diff(known.splitlines(), fresh.splitlines(), "golden", "fresh", lineterm="", n=0)
    assert known == fresh, "look at what changed; if it is meant, pytest --regold:\n" + "\n".join(list(changes)[:60])


@every_kind
def test_the_plan_digest_sees_the_plan_and_no_values(each: Shipped) -> None:
    """At receipt it says whether a workbook has the structure that was issued."""
    filings = (EMPTY, *(filing for _, filing in each.examples()))
    digests = {build_workbook(each.edition, each.kind, one).plan.identity["plan_digest"] for one in filings}
    assert len(digests) == 1
    first = next(iter(each.kind.registers), None)
    if first is not None:
        more = build_workbook(each.edition, each.kind, rows={first: each.kind.registers[first].capacity + 1})
        assert more.plan.identity["plan_digest"] not in digests
