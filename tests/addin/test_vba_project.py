"""The containers of VBA, against independent readers: olefile for the compound file, oletools for the project."""

from __future__ import annotations

import io
from random import Random

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from addin.xlam.compound import MINI_LIMIT, SECTOR, compound_file
from addin.xlam.ovba import CHUNK, compress
from addin.xlam.package import addin_modules, build_addin
from addin.xlam.sources import CHANGES, changed
from addin.xlam.vba import Module, class_module, document, guarded, standard, vba_project

NAMES = st.text(st.characters(min_codepoint=48, max_codepoint=90), min_size=1, max_size=31).filter(
    lambda name: not set(name) & set("/\\:!")
)
EDGES = (0, 1, 63, 64, 65, SECTOR, MINI_LIMIT - 1, MINI_LIMIT, MINI_LIMIT + 1, 3 * SECTOR * 128)
STREAMS = st.one_of(st.sampled_from(EDGES), st.integers(0, 20_000)).map(
    lambda size: bytes(range(251)) * (size // 251 + 1)
)


def streams_of(content: bytes) -> dict[str, bytes]:
    """What olefile finds, by path; it checks the structure on the way and raises for every fault."""
    with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE) as ole:
        assert not ole.parsing_issues
        return {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}


@given(st.dictionaries(NAMES, STREAMS, max_size=12), st.dictionaries(NAMES, STREAMS, min_size=1, max_size=5))
def test_a_compound_file_holds_its_streams(top: dict[str, bytes], inside: dict[str, bytes]) -> None:
    upper = {name.upper(): content for name, content in top.items() if name.upper() != "FOLDER"}  # names ignore case
    within = {name.upper(): content for name, content in inside.items()}
    found = streams_of(compound_file({**upper, "FOLDER": within}))
    assert found == {**upper, **{f"FOLDER/{name}": content for name, content in within.items()}}


@pytest.mark.parametrize("size", EDGES)
def test_streams_of_every_size_are_kept(size: int) -> None:
    assert streams_of(compound_file({"one": b"x" * size, "other": b"y"})) == {"one": b"x" * size, "other": b"y"}


def test_the_order_in_which_streams_are_given_does_not_matter() -> None:
    assert compound_file({"a": b"1", "bb": b"2"}) == compound_file({"bb": b"2", "a": b"1"})


def test_too_much_and_impossible_names_are_refused() -> None:
    with pytest.raises(ValueError, match="DIFAT"):
        compound_file({"big": bytes(8 * 2**20)})
    with pytest.raises(ValueError, match="not a name"):
        compound_file({"a/b": b""})


@given(st.lists(st.sampled_from(["End Sub\r\n", "    ", "Dim x As Long\r\n", "'" * 50, "a", "\r\n"]), max_size=900))
def test_compressed_source_is_read_back(words: list[str]) -> None:
    source = "".join(words).encode()
    assert decompress_stream(bytearray(compress(source))) == source


@given(st.binary(max_size=3000))
def test_compressed_bytes_are_read_back(content: bytes) -> None:
    assert decompress_stream(bytearray(compress(content))) == content


@pytest.mark.parametrize("seed", range(20))
def test_a_whole_chunk_that_cannot_be_compressed_is_stored_as_it_is(seed: int) -> None:
    content = Random(seed).randbytes(CHUNK)
    assert decompress_stream(bytearray(compress(content + b"end"))) == content + b"end"


@pytest.mark.parametrize(
    ("data", "written"),
    [
        (bytes(4), "5D5F8AADDAA8DEA8DEA8DEA8DE"),
        (bytes(1), "5D5F8AADDAADDBADDBAD"),
        (b"\xff", "5D5F8AADDAADDBADDB52"),
    ],
)
def test_protection_is_written_as_excel_writes_it(data: bytes, written: str) -> None:
    """The values of the quickstart add-in in xlwings' package, with their seed and filler."""
    assert guarded(data, "{318BEE36-5BE1-492A-826D-473DB19B0F30}", 0x5D, b"\x9b\xff") == written


def read_modules(content: bytes, name: str) -> dict[str, str]:
    parser = VBA_Parser(name, data=content)
    try:
        found = {module.partition(".")[0]: code for _, _, module, code in parser.extract_all_macros()}
    finally:
        parser.close()
    return {module: code.replace("\r\n", "\n") for module, code in found.items()}


def test_olevba_reads_every_module_as_it_was_written() -> None:
    assert read_modules(build_addin(), "qingbiao.xlam") == {module.name: module.source for module in addin_modules()}


def test_a_project_lists_what_it_holds() -> None:
    modules = (
        document("Book", "workbook"),
        class_module("Thing", "Attribute VB_Exposed = True\nDim x\n"),
        standard("M", ""),
    )
    streams = streams_of(vba_project("P", modules, "{00000000-0000-0000-0000-000000000000}"))
    assert streams.keys() == {"VBA/dir", "VBA/_VBA_PROJECT", "VBA/Book", "VBA/Thing", "VBA/M", "PROJECT", "PROJECTwm"}
    listed = streams["PROJECT"].decode().split("\r\n")
    assert {"Document=Book/&H00000000", "Class=Thing", "Module=M", 'Name="P"'} <= set(listed)
    assert streams["VBA/_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000100")


def test_source_that_is_not_ascii_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        Module("M", "standard", "' 清表\n").stored()


def test_another_xlwings_is_looked_at_by_a_person_first() -> None:
    with pytest.raises(ValueError, match="0 times"):
        changed('Attribute VB_Name = "xlwings"\n')


def test_a_received_workbook_cannot_choose_what_is_run() -> None:
    """Neither a sheet in it nor a file beside it names the program, and no Python beside or in it is imported."""
    source = next(module.source for module in addin_modules() if module.name == "xlwings")
    assert 'Optional source As String = "user")' in source
    assert not [
        line for line in source.splitlines() if "GetConfig(" in line and ('"sheet"' in line or '"directory"' in line)
    ]
    assert 'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")' not in source
    assert all(change.why in source for change in CHANGES)
    assert "uses_embedded_code = True" in source.split("If False Then")[1].split("End If")[0]
