"""What a person types comes back as it was typed, whichever program saved the file in between. It guards that reading
goes by names, that no value changes its kind on the way (``00123``, ``/``, ``=1+1`` as a text, line breaks), and that
parameters are read with their choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from itertools import zip_longest
from pathlib import Path

import pytest

from generator.reader import read_workbook
from qingbiao.filing import Filing
from qingbiao.form import Kind
from qingbiao.values import Value
from tests.engines.office import Office
from tests.generator.passing import Passing, by_openpyxl, untouched
from tests.generator.random_filings import DAYS
from tests.generator.shipped import IS_DEEP, LIBRARY, Shipped, normal, shipped

RANDOM = 100 if IS_DEEP else 12

every_kind = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


def with_real_days(kind: Kind, filing: Filing) -> Filing:
    """Numbers in date cells that are no day of the calendar are lost by openpyxl itself."""
    dates = {field.id for field in kind.fields.values() if field.type == "date"}

    def day(key: str, value: Value) -> Value:
        return DAYS[0] if key in dates and isinstance(value, float) and value not in DAYS else value

    return replace(
        filing,
        cells={key: day(key, value) for key, value in filing.cells.items()},
        columns={key: [day(key, value) for value in values] for key, values in filing.columns.items()},
    )


def changes(kind: Kind, given: Filing, found: Filing) -> list[str]:
    """What is not as it was, by part and key."""
    one, other = asdict(normal(given, kind)), asdict(normal(found, kind))
    return [text for part in one for text in _changed(part, one[part], other[part])]


def _changed(part: str, one: Mapping[str, object], other: Mapping[str, object]) -> Iterable[str]:
    for key in sorted({*one, *other}):
        before, after = (values if isinstance(values := side.get(key), list) else [values] for side in (one, other))
        pairs = zip_longest(before, after, fillvalue="nothing")
        yield from (f"{part} {key}: {old!r} → {new!r}" for old, new in pairs if old != new)


def check(each: Shipped, passing: Passing, filings: Iterable[tuple[str, Filing]], folder: Path) -> None:
    wrong: dict[str, list[str]] = {}
    for name, filing in filings:
        path = each.write(folder, filing)
        passing(path, folder / "再存.xlsx")
        received = read_workbook(folder / "再存.xlsx", LIBRARY)
        assert (received.edition.id, received.kind.id) == (each.edition.id, each.kind.id)
        assert received.notices == ()
        if found := changes(each.kind, filing, received.filing):
            wrong[name] = found
    told = "\n".join(f"{name}: {len(found)}\n  " + "\n  ".join(found[:6]) for name, found in wrong.items())
    assert not wrong, f"{each.id}: {len(wrong)} workbooks came back changed\n{told[:6000]}"


@every_kind
def test_straight(each: Shipped, tmp_path: Path) -> None:
    check(each, untouched, each.filings(RANDOM), tmp_path)


@every_kind
def test_through_openpyxl(each: Shipped, tmp_path: Path) -> None:
    filings = ((name, with_real_days(each.kind, filing)) for name, filing in each.filings(RANDOM // 3))
    check(each, by_openpyxl, filings, tmp_path)


@every_kind
def test_through_libreoffice(each: Shipped, tmp_path: Path, office: Office) -> None:
    check(each, office.resave, each.filings(RANDOM), tmp_path)
