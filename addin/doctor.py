"""What keeps the buttons from working, all of it at once, in plain words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from addin.entry import CHECK
from addin.install import MARK, addin_path, script_name
from addin.places import Places
from addin.settings import FROZEN, program, read_settings
from addin.xlam.package import FILE_NAME, build_addin
from qingbiao import __version__
from qingbiao.faults import Fault, Place

Registry = Callable[[str], Mapping[str, object]]
"""The values under a key of the person's part of Windows' registry; none if there is no such key."""
Probe = Callable[[Path, bool], str | None]
"""Why a Python, or a frozen program (the second is true), cannot run Qingbiao; or None."""

_VERSIONS: Final = ("14.0", "15.0", "16.0")
_OFFICE: Final = "Software\\Microsoft\\Office"
_POLICIES: Final = "Software\\Policies\\Microsoft\\Office"
_NO_MACROS: Final = 4
_PROBE_SECONDS: Final = 60.0


def examine(places: Places, registry: Registry, probe: Probe) -> list[Fault]:
    """Every reason why the buttons would not appear or not work. Raises :class:`Unusable` where there is no Excel."""
    return [*_file(addin_path(places)), *_settings(places, probe), *_script(places), *_trust(registry)]


def _file(path: Path) -> Iterator[Fault]:
    place = Place(str(path))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        yield Fault("addin-not-installed", {}, place)
        return
    except OSError as problem:
        yield Fault("addin-busy", {"reason": problem.strerror or problem}, place)
        return
    if content != build_addin():
        yield Fault("addin-other-version", {"version": __version__}, place)
    if _exists(Path(f"{path}{MARK}")):
        yield Fault("addin-from-web", {}, place)


def _settings(places: Places, probe: Probe) -> Iterator[Fault]:
    place = Place(str(places.settings))
    try:
        said = read_settings(places)
    except (OSError, ValueError):
        yield Fault("addin-bad-settings", {}, place)
        return
    chosen = program(said, places.system)
    if chosen is None:
        yield Fault("addin-bad-settings" if said else "addin-no-settings", {}, place)
    elif not _exists(chosen):
        yield Fault("addin-no-program", {"program": chosen}, place)
    elif (reason := probe(chosen, bool(said.get(FROZEN)))) is not None:
        yield Fault("addin-program-fails", {"program": chosen, "reason": reason}, place)


def _script(places: Places) -> Iterator[Fault]:
    if places.scripts is not None and not _exists(places.scripts / script_name()):
        yield Fault("addin-no-script", {}, Place(str(places.scripts / script_name())))


def _trust(registry: Registry) -> Iterator[Fault]:
    """What Excel's Trust Center or a policy forbids. Access to the VBA project is not needed."""
    for version in _VERSIONS:
        for root in (_POLICIES, _OFFICE):
            key = f"{root}\\{version}\\Excel\\Security"
            security, trusted = registry(key), registry(f"{key}\\Trusted Locations")
            if security.get("DisableAllAddins") == 1:
                yield Fault("addin-addins-off", {"key": key})
            if security.get("VBAWarnings") == _NO_MACROS and trusted.get("AllLocationsDisabled") == 1:
                yield Fault("addin-macros-off", {"key": key})
        disabled = registry(f"{_OFFICE}\\{version}\\Excel\\Resiliency\\DisabledItems")
        if any(_names_us(value) for value in disabled.values()):
            yield Fault("addin-switched-off")


def _names_us(value: object) -> bool:
    return isinstance(value, bytes) and FILE_NAME in value.decode("utf-16-le", errors="ignore").lower()


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


# --- the edges -------------------------------------------------------------------------------------------------------


def this_registry(key: str) -> Mapping[str, object]:
    """The real registry; empty on other systems."""
    if sys.platform != "win32":
        return {}
    import winreg  # noqa: PLC0415  Windows only

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            count = winreg.QueryInfoKey(opened)[1]
            return {name: value for name, value, _ in (winreg.EnumValue(opened, number) for number in range(count))}
    except OSError:
        return {}


def can_run(program: Path, frozen: bool = False) -> str | None:
    """Try what the add-in does first: start this Python or program, and load what every button needs."""
    asked = (CHECK,) if frozen else ("-c", "from addin.entry import check; check()")
    command = (str(program), *asked)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as problem:
        return str(problem)
    lines = done.stderr.strip().splitlines()
    return None if done.returncode == 0 else (lines[-1] if lines else str(done.returncode))
