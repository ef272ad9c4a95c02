"""LinkML's Excel generator on a schema with our workbook's fields, kept in a virtual environment of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any, Final

from bench.subject import ROOT
from qingbiao.form import Field, Kind

HOME: Final = ROOT / ".venv-linkml"
"""LinkML wants many packages in versions of its choice; they stay out of the environment that is measured."""
REQUIREMENT: Final = "linkml>=1.8"
_RANGES: Final = {"count": "integer", "quantity": "decimal", "percent": "decimal", "date": "date"}


def install() -> Path | None:
    """``gen-excel``, installed if need be; ``None`` where it cannot be."""
    program = HOME / ("Scripts" if sys.platform == "win32" else "bin") / "gen-excel"
    if not program.exists():
        venv.create(HOME, with_pip=True)
        pip = [str(program.with_name("python")), "-m", "pip", "install", "--quiet", REQUIREMENT]
        done = subprocess.run(pip, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"LinkML could not be installed: {done.stderr[-300:]}", file=sys.stderr)
            return None
    return program


def version(program: Path) -> str:
    """Which LinkML."""
    ask = "from importlib.metadata import version; print(version('linkml'))"
    line = [str(program.with_name("python")), "-c", ask]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.strip()


def schema(kind: Kind) -> str:
    """One class a register and one for each group of other fields; choices become enumerations. JSON is YAML."""
    classes: dict[str, Any] = {}
    enums: dict[str, Any] = {}
    for each in kind.fields.values():
        group = each.register or each.id.partition(".")[0]
        slot = _identifier(each.id)
        if each.choices:
            enums[f"{slot}_choices"] = {"permissible_values": dict.fromkeys(each.choices)}
        attributes = classes.setdefault(_identifier(group), {"attributes": {}})["attributes"]
        attributes[slot] = _slot(each, f"{slot}_choices")
    head = {
        "id": "https://example.org/bench",
        "name": "bench",
        "prefixes": {"linkml": "https://w3id.org/linkml/"},
        "imports": ["linkml:types"],
        "default_range": "string",
    }
    return json.dumps({**head, "classes": classes, "enums": enums}, ensure_ascii=False, indent=1)


def _slot(each: Field, choices: str) -> dict[str, Any]:
    kind_of = choices if each.choices else _RANGES.get(each.type, "string")
    return {"range": kind_of, "required": each.required, "description": each.title}


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)
