"""The receipt's number and digest in a workbook's document properties: bytes → bytes, no other part is touched."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from defusedxml.ElementTree import fromstring
from pydantic import TypeAdapter, ValidationError

from generator import identity
from generator.package import BROKEN_ARCHIVE, BROKEN_XML, MOST_OF_A_PART
from generator.submission.manifest import Number, Sha256
from generator.xlsx.canonical import DECLARATION
from qingbiao.errors import BadWorkbook
from qingbiao.faults import Fault

RECEIPT: Final = f"{identity.PREFIX}receipt"
RECEIPT_DIGEST: Final = f"{identity.PREFIX}receipt_digest"

_PART: Final = "docProps/custom.xml"
_TYPES: Final = "[Content_Types].xml"
_ROOT: Final = "_rels/.rels"
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_USERS: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The format that every program gives to properties that people add."""
_FIRST_ID: Final = 2

for _prefix, _space in (("vt", _VALUES), ("", _PROPERTIES)):
    register_namespace(
        _prefix, _space
    )  # as the programs write it; Excel reads any prefix, not every other program does


@dataclass(frozen=True)
class Stamp:
    """The receipt a workbook carries."""

    number: str
    digest: str


def stamp_of(content: bytes) -> Stamp | None:
    """The receipt in a workbook's properties; none if there is none, or what stands there was never one of ours."""
    properties = properties_of(content)
    try:
        number = TypeAdapter(Number).validate_python(properties.get(RECEIPT))
        return Stamp(number, TypeAdapter(Sha256).validate_python(properties.get(RECEIPT_DIGEST)))
    except ValidationError:
        return None


def stamped(content: bytes, stamp: Stamp) -> bytes:
    """The workbook with a receipt in its properties."""
    return with_properties(content, {RECEIPT: stamp.number, RECEIPT_DIGEST: stamp.digest})


def properties_of(content: bytes) -> dict[str, str]:
    """The custom properties of a workbook, as texts; none where they cannot be read."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            root = _root(archive, _PART)
    except (*BROKEN_ARCHIVE, *BROKEN_XML):
        return {}
    return {each.get("name", ""): "".join(each.itertext()) for each in root}


def with_properties(content: bytes, properties: Mapping[str, str]) -> bytes:
    """The workbook with these custom properties; all its other properties and parts stay as they are.

    Only if it has no part for properties yet, that part is also registered. Raises :class:`BadWorkbook`.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _copied(archive, _replaced(archive, properties))
    except (*BROKEN_ARCHIVE, *BROKEN_XML):
        raise BadWorkbook(Fault("workbook-damaged")) from None


def _root(archive: ZipFile, name: str) -> Any:
    part = archive.getinfo(name)
    if part.file_size > MOST_OF_A_PART:
        raise ValueError(name)
    return fromstring(archive.read(part))


def _replaced(archive: ZipFile, properties: Mapping[str, str]) -> dict[str, bytes]:
    """The parts that change."""
    if _PART in archive.namelist():
        root, others = _root(archive, _PART), {}
    else:
        root, others = Element(f"{{{_PROPERTIES}}}Properties"), _registered(archive)
    for name, value in properties.items():
        SubElement(_emptied(root, name), f"{{{_VALUES}}}lpwstr").text = value
    return {**others, _PART: _written(root)}


def _emptied(root: Any, name: str) -> Element:
    """The property of this name without its value, made if there is none."""
    for known in root:
        if known.get("name") == name:
            for value in list(known):
                known.remove(value)
            return known  # type: ignore[no-any-return]
    ids = [int(each.get("pid", "0")) for each in root]
    given = {"fmtid": _USERS, "pid": str(max(ids, default=_FIRST_ID - 1) + 1), "name": name}
    return SubElement(root, f"{{{_PROPERTIES}}}property", given)


def _registered(archive: ZipFile) -> dict[str, bytes]:
    """The two lists of parts with the one for properties on them. They are in the namespace of their own, alone."""
    types, relations = _root(archive, _TYPES), _root(archive, _ROOT)
    SubElement(types, f"{{{_CONTENT_TYPES}}}Override", {"PartName": f"/{_PART}", "ContentType": _TYPE})
    taken = {each.get("Id") for each in relations}
    id_ = next(id_ for number in range(1, len(taken) + 2) if (id_ := f"rId{number}") not in taken)
    given = {"Id": id_, "Type": _RELATION, "Target": _PART}
    SubElement(relations, f"{{{_RELATIONS}}}Relationship", given)
    return {_TYPES: _plain(types, _CONTENT_TYPES), _ROOT: _plain(relations, _RELATIONS)}


def _plain(root: Element, space: str) -> bytes:
    """XML whose elements are all of one namespace, without a prefix: Excel insists on that in these two parts."""
    for each in root.iter():
        each.tag = each.tag.removeprefix(f"{{{space}}}")
    root.set("xmlns", space)
    return _written(root)


def _written(root: Element) -> bytes:
    return DECLARATION + tostring(root, encoding="unicode").encode()


def _copied(archive: ZipFile, changed: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as copy:
        for entry in archive.infolist():
            copy.writestr(entry, changed.get(entry.filename) or archive.read(entry), entry.compress_type)
        for name in changed.keys() - set(archive.namelist()):
            copy.writestr(_new(name, archive.infolist()[0].date_time), changed[name])
    return buffer.getvalue()


def _new(name: str, day: tuple[int, int, int, int, int, int]) -> ZipInfo:
    info = ZipInfo(name, day)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 0
    return info
