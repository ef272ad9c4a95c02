"""The tree of exceptions is drawn as it is, and nothing of it grows elsewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from qingbiao import errors
from qingbiao.errors import QingbiaoError

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("qingbiao", "generator", "addin", "bureau", "cli")


def drawn() -> list[tuple[str, str]]:
    """Each exception of the drawing with the one it hangs on."""
    above: list[str] = []
    found = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^ {4}(?:(?P<indent>[│ ]*)[├└]── )?(?P<name>[A-Z]\w+)", line)
        if match:
            depth = 0 if match["indent"] is None else len(match["indent"]) // 4 + 1
            del above[depth:]
            found.append((match["name"], above[-1] if above else "Exception"))
            above.append(match["name"])
    return found


def children(kind: type[QingbiaoError]) -> list[tuple[str, str]]:
    """Those that hang on one, and on those."""
    below = [pair for each in kind.__subclasses__() for pair in children(each)]
    return [(kind.__name__, kind.__bases__[0].__name__), *below]


def test_the_tree_is_drawn_as_it_is() -> None:
    assert sorted(drawn()) == sorted(children(QingbiaoError))


def test_no_exception_of_the_tree_is_made_elsewhere() -> None:
    known = {name for name, _ in drawn()}
    elsewhere = [
        f"{path.relative_to(ROOT)}: {each.name}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if path != Path(errors.__file__)
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, ast.ClassDef)
        and known & {getattr(base, "attr", getattr(base, "id", "")) for base in each.bases}
    ]
    assert elsewhere == []
