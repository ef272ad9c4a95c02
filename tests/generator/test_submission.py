"""The package: the same bytes for the same content, what was changed in it is found, and a bad one opens nothing."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
import pytest

from generator.damage.receipt import damages_of
from generator.submission.building import Prepared, package_of, packed, prepare
from generator.submission.canonical import canonical_json, sha256
from generator.submission.manifest import CONTENTS, FINDINGS, MANIFEST, VALUES, WORKBOOK, Manifest, filing_digest
from generator.submission.opening import Opened, is_package, open_submission
from generator.submission.receipt import answers, is_ours, read_receipt, receipt_for, signed
from generator.submission.stamping import RECEIPT, Stamp, properties_of, stamp_of, stamped, with_properties
from generator.submission.verifying import verify
from qingbiao.errors import BadPackage, BadWorkbook, NotInOrder, Unusable
from qingbiao.load import SHIPPED
from tests.submission.world import AT, LATER, NAME, ROOT, library, prepared, workbook

STAMP = Stamp("2024-3F9Q-AB12-77XK", "a" * 64)


def package(at: datetime = AT) -> bytes:
    return package_of(prepared(), at)


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def codes(refused: pytest.ExceptionInfo[Any]) -> set[str]:
    return {fault.code for fault in refused.value.faults}


# --- the same content, the same package --------------------------------------------------------------------------


def test_the_same_workbook_and_time_give_the_same_bytes() -> None:
    again = prepare(Path("elsewhere/别的名字.xlsx"), workbook(), library(), "en")
    assert package_of(again, AT) == package()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_gives_the_same_bytes(seed: str) -> None:
    """No order of sets or of files, no language and no place gets into the package."""
    code = """
from generator.submission.building import package_of
from generator.submission.canonical import sha256
from tests.submission.world import AT, prepared
import sys
sys.stdout.write(sha256(package_of(prepared(), AT)))
"""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "QINGBIAO_LANG": "en", "LC_ALL": "C", "TZ": "UTC"}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout == sha256(package())


def test_a_name_that_no_manifest_holds_is_told() -> None:
    with pytest.raises(NotInOrder) as refused:
        prepare(NAME, workbook(serial="7" * 301), library())
    assert codes(refused) == {"submission-long-name"}


def test_another_time_changes_nothing_but_the_time() -> None:
    now, later = parts(package()), parts(package(LATER))
    assert {name for name in now if now[name] != later[name]} == {MANIFEST}
    manifests = [json.loads(each[MANIFEST]) for each in (now, later)]
    assert {key for key in manifests[0] if manifests[0][key] != manifests[1][key]} == {"time"}


def test_a_package_holds_the_workbook_as_saved_and_says_what_it_is() -> None:
    opened = open_submission(package())
    assert opened.parts[WORKBOOK] == workbook()
    manifest = opened.manifest
    assert (manifest.edition, manifest.unit, manifest.time) == ("mee-2024", prepared().filed.unit, AT.isoformat())
    values = json.loads(opened.parts[VALUES])
    assert values["cells"]["company.name"] == manifest.unit
    findings = json.loads(opened.parts[FINDINGS])
    assert findings["verdict"] == "pass"
    assert sum(findings["checks"].values()) > 50


def test_a_workbook_that_was_saved_once_more_is_the_same_submission() -> None:
    """Programs write the day of saving into the file, so that its bytes say nothing about what is reported."""
    saved = with_properties(workbook(), {"saved": "2025-03-01"})
    again = prepare(NAME, saved, library())
    assert saved != workbook()
    assert (again.digest, again.key, again.number) == (prepared().digest, prepared().key, prepared().number)


def test_what_is_corrected_is_another_submission_and_so_is_what_is_sent_anew_after_it() -> None:
    first = prepared()
    corrected = prepare(NAME, stamped(workbook(contact="李四"), Stamp(first.number, first.digest)), library())
    back = prepare(NAME, stamped(workbook(), Stamp(corrected.number, corrected.digest)), library())
    assert back.digest == first.digest != corrected.digest
    assert len({first.number, corrected.number, back.number}) == 3


def test_the_receipt_in_a_workbook_that_has_not_changed_stays_its_receipt() -> None:
    first = prepared()
    again = prepare(NAME, stamped(workbook(), Stamp(first.number, first.digest)), library())
    assert again.repeated
    assert again.number == first.number


def test_a_filing_with_findings_is_refused_with_every_one_of_them() -> None:
    with pytest.raises(NotInOrder) as refused:
        prepare(NAME, workbook("panjin-2024"), library())
    assert len(refused.value.faults) > 10
    said = [fault.text("zh") for fault in refused.value.faults]
    assert any("没有填" in text for text in said), "mandatory"
    assert any("要写审核说明" in text for text in said), "an explanation is missing"
    assert all(fault.place.sheet and fault.place.cell for fault in refused.value.faults)


def test_a_file_that_is_no_workbook_is_refused_with_the_reason() -> None:
    with pytest.raises(Unusable) as refused:
        prepare(NAME, b"PK no workbook", library())
    assert codes(refused) == {"workbook-damaged"}


# --- what was changed is found -----------------------------------------------------------------------------------


def changed(name: str, change: Callable[[bytes], bytes], *, honest: bool = False) -> bytes:
    """The package with one part changed; ``honest``: the manifest states the new digests."""
    contents = parts(package())
    contents[name] = change(contents[name])
    if honest:
        manifest = json.loads(contents[MANIFEST])
        for each in CONTENTS:
            manifest["parts"][each] = {"sha256": sha256(contents[each]), "size": len(contents[each])}
        manifest["digest"] = "0" * 64
        model = Manifest.model_validate_json(json.dumps(manifest))
        manifest["digest"] = filing_digest(model, model.serial, contents[VALUES])
        contents[MANIFEST] = canonical_json(manifest)
    return packed(contents)


@pytest.mark.parametrize("name", CONTENTS)
def test_any_changed_byte_of_any_part_is_found(name: str) -> None:
    random = Random(1)
    size = len(parts(package())[name])
    for place in (0, size - 1, *(random.randrange(size) for _ in range(10))):
        with pytest.raises(BadPackage) as refused:
            open_submission(changed(name, lambda part, at=place: part[:at] + bytes([part[at] ^ 1]) + part[at + 1 :]))
        assert codes(refused) >= {"submission-changed"}


def document(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    def changing(part: bytes) -> bytes:
        data = json.loads(part)
        change(data)
        return canonical_json(data)

    return changing


CHEATED: Mapping[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a value": (VALUES, document(lambda data: data["cells"].update({"company.name": "别人"})), "submission-values"),
    "no values": (VALUES, lambda part: b"[]", "submission-values"),
    "a finding left out": (FINDINGS, document(lambda data: data["findings"].clear()), "submission-findings"),
    "a finding added": (FINDINGS, document(lambda data: data["findings"].append({})), "submission-findings"),
    "no findings": (FINDINGS, lambda part: b"{" * 5000, "submission-findings"),
    "another workbook": (WORKBOOK, lambda part: workbook(contact="李四"), "submission-values"),
    "another form": (WORKBOOK, lambda part: workbook("miit-2024"), "submission-differs"),
    "another unit": (MANIFEST, document(lambda data: data.update(unit="别人")), "submission-differs"),
    "another year": (MANIFEST, document(lambda data: data.update(year=2030)), "submission-differs"),
    "another number": (MANIFEST, document(lambda data: data.update(number=STAMP.number)), "submission-differs"),
    "follows another": (MANIFEST, document(lambda data: data.update(previous=STAMP.number)), "submission-differs"),
    "another serial": (MANIFEST, document(lambda data: data.update(serial="7")), "submission-differs"),
}


@pytest.mark.parametrize("what", [name for name in CHEATED if name != "a finding left out"])
def test_a_package_that_states_its_own_forged_parts_does_not_withstand_examining_anew(what: str) -> None:
    name, change, code = CHEATED[what]
    forged = open_submission(changed(name, change, honest=True))
    with pytest.raises(BadPackage) as refused:
        verify(forged, library())
    assert code in codes(refused)


def test_a_finding_that_is_left_out_is_missed() -> None:
    """Hints do not stand in the way, but what the bureau sees has to have them."""
    hinted = parts(package())[FINDINGS]
    data = json.loads(hinted)
    data["counts"]["hint"] += 1
    forged = open_submission(changed(FINDINGS, lambda part: canonical_json(data), honest=True))
    with pytest.raises(BadPackage) as refused:
        verify(forged, library())
    assert codes(refused) == {"submission-findings"}


def test_a_workbook_with_findings_is_refused_whatever_its_package_says() -> None:
    forged = open_submission(changed(WORKBOOK, lambda part: workbook("panjin-2024"), honest=True))
    with pytest.raises(NotInOrder):
        verify(forged, library())


def test_other_definitions_on_the_two_sides_are_told_as_that() -> None:
    forged = changed(MANIFEST, document(lambda data: data.update(spec_digest="older")), honest=True)
    assert verify(open_submission(forged), library()), "other texts of the spec, the same results"
    contents = parts(forged)
    contents[VALUES] = document(lambda data: data["cells"].update({"company.name": "别人"}))(contents[VALUES])
    manifest = json.loads(contents[MANIFEST])
    manifest["parts"][VALUES] = {"sha256": sha256(contents[VALUES]), "size": len(contents[VALUES])}
    model = Manifest.model_validate_json(json.dumps(manifest))
    manifest["digest"] = filing_digest(model, model.serial, contents[VALUES])
    with pytest.raises(BadPackage) as refused:
        verify(open_submission(packed({**contents, MANIFEST: canonical_json(manifest)})), library())
    assert codes(refused) == {"submission-other-spec"}


def test_what_is_right_is_verified_and_gives_the_same() -> None:
    opened = open_submission(package())
    found: Prepared = verify(opened, library())
    assert (found.digest, found.key, found.values) == (opened.manifest.digest, opened.key, opened.parts[VALUES])


# --- bad archives ------------------------------------------------------------------------------------------------


def archive(entries: list[tuple[str | ZipInfo, bytes]], compression: int = 0) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", compression) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, content in entries:
            made.writestr(name, content)
    return buffer.getvalue()


def hostile() -> dict[str, bytes]:
    good = list(parts(package()).items())
    return {
        "empty": b"",
        "text": b"PK\x03\x04",
        "no part": archive([]),
        "one more": archive([*good, ("more.txt", b"")]),
        "out of the folder": archive([*good[:-1], ("../workbook.xlsx", workbook())]),
        "absolute": archive([*good[:-1], ("/workbook.xlsx", workbook())]),
        "backslash": archive([*good[:-1], ("..\\workbook.xlsx", workbook())]),
        "twice": archive([*good, good[-1]]),
        "compressed bomb": archive([*good[:-1], (WORKBOOK, bytes(50_000_000))], ZIP_DEFLATED),
        "a large manifest": archive([(MANIFEST, b" " * 100_000), *good[1:]]),
        "deep manifest": archive([(MANIFEST, b"[" * 60_000), *good[1:]]),
        "no object": archive([(MANIFEST, b"7"), *good[1:]]),
        "other parts listed": changed(MANIFEST, document(lambda data: data["parts"].popitem())),
        "unknown key": changed(MANIFEST, document(lambda data: data.update(more=1))),
        "newer": changed(MANIFEST, document(lambda data: data.update(format="qingbiao-submission/2"))),
        "verdict": changed(MANIFEST, document(lambda data: data.update(verdict="fail"))),
        "number as text": changed(MANIFEST, document(lambda data: data.update(year="2024"))),
    }


@pytest.mark.parametrize("what", sorted(hostile()))
def test_hostile_archives_are_refused_and_nothing_is_written(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadPackage):
        open_submission(hostile()[what])
    assert list(tmp_path.parent.glob("*.xlsx")) + list(tmp_path.iterdir()) == []


def test_a_package_that_was_cut_off_or_damaged_anywhere_is_refused_or_harmless() -> None:
    content, random = package(), Random(2)
    for _ in range(60):
        place = random.randrange(len(content))
        with pytest.raises(BadPackage):
            open_submission(content[:place])
        damaged = content[:place] + bytes([content[place] ^ (1 << random.randrange(8))]) + content[place + 1 :]
        try:
            opened: Opened | None = open_submission(damaged)
        except BadPackage:
            opened = None
        assert opened is None or opened.parts == parts(content)


def test_packages_and_workbooks_are_told_apart_by_what_they_hold() -> None:
    assert is_package(package())
    assert not is_package(workbook())
    assert not is_package(b"PK")
    assert is_package(package()[:-30]), "what is left is the end of the workbook inside"


# --- the receipt -------------------------------------------------------------------------------------------------


def test_a_receipt_is_the_desk_s_own_and_no_word_of_it_can_be_changed() -> None:
    opened = open_submission(package())
    receipt = signed(receipt_for(opened.manifest, package(), LATER), b"k" * 32)
    assert answers(receipt, opened.manifest)
    assert read_receipt(receipt.content()) == receipt
    assert is_ours(receipt, b"k" * 32)
    assert not is_ours(receipt, b"l" * 32)
    for name, value in receipt.document().items():
        other = 1999 if isinstance(value, int) else "".join(reversed(str(value)))
        assert not is_ours(receipt.model_copy(update={name: other}), b"k" * 32), name


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"[" * 70_000, b'{"number": 1}', b"<html>"])
def test_what_is_no_receipt_is_refused(content: bytes) -> None:
    with pytest.raises(BadPackage) as refused:
        read_receipt(content)
    assert codes(refused) == {"receipt-unreadable"}


# --- the receipt in the workbook ---------------------------------------------------------------------------------


def test_stamping_changes_the_custom_properties_and_no_other_part() -> None:
    before, after = parts(workbook()), parts(stamped(workbook(), STAMP))
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"docProps/custom.xml"}
    properties = properties_of(stamped(workbook(), STAMP))
    assert stamp_of(stamped(workbook(), STAMP)) == STAMP
    assert {key: value for key, value in properties.items() if "receipt" not in key} == properties_of(workbook())


def test_stamping_again_replaces_the_receipt_and_gives_the_same_bytes() -> None:
    once = stamped(workbook(), STAMP)
    other = Stamp("2024-0000-0000-0000", "b" * 64)
    assert stamp_of(stamped(once, other)) == other
    assert stamped(stamped(once, other), STAMP) == once == stamped(once, STAMP)


def test_a_stamped_workbook_opens_is_no_damage_and_keeps_its_values(tmp_path: Path) -> None:
    path = tmp_path / "填报.xlsx"
    path.write_bytes(stamped(workbook(), STAMP))
    book = openpyxl.load_workbook(path)
    assert {each.name: each.value for each in book.custom_doc_props.props}[RECEIPT] == STAMP.number
    assert damages_of(path, SHIPPED) == ()
    assert prepare(path, path.read_bytes(), library()).digest == prepared().digest


def test_a_workbook_that_has_lost_its_properties_gets_a_part_for_them() -> None:
    bare = {name: content for name, content in parts(workbook()).items() if name != "docProps/custom.xml"}
    listed = bare["[Content_Types].xml"]
    bare["[Content_Types].xml"] = re.sub(rb"<Override [^>]*custom[^>]*>(</Override>)?", b"", listed)
    assert listed != bare["[Content_Types].xml"]
    content = archive(list(bare.items()), ZIP_DEFLATED)
    assert properties_of(content) == {}
    after = stamped(content, STAMP)
    assert stamp_of(after) == STAMP
    assert {name for name in bare if bare[name] != parts(after)[name]} == {"[Content_Types].xml", "_rels/.rels"}
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert {each.name for each in book.custom_doc_props.props} == {"qingbiao.receipt", "qingbiao.receipt_digest"}


def test_what_others_wrote_as_a_receipt_is_none() -> None:
    assert stamp_of(workbook()) is None
    assert stamp_of(with_properties(workbook(), {RECEIPT: "<&>"})) is None
    assert stamp_of(stamped(workbook(), Stamp("7", "a" * 64))) is None
    assert stamp_of(b"PK") is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", workbook()[:5000]])
def test_what_is_no_workbook_is_not_stamped(content: bytes) -> None:
    with pytest.raises(BadWorkbook):
        stamped(content, STAMP)
