"""What the commands do: call the library, store what comes back, say what was done."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from cli.language import language, say
from cli.options import Choices, Format
from generator.checks.names import EXPLANATION
from generator.form_sheets import file_name
from generator.plan import Plan
from generator.reader import Received, read_workbook
from generator.store import is_taken, write_whole
from generator.workbook import build_workbook, finish, sound_plan
from qingbiao.bind import LAST, REPORTED
from qingbiao.errors import CannotWrite, FaultyData, FaultySpec, NoSuchForm, Unusable, raise_if
from qingbiao.faults import Fault, Place, nearest
from qingbiao.filing import EMPTY, Filing, compute, last_filing
from qingbiao.filing_out import Record, filing_yaml, records
from qingbiao.filing_yaml import filing_from, read_filing_file
from qingbiao.finite import finite
from qingbiao.form import Edition, Kind
from qingbiao.load import SHIPPED, load_edition, load_editions
from qingbiao.schema import json_schema

Item = TypeVar("Item")


def generate(forms: Sequence[str], out: Path, choices: Choices) -> None:
    """``qingbiao generate``: one folder an edition, one workbook a kind."""
    editions = load_editions(choices.spec or SHIPPED, forms, choices.year)
    wanted = [(edition, each) for edition in editions for each in edition.kinds if choices.kind in {None, each.id}]
    if not wanted:
        raise NoSuchForm(*(_no_kind(edition, choices.kind or "") for edition in editions))
    sizes = parse_rows(choices.rows, (each for _, each in wanted))
    targets = {out / edition.id / file_name(each): (edition, each) for edition, each in wanted}
    if not choices.force:
        raise_if(CannotWrite, (Fault("file-exists", {}, Place(str(path))) for path in targets if is_taken(path)))
    plans: dict[Path, Plan] = {}
    faults: list[Fault] = []
    for path, (edition, each) in targets.items():
        try:
            plans[path] = sound_plan(edition, each, rows=sizes)
        except FaultySpec as problem:
            faults.extend(problem.faults)
    raise_if(FaultySpec, faults)  # all of them, before any file is written
    for path, plan in _progress(plans.items(), len(plans)):
        write_whole(path, finish(plan, *targets[path]).content, force=choices.force)
        click.echo(str(path))


def _no_kind(edition: Edition, kind: str) -> Fault:
    legal = [each.id for each in edition.kinds]
    slots = {"edition": edition.id, "name": kind, "legal": ", ".join(legal)}
    return Fault("no-such-kind", slots, suggestion=nearest(kind, legal))


def parse_rows(texts: Iterable[str], kinds: Iterable[Kind]) -> dict[str, int]:
    """``500`` or ``documents=20`` as rows by register, ``""`` for all that grow. Raises :class:`Unusable`."""
    registers = [register for kind in kinds for register in kind.registers]
    rows: dict[str, int] = {}
    faults: list[Fault] = []
    for text in texts:
        register, _, number = text.rpartition("=")
        if register and register not in registers:
            slots = {"name": register}
            faults.append(Fault("spec-unknown-register", slots, suggestion=nearest(register, registers)))
        elif not number.isascii() or not number.isdigit() or int(number) < 1:
            faults.append(Fault("option-rows", {"given": text}))
        else:
            rows[register] = int(number)
    raise_if(Unusable, faults)
    return rows


def _progress(items: Iterable[Item], total: int) -> Iterator[Item]:
    """The items, with a bar while a person watches."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, total, say("生成", "Generating"), file=sys.stderr) as bar:
        yield from bar


def check_spec(forms: Sequence[str], choices: Choices) -> None:
    """``qingbiao check-spec``: build everything, so that what a spreadsheet program would refuse is found too."""
    faults: list[Fault] = []
    for edition in load_editions(choices.spec or SHIPPED, forms):
        for kind in edition.kinds:
            try:
                built = build_workbook(edition, kind)
            except FaultySpec as problem:
                faults.extend(problem.faults)
                continue
            inputs = sum(not field.computed for field in kind.fields.values())
            click.echo(
                say(
                    f"{edition.id} {kind.id}：没有错误，{len(built.plan.sheets)} 张工作表，"
                    f"填报指标 {inputs} 个，计算指标 {len(kind.order)} 个",
                    f"{edition.id} {kind.id}: no faults, {len(built.plan.sheets)} sheets, "
                    f"{inputs} input and {len(kind.order)} computed fields",
                )
            )
    raise_if(FaultySpec, faults)


def schema() -> None:
    """``qingbiao schema``."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def fill(
    target: str, data: Path, out: Path, choices: Choices, *, as_given: bool = False, last: Path | None = None
) -> None:
    """``qingbiao fill``: the values of a data file into a blank workbook, or over those of a filled one.

    Last year's values come from the workbook ``last``, and from the data file where it has any.
    """
    if not is_taken(data):
        raise Unusable(Fault("no-such-file", {}, Place(str(data))))
    file = read_filing_file(data)
    if not choices.force and is_taken(out):
        raise CannotWrite(Fault("file-exists", {}, Place(str(out))))
    unit = serial = ""
    if _is_workbook(target):
        if choices.kind or choices.year:
            raise Unusable(Fault("option-of-forms", {}, Place(target)))
        received = read_workbook(Path(target), choices.spec or SHIPPED)
        _notify(received)
        edition, kind, before = received.edition, received.kind, received.filing
        unit, serial = received.unit, received.serial
        asked = parse_rows(choices.rows, [kind])
        growing = [register.id for register in kind.registers.values() if register.grows]
        every = dict.fromkeys(growing, asked[""]) if "" in asked else {}
        sizes = {**received.capacities, **every, **asked}
    else:
        edition = load_edition(target, choices.spec or SHIPPED, choices.year or file.year)
        kind, before = _kind_of(edition, choices.kind or file.kind), EMPTY
        sizes = parse_rows(choices.rows, [kind])
    if last is not None:
        before = before.updated(_last_year(last, edition, kind, choices))
    filing = before.updated(filing_from(file, edition, kind, as_given=as_given))
    write_whole(out, build_workbook(edition, kind, filing, sizes, unit, serial).content, force=choices.force)
    click.echo(str(out))


def _last_year(path: Path, edition: Edition, kind: Kind, choices: Choices) -> Filing:
    """Last year's values out of last year's workbook, computed ones computed anew."""
    received = read_workbook(path, choices.spec or SHIPPED)
    _notify(received)
    before = received.edition
    if (before.form, received.kind.id, before.year) != (edition.form, kind.id, edition.year - 1):
        slots = {
            "given": f"{before.form} {received.kind.id} {before.year}",
            "wanted": f"{edition.form} {kind.id} {edition.year - 1}",
        }
        raise FaultyData(Fault("data-edition", slots, Place(str(path))))
    computed = compute(received.kind, received.filing, before.year, received.capacities)
    return last_filing(kind, computed)


def _is_workbook(target: str) -> bool:
    """Whether the target of ``fill`` is a file; otherwise it is a form's name."""
    return Path(target).suffix.lower() in {".xlsx", ".xlsm", ".xls"} or (
        is_taken(Path(target)) and Path(target).is_file()
    )


def _kind_of(edition: Edition, name: str | None) -> Kind:
    if name is None and len(edition.kinds) == 1:
        return edition.kinds[0]
    found = edition.kind(name or "")
    if found is None:
        raise NoSuchForm(_no_kind(edition, name or ""))
    return found


def _notify(received: Received) -> None:
    for notice in received.notices:
        click.echo(notice.text(language()), err=True)


def read(workbook: Path, wanted: Format, out: Path | None, choices: Choices) -> None:
    """``qingbiao read``: inputs as the file has them, computed fields as they come out, and reported values."""
    received = read_workbook(workbook, choices.spec or SHIPPED)
    _notify(received)
    text = _WRITERS[wanted](received)
    if out is None:
        click.echo(text, nl=False)
    else:
        encoding = "utf-8-sig" if wanted is Format.CSV else "utf-8"  # with the mark, Excel reads the Chinese
        write_whole(out, text.encode(encoding), force=choices.force)


def _rows_of(received: Received) -> Iterator[dict[str, Any]]:
    computed = compute(received.kind, received.filing, received.edition.year, received.capacities)
    for record in records(received.kind, received.filing, computed):
        yield {**dataclasses.asdict(record), **_where(received, record)}


def _where(received: Received, record: Record) -> dict[str, str]:
    if record.origin == "explanation":  # its line may have been sorted to anywhere
        return {"sheet": received.places[EXPLANATION].sheet, "cell": ""}
    place = received.places[_PREFIXES.get(record.origin, "") + record.id]
    return {"sheet": place.sheet, "cell": place.cell(max(record.row - 1, 0))}


_PREFIXES: Final[Mapping[str, str]] = {"reported": REPORTED, "last": LAST}


def _as_json(received: Received) -> str:
    edition, kind = received.edition, received.kind
    unit = received.filing.cells.get(kind.unit or "", None)
    document = {
        "form": edition.form,
        "edition": edition.id,
        "kind": kind.id,
        "year": edition.year,
        "unit": unit if isinstance(unit, str) else None,
        "values": list(_rows_of(received)),
    }
    return json.dumps(finite(document), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _as_yaml(received: Received) -> str:
    filing = received.filing
    given = {
        *filing.cells,
        *filing.columns,
        *(REPORTED + key for key in (*filing.reported, *filing.reported_columns)),
        *(LAST + key for key in filing.last),
    }
    cells = {key: f"{place.sheet}!{place.area.a1}" for key, place in received.places.items() if key in given}
    return filing_yaml(received.edition, received.kind, filing, cells)


def _as_csv(received: Received) -> str:
    buffer = io.StringIO()
    names = [*(field.name for field in dataclasses.fields(Record)), "sheet", "cell"]
    writer = csv.DictWriter(buffer, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows_of(received))
    return buffer.getvalue()


_WRITERS = {Format.JSON: _as_json, Format.YAML: _as_yaml, Format.CSV: _as_csv}


def list_forms(choices: Choices) -> None:
    """``qingbiao list``: each edition with its kinds and their sheets."""
    for edition in load_editions(choices.spec or SHIPPED):
        click.echo(f"{edition.id}  {edition.title}（{edition.form}，{edition.year}）")
        for kind in edition.kinds:
            sheets = "、".join(page.sheet for table in kind.tables for page in table.pages)
            click.echo(f"    {kind.id:<12}{kind.label}：{sheets}")
