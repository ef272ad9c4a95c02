"""Writing a filing out as a data file and reading it back loses nothing, whatever is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingbiao.admission import EARLIEST, LATEST, admits, fits_cascade
from qingbiao.bind import LAST
from qingbiao.errors import FaultyData
from qingbiao.filing import Filing, ParameterEntry, stored_decimals
from qingbiao.filing_out import filing_yaml
from qingbiao.filing_yaml import FilingFile, filing_from
from qingbiao.form import Edition, Field, Kind, Parameter
from qingbiao.load import load_editions
from qingbiao.values import BLANK, NA, Value, from_cell, joined
from qingbiao.yamlfile import parse_yaml
from tests.generator.random_filings import random_filing

KINDS = {f"{edition.id}-{kind.id}": (edition, kind) for edition in load_editions() for kind in edition.kinds}
each_kind = pytest.mark.parametrize("name", KINDS)
Key = TypeVar("Key")


def normal(filing: Filing) -> Filing:
    """Without blanks, and columns without blank tails: what two filings that say the same have in common."""
    return Filing(
        _filled(filing.cells),
        _trimmed(filing.columns),
        _filled(filing.reported),
        _trimmed(filing.reported_columns),
        {key: entry for key, entry in filing.parameters.items() if entry != ParameterEntry()},
        _filled(filing.last),
        dict(filing.explanations),
    )


def _filled(cells: Mapping[Key, Value]) -> dict[Key, Value]:
    return {key: value for key, value in cells.items() if value is not BLANK}


def _trimmed(columns: Mapping[Key, Sequence[Value]]) -> dict[Key, list[Value]]:
    lengths = {
        key: max((index for index, value in enumerate(values, 1) if value is not BLANK), default=0)
        for key, values in columns.items()
    }
    return {key: list(columns[key][:length]) for key, length in lengths.items() if length}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(
    lambda text: text.strip(" ") not in {"", "/"}
)


def values_of(each: Field) -> st.SearchStrategy[Value]:
    """What may stand in a field: of its type, and `/` where it may be."""
    absent: list[Value] = [BLANK, NA] if each.may_be_na or each.computed else [BLANK]
    return st.sampled_from(absent) | _filled_values(each)


def _filled_values(each: Field) -> st.SearchStrategy[Value]:
    if each.type == "date":
        return st.integers(int(EARLIEST), int(LATEST)).map(float)
    if each.numeric:
        decimals, low, high = stored_decimals(each) or 0, each.min or 0.0, min(each.max or 1e6, 1e6)
        return st.integers(int(low * 10**decimals), int(high * 10**decimals)).map(lambda n: n / 10**decimals)
    if each.choices:
        return st.sampled_from(each.choices)
    if each.codes is not None:
        level = each.codes.level
        rows = each.codes.code_list.cascade().rows[:50]
        known = each.codes.code_list.offered()[:50] if level is None else tuple(row.labels[level] for row in rows)
        return st.sampled_from(known) | TEXT if each.accept_other else st.sampled_from(known)
    fixed = {"credit_code": ("91210106MAXXXXXX7W",), "phone": ("024-00000000", "13800000000")}
    return st.sampled_from(fixed[each.type]) if each.type in fixed else TEXT.filter(lambda text: admits(each, text))


@st.composite
def filings(draw: st.DrawFn, kind: Kind) -> Filing:
    random_fields = draw(
        st.lists(st.sampled_from(list(kind.fields.values())), unique_by=lambda each: each.id, max_size=12)
    )
    cells: dict[bool, dict[str, Value]] = {True: {}, False: {}}
    columns: dict[bool, dict[str, list[Value]]] = {True: {}, False: {}}
    for each in random_fields:
        if each.register is None:
            cells[each.computed][each.id] = draw(values_of(each))
        else:
            columns[each.computed][each.id] = draw(st.lists(values_of(each), max_size=4))
    for each in (field for field in random_fields if field.codes is not None):
        outer = [cells[False].get(above, BLANK) for above in each.codes.under]
        if not fits_cascade(each, cells[False].get(each.id, BLANK), outer):
            del cells[False][each.id]
    free = [parameter for parameter in kind.parameters if not parameter.fixed]
    entries = {parameter.id: draw(entries_of(parameter)) for parameter in free}
    last = {field_id: draw(values_of(kind.entries[LAST + field_id])) for field_id in kind.last[:3]}
    codes = [check.id for check in kind.checks if check.severity == "verify"]
    explanations = draw(st.dictionaries(st.sampled_from(codes), TEXT, max_size=3)) if codes else {}
    return Filing(cells[False], columns[False], cells[True], columns[True], entries, last, explanations)


@st.composite
def entries_of(draw: st.DrawFn, parameter: Parameter) -> ParameterEntry:
    low, high = parameter.min or 0.001, parameter.max or 1.0
    own: Value = draw(st.just(BLANK) | st.sampled_from([low, high, (low + high) / 2]))
    source: Value = draw(TEXT) if own is not BLANK else BLANK
    if parameter.table is None or draw(st.booleans()):
        return ParameterEntry((), own, source)
    labels = draw(st.sampled_from(parameter.table.cascade().rows)).labels
    length = draw(st.integers(1, len(labels)))
    return ParameterEntry((*labels[:length], *[BLANK] * (len(labels) - length)), own, source)


def again(edition: Edition, kind: Kind, filing: Filing, *, as_given: bool) -> Filing:
    located = parse_yaml(filing_yaml(edition, kind, filing), "f.yaml", FaultyData)
    return filing_from(FilingFile(located, edition.id, kind.id, edition.year), edition, kind, as_given=as_given)


@each_kind
@settings(max_examples=60)
@given(data=st.data())
def test_what_is_written_out_is_read_back(name: str, data: st.DataObject) -> None:
    edition, kind = KINDS[name]
    filing = data.draw(filings(kind))
    assert normal(again(edition, kind, filing, as_given=False)) == normal(filing)


@each_kind
def test_wild_values_are_read_back_as_a_transcript(name: str) -> None:
    """Numbers typed as text, words off the list, own factors that are none. Texts that are numbers with % or dates are
    read as what they mean, and so are choices and sources that are numbers, such as years.
    """
    edition, kind = KINDS[name]
    for seed in range(12):
        filing = random_filing(Random(f"{name} {seed}"), kind)
        back = again(edition, kind, filing, as_given=True)
        assert again(edition, kind, back, as_given=True) == back
        for before, after in ((filing.cells, back.cells), (_flat(filing.columns), _flat(back.columns))):
            changed = {key for key, value in _filled(before).items() if after.get(key, BLANK) != value}
            assert all(str(before[key]).strip().endswith("%") or str(before[key])[:1].isdigit() for key in changed)
        assert normal(back).parameters == {key: _in_words(entry) for key, entry in normal(filing).parameters.items()}


def _in_words(entry: ParameterEntry) -> ParameterEntry:
    words = [from_cell(joined(value)) for value in (*entry.choose, entry.own_source)]
    return ParameterEntry(tuple(words[:-1]), entry.own, words[-1])


def _flat(columns: Mapping[str, Sequence[Value]]) -> dict[str, Value]:
    return {f"{key} {row}": value for key, values in columns.items() for row, value in enumerate(values)}
