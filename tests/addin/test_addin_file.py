"""The add-in as a package: parts, relationships, the ribbon's XML, and callbacks that are there on both sides."""

from __future__ import annotations

import io
import posixpath
import re
import subprocess
import sys
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from addin.buttons import BY_ACTION, GROUPS, Label, buttons
from addin.xlam.package import COMMAND, NAMESPACES, RECEIPT, RIBBON, addin_modules, build_addin, vba_text
from tests.addin.recording import callbacks
from tests.generator.shipped import ROOT

COMMITTED = ROOT / "templates" / "addin" / "qingbiao.xlam"
CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

# What the schemas of customUI (MS-CUSTOMUI, and its 2009/07 successor) allow of what is used here: of each element the
# elements inside it, the attributes it must have, and those it may have, each with the pattern of its type.
TEXT, NAME, CALLBACK = r".{1,1024}", r"[A-Za-z_][\w.-]{0,1023}", r".{1,1024}"
SCHEMA: dict[str, tuple[set[str], set[str], dict[str, str]]] = {
    "customUI": ({"ribbon"}, set(), {"onLoad": CALLBACK}),
    "ribbon": ({"tabs"}, set(), {"startFromScratch": "true|false"}),
    "tabs": ({"tab"}, set(), {}),
    "tab": ({"group"}, {"id", "label"}, {"keytip": r"\S{1,3}", "insertAfterMso": NAME}),
    "group": ({"button"}, {"id", "label"}, {}),
    "button": (
        set(),
        {"id", "label", "imageMso", "screentip", "supertip", "keytip", "onAction", "getEnabled"},
        {"size": "normal|large"},
    ),
}
TYPES = {
    "id": NAME,
    "label": TEXT,
    "imageMso": NAME,
    "screentip": TEXT,
    "supertip": TEXT,
    "keytip": r"\S{1,3}",
    "onAction": CALLBACK,
    "getEnabled": CALLBACK,
}


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    with ZipFile(io.BytesIO(build_addin())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def ribbons(parts: dict[str, bytes]) -> list[tuple[str, ElementTree.Element]]:
    return [(f"{{{namespace}}}", ElementTree.fromstring(parts[name])) for name, namespace in NAMESPACES.items()]


def test_the_same_bytes_on_any_day_and_in_any_process() -> None:
    code = (
        "import hashlib; from addin.xlam.package import build_addin; print(hashlib.sha256(build_addin()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


def test_the_committed_file_is_what_is_built_today() -> None:
    assert COMMITTED.read_bytes() == build_addin(), "run: qingbiao addin build --force"


def test_every_part_has_a_type_and_every_relationship_leads_somewhere(parts: dict[str, bytes]) -> None:
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    defaults = {each.get("Extension") for each in types.iter(f"{CONTENT_TYPES}Default")}
    named = {str(each.get("PartName"))[1:] for each in types.iter(f"{CONTENT_TYPES}Override")}
    assert named <= parts.keys()
    assert {name for name in parts if name.rpartition(".")[2] not in defaults} - named == set()
    reached = set()
    for name in [name for name in parts if name.endswith(".rels")]:
        folder = posixpath.dirname(posixpath.dirname(name))
        for each in ElementTree.fromstring(parts[name]).iter(f"{RELATIONSHIPS}Relationship"):
            reached.add(posixpath.normpath(posixpath.join(folder, str(each.get("Target")))))
    assert reached == {name for name in parts if not name.endswith(".rels")} - {"[Content_Types].xml"}


def test_calamine_opens_it_and_finds_the_licences() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(build_addin()))
    text = "\n".join(str(cell) for row in book.get_sheet_by_name("licences").to_python() for cell in row)
    assert "Zoomer Analytics" in text
    assert "Tim Hall" in text
    assert "WITHOUT WARRANTY" in text.replace("\n", " ")


def test_both_ribbon_parts_are_valid(parts: dict[str, bytes]) -> None:
    for namespace, root in ribbons(parts):
        assert root.tag == f"{namespace}customUI"
        for element in root.iter():
            inside, needed, may = SCHEMA[element.tag.removeprefix(namespace)]
            assert {child.tag.removeprefix(namespace) for child in element} <= inside
            assert needed <= set(element.keys()) <= needed | may.keys()
            for key, value in element.items():
                assert re.fullmatch({**TYPES, **may}[key], value, re.DOTALL), (key, value)
            assert not (element.text or "").strip()


def test_ids_and_keytips_are_unique(parts: dict[str, bytes]) -> None:
    for _, root in ribbons(parts):
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
    keytips = [button.keytip for button in buttons()]
    assert len(keytips) == len(set(keytips))
    assert not [one for one in keytips for other in keytips if one != other and other.startswith(one)]


def test_the_ribbon_and_the_vba_name_the_same_callbacks(parts: dict[str, bytes]) -> None:
    for _, root in ribbons(parts):
        named = {
            value
            for element in root.iter()
            for key, value in element.items()
            if key in {"onLoad", "onAction", "getEnabled"}
        }
        assert named == {f"{RIBBON}.{name}" for name in callbacks() if name != "Refresh"}
    signatures = {
        "onAction": "control As IRibbonControl",
        "getEnabled": "control As IRibbonControl, ByRef returnedVal",
        "onLoad": "Loaded As IRibbonUI",
    }
    _, root = ribbons(parts)[0]
    for element in root.iter():
        for key, expected in signatures.items():
            if key in dict(element.items()):
                assert callbacks()[str(element.get(key)).partition(".")[2]] == expected


def test_events_bring_the_states_up_to_date() -> None:
    source = next(module.source for module in addin_modules() if module.name == "ThisWorkbook")
    for event in ("WorkbookActivate", "WorkbookDeactivate", "SheetActivate"):
        assert re.search(rf"Sub Host_{event}\(.*\)\n    {RIBBON}\.Refresh\nEnd Sub", source)


def test_every_button_says_everything_in_both_languages() -> None:
    for button in buttons():
        for label in (button.label, button.screentip, button.supertip):
            assert label.zh.strip()
            assert label.en.isascii()
            assert not label.zh.isascii()
        assert len(button.supertip.zh + button.supertip.en) < 1000
        assert BY_ACTION[button.action] is button
    assert {group.label.text("zh") for group in GROUPS}
    assert Label("甲", "A").text("en") == "A"


def test_chinese_in_vba_goes_by_character_numbers() -> None:
    assert vba_text('清表 "x"\n行') == 'Han("6E058868") & " ""x""" & Han("000A884C")'
    assert all(module.source.isascii() for module in addin_modules())


def test_lines_of_vba_are_not_longer_than_vba_reads() -> None:
    for module in addin_modules():
        assert max(map(len, module.source.splitlines()), default=0) < 1023


def test_nothing_of_xlwings_paid_part_is_inside() -> None:
    modules = {module.name for module in addin_modules()}
    assert modules == {"ThisWorkbook", "LicencesSheet", RIBBON, "Dictionary", "xlwings"}


def test_names_that_others_rely_on() -> None:
    """Submissions look for the one, settings of Python for the other."""
    assert RECEIPT == "qingbiao.receipt"
    assert COMMAND == "from addin.entry import run; run"
