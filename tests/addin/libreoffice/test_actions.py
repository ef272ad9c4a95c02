"""What each button does to a real workbook, and what it says."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings

from addin.actions import ACTIONS, perform
from addin.forms import own_library
from addin.importing import import_from
from addin.libreoffice.office import struct
from addin.navigation import spots
from addin.outcome import Outcome
from addin.places import here
from addin.printing import SUFFIX
from addin.selftest.bench import Bench
from addin.session import Session
from addin.settings import SPEC, settings_text
from generator.checks.names import CODE, EXPLANATION, TALLY
from generator.checks.report_sheet import MESSAGE
from generator.damage.receipt import inspect
from generator.healing import heal_file
from generator.library import Library
from generator.plan import Area
from generator.reader import read_workbook
from generator.workbook import build_workbook
from qingbiao.bind import LAST
from qingbiao.errors import QingbiaoError
from qingbiao.filing import Filing, compute
from qingbiao.findings import Verdict
from qingbiao.load import SHIPPED
from tests.addin.libreoffice.conftest import LIBRARY, Open, example, session, workbook
from tests.addin.libreoffice.window import Window
from tests.engines.office import Office
from tests.qingbiao.small_form import write_form

BUREAU = ("mee-2024", "bureau")
ENTERPRISE = ("mee-2024", "enterprise")


def act(action: str, book: xlwings.Book) -> Outcome:
    """As the button, but for what is said."""
    at_hand = session(book)
    outcome = ACTIONS[action](at_hand)
    if outcome.goto is not None:
        at_hand.goto(*outcome.goto)
    return outcome


def refusal(action: Callable[[], object]) -> str:
    """Why an action is refused."""
    with pytest.raises(QingbiaoError) as told:
        action()
    return told.value.faults[0].code


# --- 校验 and what leads from finding to finding ------------------------------------------------------------------


def test_validating_says_the_verdict_and_shows_the_first_finding(opened: Open) -> None:
    book = opened(*ENTERPRISE)
    outcome = act("validate", book)
    first = spots(session(book))[0]
    assert outcome.says[0].code == "addin-verdict-fail"
    assert session(book).selection() == (first.sheet, first.row, first.column)
    assert outcome.how == "warning"


def test_a_filing_in_order_passes(opened: Open) -> None:
    book = opened(*ENTERPRISE, example("enterprise-2024.yaml", *ENTERPRISE))
    verdict = session(book).examined.verdict
    assert act("validate", book).says[0].code == f"addin-verdict-{verdict.value}"
    assert verdict is not Verdict.FAIL


def test_what_only_the_desk_can_know_is_told_as_well(opened: Open) -> None:
    filing = example("enterprise-2024.yaml", *ENTERPRISE)
    book = opened(*ENTERPRISE, filing.updated(Filing(cells={"company.industry": "C9999 没有这一类"})))
    codes = [fault.code for fault in act("validate", book).says]
    assert "addin-at-the-desk" in codes


def test_what_only_the_desk_can_know_fills_its_lines(opened: Open, tmp_path: Path) -> None:
    """On the sheet 校验, with the time; nothing else is touched, and nobody takes it for damage or for a figure."""
    filing = example("enterprise-2024.yaml", *ENTERPRISE)
    book = opened(*ENTERPRISE, filing.updated(Filing(cells={"company.industry": "C9999 没有这一类"})))
    before = session(book).received
    untouched, saved = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    book.impl.save(str(untouched))
    shown = shown_messages(book)
    act("validate", book)
    desk = {line.code for line in session(book).lines.all if line.desk}
    results = {result.code: result for result in session(book).examined.results if result.code in desk}
    assert any(result.findings for result in results.values())
    now = shown_messages(book)
    for code, message in now.items():
        if code not in desk:
            assert message == shown[code]
            continue
        assert "点“校验”时：" in message
        assert all(finding.message in message for finding in results[code].findings[:1])
    assert session(book).received.filing == before.filing
    book.impl.save(str(saved))
    assert damages(saved) == damages(untouched)
    assert heal_file(saved, SHIPPED).homeless == ()
    assert book.sheets[TALLY].api.isProtected()


def test_the_verdict_is_told_where_nothing_can_be_written(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a workbook that is open for reading only."""
    book = opened(*ENTERPRISE)

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Session, "write", refuse)
    assert act("validate", book).says[0].code == "addin-verdict-fail"


def shown_messages(book: xlwings.Book) -> dict[str, str]:
    """By code, what the lines of the sheet 校验 say."""
    codes = session(book).received.places[CODE]
    cells = book.sheets[codes.sheet]
    area = codes.area
    messages = cells.range((area.top, MESSAGE), (area.bottom, MESSAGE)).options(ndim=1).value
    return dict(zip(cells[area.a1].options(ndim=1).value, messages, strict=True))


def test_next_and_previous_go_round_and_skip_what_was_mended(opened: Open) -> None:
    book = opened(*ENTERPRISE)
    all_spots = spots(session(book))
    visited = []
    for _ in range(4):
        act("next", book)
        visited.append(session(book).selection())
    act("previous", book)
    assert session(book).selection() == visited[-2]
    session(book).goto(all_spots[-1].sheet, all_spots[-1].cell)
    act("next", book)
    assert session(book).selection() == (all_spots[0].sheet, all_spots[0].row, all_spots[0].column)
    session(book).write(
        all_spots[0].sheet,
        Area(all_spots[0].row, all_spots[0].column, all_spots[0].row, all_spots[0].column),
        [["某某化工有限公司"]],
    )
    assert spots(session(book))[0].key == all_spots[1].key


def test_explaining_goes_to_the_cell_beside_the_check(opened: Open) -> None:
    book = opened(*BUREAU, example("panjin-2024.yaml", *BUREAU))
    asked = [result for result in session(book).examined.results if result.needs_explanation]
    assert asked
    act("explain", book)
    sheet, row, column = session(book).selection()
    places = session(book).received.places
    assert (sheet, column) == (places[EXPLANATION].sheet, places[EXPLANATION].column)
    code = book.sheets[sheet].range((row, places[CODE].column)).value
    assert code in {result.code for result in asked}


# --- 修复 --------------------------------------------------------------------------------------------------------


def test_repairing_brings_back_what_a_paste_destroyed_and_keeps_what_was_filled_in(
    opened: Open, tmp_path: Path
) -> None:
    filing = example("panjin-2024.yaml", *BUREAU)
    book = opened(*BUREAU, filing)
    saved = tmp_path / "before.xlsx"
    book.impl.save(str(saved))
    healthy = damages(saved)
    name = session(book).received.places["pollutants.name"]
    computed = next(
        place for key, place in session(book).received.places.items() if key.startswith("resources.") and "co2" in key
    )
    paste_over(book, name.sheet, name.area)
    with session(book).lifted([computed.sheet]):
        book.sheets[computed.sheet][computed.cell(2)].raw_value = 12.0
    book.impl.save(str(saved))
    assert damages(saved) != healthy
    outcome = act("repair", book)
    assert outcome.says[0].slots["cells"] == 1
    book.impl.save(str(saved))
    assert damages(saved) == healthy
    assert session(book).received.filing == filing
    assert book.sheets[name.sheet].api.isProtected()


def test_a_sound_workbook_is_not_changed_by_repairing_it(opened: Open, tmp_path: Path) -> None:
    book = opened(*ENTERPRISE, example("enterprise-2024.yaml", *ENTERPRISE))
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    book.impl.save(str(before))
    assert act("repair", book).says[0].slots["cells"] == 0
    book.impl.save(str(after))
    assert damages(after) == damages(before)


def paste_over(book: xlwings.Book, sheet: str, area: Area) -> None:
    """What copying cells from another workbook over inputs does: values stay here, everything about them changes."""
    cells = book.sheets[sheet][area.a1].api
    with session(book).lifted([sheet]):
        cells.CellBackColor = 0x00FF00
        cells.CharFontName = "Arial"
        cells.CellProtection = struct("util.CellProtection", IsLocked=True)
        rule = cells.Validation
        rule.ErrorMessage, rule.InputMessage = "", ""
        rule.Type = type(rule.Type)("com.sun.star.sheet.ValidationType", "ANY")
        cells.Validation = rule
        rules = cells.ConditionalFormat
        rules.clear()
        cells.ConditionalFormat = rules


def damages(path: Path) -> list[tuple[str, str, str]]:
    """What is wrong with a file; what LibreOffice writes otherwise than we do is in it as well."""
    return sorted((each.kind, each.sheet, each.cell) for each in inspect(path, SHIPPED).damages)


# --- 增加行 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [1, 7])
def test_new_rows_have_everything_and_so_have_their_partners(opened: Open, tmp_path: Path, more: int) -> None:
    """As many as are selected."""
    filing = example("panjin-2024.yaml", *BUREAU)
    book = opened(*BUREAU, filing)
    received = session(book).received
    name = received.places["pollutants.name"]
    last = name.area.bottom
    session(book).write(name.sheet, Area(last, name.column, last, name.column), [["=最后一行"]])
    expected = session(book).received.filing
    session(book).goto(name.sheet, f"{name.cell(3)}:{name.cell(2 + more)}")
    outcome = act("add_row", book)
    assert outcome.says[0].code == "addin-row-added"
    after = session(book).received
    assert after.capacities == {**received.capacities, "pollutants": 30 + more, "resources": 30 + more}
    assert after.places == after.plan.places | {k: v for k, v in after.places.items() if k not in after.plan.places}
    column = after.filing.columns["pollutants.name"]
    assert column[29] == "=最后一行"
    assert after.filing == expected
    saved, fresh = tmp_path / "after.xlsx", tmp_path / "fresh.xlsx"
    book.impl.save(str(saved))
    plain = opened(*BUREAU, expected, {"pollutants": 30 + more})
    plain.impl.save(str(fresh))
    assert damages(saved) == damages(fresh)
    assert read_workbook(saved, LIBRARY).filing == expected


def test_a_new_row_computes(opened: Open) -> None:
    book = opened(*BUREAU)
    place = session(book).received.places["resources.coal"]
    session(book).goto(place.sheet, place.cell(0))
    act("add_row", book)
    row = place.row + place.rows
    session(book).write(place.sheet, Area(row, place.column, row, place.column), [[30000.0]])
    now = session(book).received
    co2 = now.places["resources.coal_co2"]
    expected = compute(now.kind, now.filing, now.edition.year, now.capacities).columns["resources.coal_co2"][-1]
    assert isinstance(expected, float)
    assert book.sheets[co2.sheet][co2.cell(place.rows)].value == pytest.approx(expected)


def test_no_more_rows_are_added_than_are_selected_of_the_register(opened: Open) -> None:
    book = opened(*BUREAU)
    name = session(book).received.places["pollutants.name"]
    session(book).goto(name.sheet, f"{name.cell(name.rows - 2)}:{name.cell(name.rows + 500)}")
    assert act("add_row", book).says[0].slots["more"] == 2
    assert session(book).received.capacities["pollutants"] == name.rows + 2


def test_where_no_row_can_be_added_the_reason_is_told(opened: Open) -> None:
    book = opened(*BUREAU)
    place = session(book).received.places["documents.name"]
    session(book).goto(place.sheet, place.cell(0))
    assert refusal(lambda: act("add_row", book)) == "addin-row-fixed"
    session(book).goto(place.sheet, "A1")
    assert refusal(lambda: act("add_row", book)) == "addin-row-where"


# --- 打印, 导入上年数 -----------------------------------------------------------------------------------------------


def test_the_print_has_no_empty_rows_and_the_workbook_has_them_again(opened: Open) -> None:
    book = opened(*BUREAU, example("panjin-2024.yaml", *BUREAU), {"": 200})
    outcome = act("tidy_print", book)
    path = Path(book.fullname)
    pdf = path.with_name(path.stem + SUFFIX)
    assert outcome.says[0].slots["path"] == pdf.name
    full = path.with_name("full.pdf")
    book.to_pdf(full)
    if shutil.which("pdfinfo"):
        assert Office.pages(pdf) < Office.pages(full)
    place = session(book).received.places["pollutants.name"]
    rows = book.sheets[place.sheet].range((place.row, 1), (place.area.bottom, 1)).rows
    assert rows.hidden is False
    assert book.sheets[place.sheet].api.isProtected()


def test_last_year_s_values_are_taken_from_last_year_s_workbook(opened: Open, tmp_path: Path) -> None:
    known = LIBRARY.known("miit-2024", 2024, "bureau")
    field = next(key for key in known.kind.last if not known.kind.fields[key].computed)
    book = opened("miit-2024", "bureau")
    this_year = workbook(tmp_path, "miit-2024", "bureau")
    assert refusal(lambda: import_from(session(book), this_year)) == "addin-last-other"
    before = LIBRARY.known("miit-2024", 2023, "bureau")
    old = tmp_path / "去年.xlsx"
    old.write_bytes(build_workbook(before.edition, before.kind, Filing(cells={field: 41.0})).content)
    outcome = import_from(session(book), old)
    received = session(book).received
    assert received.filing.last[field] == 41.0
    assert outcome.says[0].slots["count"] == len(received.filing.last)
    assert received.places[LAST + field].sheet == outcome.goto[0] if outcome.goto else False


# --- performing --------------------------------------------------------------------------------------------------


def performed(window: Window, action: str, book: xlwings.Book) -> str:
    """What the box says that an action opens."""
    thread = threading.Thread(target=perform, args=(action, book))
    thread.start()
    try:
        return window.box()
    finally:
        thread.join(30)


def test_a_failure_is_told_without_a_traceback_and_logged_with_one(
    window: Window, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(*ENTERPRISE)

    def broken(_: object) -> Outcome:
        raise RuntimeError("somewhere deep")

    monkeypatch.setattr("addin.actions.ACTIONS", {"validate": broken})
    said = performed(window, "validate", book)
    assert "addin.log" in said
    assert "somewhere deep" not in said
    log = (window.home / "addin.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "somewhere deep" in log


def test_a_form_of_one_s_own_has_every_button(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known by the folder in the person's settings, and by nothing else; the self-test takes it too."""
    monkeypatch.setenv("QINGBIAO_HOME", str(window.home))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    folder = write_form(tmp_path / "报表")
    known = Library(folder).known("demo-2024", 2024, "unit")
    path = tmp_path / "单位表.xlsx"
    path.write_bytes(build_workbook(known.edition, known.kind).content)
    book = window.open(path)
    try:
        assert "这里没有这个版本" in performed(window, "validate", book)
        settings = here().settings
        settings.parent.mkdir()
        settings.write_text(settings_text({SPEC: str(folder)}), encoding="utf-8")
        assert "还不能上报" in performed(window, "validate", book)
        assert [each.kind.id for each in Bench(Session(book, own_library), tmp_path).forms] == ["unit", "desk"]
        settings.write_text(settings_text({SPEC: str(tmp_path / "没有")}), encoding="utf-8")
        assert "设置的 SPEC 不对" in performed(window, "validate", book)
    finally:
        book.impl.close()


def test_what_is_said_over_the_cells_waits_for_nobody(window: Window, opened: Open) -> None:
    book = opened(*ENTERPRISE)
    perform("next", book)
    assert book.api.getCurrentController().hasInfobar("qingbiao")
    performed(window, "help", book)
    assert not book.api.getCurrentController().hasInfobar("qingbiao")
