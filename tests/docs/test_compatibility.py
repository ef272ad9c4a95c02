"""The tables of docs/compatibility.md say what the code says; ``pytest --regold`` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import pytest

from generator.functions import FUNCTIONS, Use
from generator.lint import RULES

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "compatibility.md"

RECALCULATED, READ, SCHEMA, NO = "recalculated", "read", "schema", "—"
PROGRAMS: Final = ("LibreOffice 7.4", "IronCalc 0.9", "openpyxl 3.1", "calamine 0.9", "Open XML SDK", "Excel, WPS")
NOT_TRIED: Final = "not tried"

TRIED: Final[Mapping[str, tuple[tuple[str, str, str, str, str], str]]] = {
    "formulas of cells, with their values": (
        (f"all {RECALCULATED}, equal", f"all {RECALCULATED}, equal", READ, "values read", SCHEMA),
        "tests/generator/test_engines_agree.py::test_libreoffice_agrees",
    ),
    "expressions": (
        (f"random ones {RECALCULATED}, equal", f"random ones {RECALCULATED}, equal", NO, NO, NO),
        "tests/expression/test_agreement.py",
    ),
    "links": (
        (RECALCULATED, "does not know `HYPERLINK`", READ, "values read", SCHEMA),
        "tests/generator/test_engines_agree.py",
    ),
    "custom validations, rules under names": (
        ("calculated over sample values, as Python", "calculated over sample values, as Python", READ, NO, SCHEMA),
        "tests/generator/test_validation_rules.py::test_rules_agree_in_libreoffice",
    ),
    "drop-downs, dependent ones too": (
        ("tried by hand", "sources calculated", READ, NO, SCHEMA),
        "tests/generator/test_validation_rules.py::test_dependent_lists_offer_exactly_the_choices_below",
    ),
    "prompts, refusals": (
        ("tried by hand", NO, READ, NO, SCHEMA),
        "tests/generator/test_workbook_contents.py::test_every_input_has_one_validation_with_a_prompt",
    ),
    "the verdicts on 校验 and behind it": (
        ("hundreds of fills, as Python", "hundreds of fills, as Python", READ, "values read", SCHEMA),
        "tests/generator/test_checks_agree.py::test_libreoffice_agrees",
    ),
    "conditional formats": (
        (NO, "formulas calculated, as Python", READ, NO, SCHEMA),
        "tests/generator/test_checks_agree.py::test_marks_say_what_the_findings_say",
    ),
    "merges, heights, fonts, page set-up": (
        ("printed, measured", NO, READ, NO, SCHEMA),
        "tests/generator/test_pages.py::test_nothing_is_cut_off",
    ),
    "defined names": (
        ("read back", "calculated with", READ, "read", SCHEMA),
        "tests/generator/test_workbook_contents.py::test_every_field_has_its_name",
    ),
    "protection, hidden sheets": (
        ("tried by hand", NO, READ, NO, SCHEMA),
        "tests/generator/test_workbook_contents.py::test_every_sheet_is_protected_but_for_what_does_no_harm",
    ),
    "saving and reading back": (
        ("values kept", NO, "values kept", NO, NO),
        "tests/generator/test_round_trip.py::test_through_libreoffice",
    ),
}
"""By construct: how it was tried in each program, and where the test stands."""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *map(tuple, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def functions() -> str:
    rows = (
        (f"`{each.name}`", f"{each.since}" if each.since > 2003 else "2003 or before", *used(each.uses))
        for each in FUNCTIONS.values()
    )
    return table(("function", "in Excel since", *Use), rows)


def used(uses: frozenset[Use]) -> Iterable[str]:
    return ("●" if use in uses else "" for use in Use)


def rules() -> str:
    rows = ((f"`{each.code}`", each.where, each.refuses, each.breaks) for each in RULES)
    return table(("rule", "where", "refused", "what would break"), rows)


def tried() -> str:
    rows = ((construct, *how, NOT_TRIED, f"`{test}`") for construct, (how, test) in TRIED.items())
    return table(("construct", *PROGRAMS, "test"), rows)


TABLES: Final[Mapping[str, Callable[[], str]]] = {"functions": functions, "rules": rules, "tried": tried}


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_fresh(name: str, regold: bool) -> None:
    fresh = f"<!-- {name} -->\n{TABLES[name]()}\n<!-- /{name} -->"
    text = DOCUMENT.read_text(encoding="utf-8")
    [known] = re.findall(rf"<!-- {name} -->\n.*?<!-- /{name} -->", text, re.DOTALL)
    if regold:
        DOCUMENT.write_text(text.replace(known, fresh), encoding="utf-8")
    else:
        assert known == fresh, "pytest --regold tests/docs/test_compatibility.py writes it anew"


def test_the_functions_are_in_order() -> None:
    assert list(FUNCTIONS) == sorted(FUNCTIONS)


def test_the_tests_that_are_named_exist() -> None:
    for _, test in TRIED.values():
        path, _, function = test.partition("::")
        assert f"def {function}" in (ROOT / path).read_text(encoding="utf-8"), test
