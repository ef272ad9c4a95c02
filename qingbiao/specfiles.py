"""From a spec folder to checked shapes: which forms there are, and one edition's files read, rendered and validated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qingbiao import schema
from qingbiao.errors import FaultySpec, NoSuchForm, raise_if
from qingbiao.faults import Fault, Place, nearest, short
from qingbiao.yamlfile import Located, Path_, read_yaml

SHIPPED: Final = Path(__file__).resolve().parents[1] / "spec"
"""The spec folder that comes with the product: in a checkout and in an installed tool it stands beside this package."""

HEAD: Final = "form.yaml"
_TABLE: Final = re.compile(r"[a-z][a-z0-9_]*")

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class EditionFiles:
    """An edition's head and its tables, each with the file it came from."""

    folder: Path
    head: schema.Edition
    head_file: Located
    tables: Mapping[str, tuple[schema.Table, Located]]


def folders_for(spec: Path | None) -> tuple[Path, ...]:
    """Where to look for code lists and factors: the given spec folder first, then what is shipped."""
    return (SHIPPED,) if spec is None or spec.resolve() == SHIPPED else (spec, SHIPPED)


def edition_folders(spec: Path) -> tuple[Path, ...]:
    """The edition folders of a spec folder, by name. Raises :class:`NoSuchForm` when there are none."""
    if (spec / HEAD).is_file():
        return (spec,)
    found = tuple(sorted(head.parent for head in spec.glob(f"*/{HEAD}")))
    if not found:
        raise NoSuchForm(Fault("spec-empty", {"folder": spec}))
    return found


def edition_names(folder: Path) -> tuple[str, ...]:
    """What an edition answers to, its form and its own id; nothing when its head cannot be read."""
    try:
        data = read_yaml(folder / HEAD).data
    except FaultySpec:
        return ()
    return tuple(str(data[key]) for key in ("form", "edition") if key in data) if isinstance(data, dict) else ()


def read_edition(folder: Path, year: int | None = None) -> EditionFiles:
    """Read one edition's files. ``year`` replaces the head's. Raises :class:`FaultySpec` with every fault of shape."""
    head_file = read_yaml(folder / HEAD)
    year = year or _written_year(head_file.data)
    context = {"year": year, "last_year": year - 1, "next_year": year + 1}
    faults: list[Fault] = []
    tables: dict[str, tuple[schema.Table, Located]] = {}
    head_file = _collecting(faults, _rendered, head_file, context) or head_file
    head = _collecting(faults, _shaped, schema.Edition, head_file)
    for name, place in _written_tables(head_file).items():
        if not (folder / f"{name}.yaml").is_file():
            there = sorted(path.stem for path in folder.glob("*.yaml") if path.name != HEAD)
            faults.append(Fault("spec-no-table-file", {"name": name, "folder": folder}, place, nearest(name, there)))
            continue
        table = _collecting(faults, _read_table, folder, name, context)
        if table is not None:
            tables[name] = table
    raise_if(FaultySpec, faults)
    return EditionFiles(folder, head.model_copy(update={"year": year}), head_file, tables)


def _written_year(data: Any) -> int:
    """The year of a head that may have faults, which are told elsewhere."""
    year = data.get("year") if isinstance(data, dict) else None
    return year if isinstance(year, int) else 2000


def _written_tables(head: Located) -> dict[str, Place]:
    """The tables that a head names, wherever it is in order, so that their faults are told with its own."""
    found: dict[str, Place] = {}
    kinds = head.data.get("kinds") if isinstance(head.data, dict) else None
    for number, kind in enumerate(kinds if isinstance(kinds, list) else ()):
        tables = kind.get("tables") if isinstance(kind, dict) else None
        for index, name in enumerate(tables if isinstance(tables, list) else ()):
            if isinstance(name, str) and _TABLE.fullmatch(name):
                found.setdefault(name, head.place(("kinds", number, "tables", index)))
    return found


def _collecting(faults: list[Fault], step: Any, *arguments: Any) -> Any:
    """Run one step; put its faults with the others instead of stopping."""
    try:
        return step(*arguments)
    except FaultySpec as problem:
        faults.extend(problem.faults)
        return None


def _read_table(folder: Path, name: str, context: Mapping[str, int]) -> tuple[schema.Table, Located]:
    located = _rendered(read_yaml(folder / f"{name}.yaml"), context)
    table = _shaped(schema.Table, located)
    if table.table != name:
        raise FaultySpec(Fault("spec-table-name", {"name": table.table, "file": name}, located.place(("table",))))
    return table, located


# --- Jinja2 in texts ---------------------------------------------------------------------------------------------

_JINJA: Final = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)


def _rendered(located: Located, context: Mapping[str, int]) -> Located:
    """The file with ``{{ year }}`` and the like filled in."""
    faults: list[Fault] = []

    def render(value: Any, path: Path_) -> Any:
        if isinstance(value, dict):
            return {key: render(child, (*path, key)) for key, child in value.items()}
        if isinstance(value, list):
            return [render(child, (*path, index)) for index, child in enumerate(value)]
        if not isinstance(value, str) or ("{{" not in value and "{%" not in value):
            return value
        try:
            return _JINJA.from_string(value).render(context)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as problem:
            legal = ", ".join(sorted(context))
            slots = {"problem": str(problem), "legal": legal}
            faults.append(Fault("spec-template", slots, located.place(path)))
            return value

    data = render(located.data, ())
    raise_if(FaultySpec, faults)
    return replace(located, data=data)


# --- shape -------------------------------------------------------------------------------------------------------


def _shaped(model: type[Shape], located: Located) -> Shape:
    """Validate a file's data against a shape. Raises :class:`FaultySpec` with every fault, each with its line."""
    try:
        return model.model_validate(located.data)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        raise FaultySpec(*_shape_faults(model, errors, located)) from None


def _shape_faults(model: type[BaseModel], errors: Sequence[ErrorDetails], located: Located) -> Iterator[Fault]:
    said: set[Path_] = set()
    for error in errors:
        path = _data_path(error["loc"], located.data)
        about = path if error["type"] not in {"missing", "extra_forbidden"} else error["loc"]
        if about not in said:  # the other branches of a union say the same thing in other words
            said.add(about)
            yield _shape_fault(model, error, path, located)


def _data_path(loc: tuple[str | int, ...], data: Any) -> Path_:
    """The part of a pydantic location that exists in the data (names of a union's branches do not)."""
    path: list[str | int] = []
    here = data
    for step in loc:
        inside = step in here if isinstance(here, dict) else isinstance(here, list) and step in range(len(here))
        if inside:
            here = here[step]
            path.append(step)
    return tuple(path)


_KINDS_OF_WRONG: Final[Mapping[str, str]] = {
    "string_type": "text",
    "int_type": "whole",
    "int_parsing": "whole",
    "int_from_float": "whole",
    "float_type": "number",
    "float_parsing": "number",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "list_type": "list",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "dict_type": "mapping",
}


def _shape_fault(model: type[BaseModel], error: ErrorDetails, path: Path_, located: Located) -> Fault:
    """One pydantic error in the words of the catalogue."""
    kind, given = error["type"], short(error["input"])
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    context, place = error.get("ctx", {}), located.place(path)
    match kind:
        case "extra_forbidden" if error["input"] is None and not nearest(key, _keys(model)):
            # `value: sum(a, b)` among { } ends at the comma
            fault = Fault("spec-stray-text", {"text": key}, located.key_place(path))
        case "extra_forbidden":
            fault = Fault("spec-unknown-key", {"key": key}, located.key_place(path), nearest(key, _keys(model)))
        case "missing":
            fault = Fault("spec-missing-key", {"key": str(error["loc"][-1])}, place)
        case "literal_error":
            legal = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            slots = {"key": key, "given": given, "legal": ", ".join(legal)}
            fault = Fault("spec-not-one-of", slots, place, nearest(str(error["input"]), legal))
        case "string_pattern_mismatch":
            fault = Fault("spec-bad-id", {"key": key, "given": given}, place)
        case "value_error":
            fault = Fault(f"spec-{context['error']}", {}, place)
        case "string_too_long":
            fault = Fault("spec-too-long", {"key": key, "most": context["max_length"]}, place)
        case _ if kind in _KINDS_OF_WRONG:
            fault = Fault(f"spec-not-{_KINDS_OF_WRONG[kind]}", {"key": key, "given": given}, place)
        case _:
            fault = Fault("spec-shape", {"key": key, "given": given, "problem": error["msg"]}, place)
    return fault


def _keys(model: type[BaseModel]) -> list[str]:
    """Every key that may be written anywhere in a file of this shape."""
    head: tuple[type[BaseModel], ...] = (schema.Edition, schema.Kind, schema.Parameter)
    table = tuple(each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, schema.Shape))
    shapes = head if model is schema.Edition else table
    return sorted({info.alias or key for shape in shapes for key, info in shape.model_fields.items()})
