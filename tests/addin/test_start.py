"""What a click waits for before anything happens: nothing is loaded that only another button needs."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from importlib import import_module

import pytest

from addin.actions import ACTIONS
from tests.generator.shipped import ROOT

OPTIONAL = ("numpy", "pandas", "polars", "PIL", "matplotlib", "cryptography")
"""What xlwings itself takes where it is installed; the add-in needs none of it."""
HEAVY = {
    *OPTIONAL,
    "asyncio",
    "http.client",
    "http.server",
    "keyring",
    "multiprocessing",
    "openpyxl",
    "sqlite3",
    "ssl",
    "click",
    "uno",
    "urllib.request",
}
LOADED = """
import sys
sys.modules.update(dict.fromkeys({optional}))
import {modules}
print(*(name for name, module in sys.modules.items() if module is not None))
"""


def loaded(*modules: str) -> set[str]:
    """What a fresh interpreter has loaded when it has imported modules."""
    code = LOADED.format(optional=OPTIONAL, modules=", ".join(modules))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("start", ["addin.entry", "addin.libreoffice.run"])
def test_checking_and_finding_ones_way_load_nothing_heavy(start: str) -> None:
    found = loaded(start, "addin.actions", "addin.navigation")
    assert "xlwings" in found
    assert not found & HEAVY


def test_every_button_finds_what_it_does() -> None:
    """Each is loaded by its name, when it is pressed."""
    for act in ACTIONS.values():
        assert isinstance(act, partial)
        module, function = act.args
        assert callable(getattr(import_module(module), function))
