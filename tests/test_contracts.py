"""What holds for the whole project: who may import whom, how long a module may be, and what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from qingbiao import schema
from qingbiao.load import load_editions

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("qingbiao", "generator", "addin", "bureau", "cli")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
LONGEST = 500
"""Lines of a module; a longer one is two."""

each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files() -> list[Path]:
    """Every file that is or would be committed."""
    if not (ROOT / ".git").exists():
        pytest.skip("NOT CHECKED, not a git checkout: which files belong to the project is not known")
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# --- imports -----------------------------------------------------------------------------------------------------


def test_imports_go_one_way() -> None:
    """The contracts of pyproject.toml; imports inside functions count."""
    said = run(sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache")
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", said)


LOADED = """
import sys
import {module}
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""

EXCEL = {"openpyxl", "python_calamine", "xlwings", "xlsxwriter"}
SHELL = {"click", "cli"}


@pytest.mark.parametrize(
    "module", ["qingbiao.load", "qingbiao.filing_yaml", "qingbiao.filing_out", "qingbiao.admission"]
)
def test_what_a_form_means_needs_no_spreadsheet_and_no_command_line(module: str) -> None:
    loaded = set(run(sys.executable, "-c", LOADED.format(module=module)).split())
    assert not loaded & {*EXCEL, *SHELL, "generator"}


def test_the_plan_is_independent_of_any_library_for_files() -> None:
    loaded = set(run(sys.executable, "-c", LOADED.format(module="generator.planning")).split())
    assert not loaded & {*EXCEL, *SHELL}


def test_the_command_line_loads_nothing_that_its_help_does_not_need() -> None:
    loaded = set(run(sys.executable, "-c", LOADED.format(module="cli.main")).split())
    assert not loaded & {*EXCEL, "generator", "pydantic", "yaml", "jinja2"}


# --- modules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [*PACKAGES, "tests", "bench", "docs"])
def test_no_module_is_too_long(folder: str) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / folder).rglob("*.py")}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


@each_module
def test_modules_say_what_they_are_and_do_not_print(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"print", "breakpoint", "eval", "exec"}


@each_module
def test_the_product_does_not_know_that_it_is_tested(path: Path) -> None:
    assert not re.search("pytest|hypothesis|unittest|PYTEST", path.read_text(encoding="utf-8"))


# --- nothing knows the shipped forms -----------------------------------------------------------------------------


@cache
def shipped_ids() -> set[str]:
    """What a form's author has named and the code must never say: forms, editions, sections, whole field ids."""
    editions = load_editions()
    ids = {name for edition in editions for name in (edition.form, edition.id)}
    kinds = [kind for edition in editions for kind in edition.kinds]
    for kind in kinds:
        ids |= {kind.id, *(table.id for table in kind.tables), *kind.fields, *kind.registers}
        ids |= {section.id for table in kind.tables for page in table.pages for section in page.sections}
        ids |= {parameter.symbol for parameter in kind.parameters}
    return ids - schema_words()


def schema_words() -> set[str]:
    """Words of the spec language that a form may happen to use as ids."""
    shapes = [each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, schema.Shape)]
    keys = {key for shape in shapes for key in shape.model_fields}
    words = {word for each in vars(schema).values() if get_origin(each) is Literal for word in get_args(each)}
    return keys | words


def literals(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that do something: all but the docstrings."""
    idle = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in idle:
            yield node.value


@each_module
def test_no_code_knows_the_ids_of_the_shipped_forms(path: Path) -> None:
    """The language must carry forms that nobody has thought of yet."""
    said = set(literals(ast.parse(path.read_text(encoding="utf-8"))))
    assert not said & shipped_ids()
    assert not [text for text in said if re.search(r"\b(mee|miit)\b", text)]


# --- what no file may say ----------------------------------------------------------------------------------------

HOMES = "|".join(("/" + "home/", "/" + "root/", "/" + "Users/", "/" + "work/", r"[A-Z]:\\+" + "Users"))
REGISTRIES = "|".join(("pypi" + r"\.org", "python" + "hosted", "pypi" + r"\.tuna", "index" + "-url", "ali" + "yun"))


def test_no_file_names_a_place_on_somebody_s_machine_or_a_package_registry() -> None:
    wrong = re.compile(f"(?:{HOMES}|{REGISTRIES})")
    found = {}
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content[:8000] and (match := wrong.search(content.decode("utf-8", errors="replace"))):
            found[path.relative_to(ROOT)] = match.group()
    assert found == {}


def test_texts_are_utf8_with_plain_line_ends() -> None:
    for path in files():
        if path.suffix in {".py", ".yaml", ".md", ".toml", ".csv", ".j2", ".sh"}:
            content = path.read_bytes()
            content.decode("utf-8")
            assert b"\r" not in content, path
            assert not content.startswith(b"\xef\xbb\xbf"), path
