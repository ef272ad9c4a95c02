"""Installing, removing and diagnosing, on folders laid out as Windows and a Mac have them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from addin.doctor import can_run, examine, this_registry
from addin.frozen import freeze
from addin.install import MARK, Program, addin_path, install, script_name, this_python, uninstall
from addin.places import Places, elsewhere, here, mac, windows
from addin.settings import read_settings
from addin.xlam.package import build_addin
from qingbiao.errors import CannotWrite, QingbiaoError, Unusable
from qingbiao.messages import CATALOGUE

XLSTART = ("AppData", "Roaming", "Microsoft", "Excel", "XLSTART", "qingbiao.xlam")


def on_windows(home: Path, encoding: str = "gbk") -> Places:
    return windows(home, home / "AppData" / "Roaming", encoding)


@pytest.fixture(params=["windows", "mac"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    return on_windows(tmp_path) if request.param == "windows" else mac(tmp_path)


def nothing(_: str) -> Mapping[str, object]:
    return {}


def fine(_: Path, frozen: bool) -> str | None:
    return None


def codes(
    places: Places, registry: Mapping[str, Mapping[str, object]] | None = None, probe: str | None = None
) -> list[str]:
    faults = examine(places, lambda key: (registry or {}).get(key, {}), lambda _, frozen: probe)
    for fault in faults:
        assert fault.text("zh")
        assert fault.text("en")
    return [fault.code for fault in faults]


def test_an_installed_add_in_has_nothing_wrong(places: Places) -> None:
    written = install(places, this_python())
    assert all(path.is_file() for path in written)
    assert addin_path(places).read_bytes() == build_addin()
    assert codes(places) == []


def test_where_excel_looks(tmp_path: Path) -> None:
    install(on_windows(tmp_path / "w"), this_python())
    install(mac(tmp_path / "m"), this_python())
    assert (tmp_path / "w").joinpath(*XLSTART).is_file()
    assert (tmp_path / "w" / ".qingbiao" / "qingbiao.conf").is_file()
    library = tmp_path / "m" / "Library"
    group = library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
    assert (group / "Startup.localized" / "Excel" / "qingbiao.xlam").is_file()
    assert (library / "Containers" / "com.microsoft.Excel" / "Data" / "qingbiao.conf").is_file()
    script = library / "Application Scripts" / "com.microsoft.Excel" / script_name()
    assert "VbaHandler" in script.read_text(encoding="utf-8")


def test_settings_are_in_the_form_that_vba_reads(tmp_path: Path) -> None:
    places = on_windows(tmp_path)
    install(places, Program(Path("D:/软件/python.exe")))
    assert places.settings.read_bytes().decode("gbk") == '"INTERPRETER_WIN","D:/软件/python.exe"\r\n'
    install(places, Program(Path("D:/qb.exe"), frozen=True))
    assert read_settings(places) == {"FROZEN": "D:/qb.exe"}


def test_a_person_s_own_settings_are_kept(places: Places) -> None:
    places.settings.parent.mkdir(parents=True)
    places.settings.write_bytes(b'"SHOW CONSOLE","True"\r\n')
    install(places, this_python())
    assert read_settings(places)["SHOW CONSOLE"] == "True"


def test_a_path_that_vba_could_not_read_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    places = on_windows(tmp_path, "cp1252")
    with pytest.raises(Unusable) as problem:
        install(places, Program(Path("D:/软件/python.exe")))
    assert [fault.code for fault in problem.value.faults] == ["addin-path-letters"]
    assert not addin_path(places).exists()


def test_a_frozen_program_is_for_windows(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        install(mac(tmp_path), Program(Path("qb"), frozen=True))


def test_installing_takes_the_mark_of_the_web_away(tmp_path: Path) -> None:
    places = on_windows(tmp_path)
    addin_path(places).parent.mkdir(parents=True)
    Path(f"{addin_path(places)}{MARK}").write_text("[ZoneTransfer]\r\nZoneId=3\r\n")
    install(places, this_python())
    assert codes(places) == []


def test_removing_leaves_nothing_but_the_shared_script(places: Places, tmp_path: Path) -> None:
    install(places, this_python())
    assert set(uninstall(places)) == {addin_path(places), places.settings}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ([script_name()] if places.scripts else [])
    assert uninstall(places) == ()


def test_a_place_that_cannot_be_written_is_told_plainly(places: Places) -> None:
    addin_path(places).mkdir(parents=True)  # as an open file refuses to be replaced
    with pytest.raises(CannotWrite) as problem:
        install(places, this_python())
    assert problem.value.faults[0].code == "addin-busy"


def test_where_there_is_no_excel_it_says_what_is_possible(tmp_path: Path) -> None:
    for attempt in (lambda p: install(p, this_python()), uninstall, lambda p: examine(p, nothing, fine)):
        with pytest.raises(Unusable) as problem:
            attempt(elsewhere(tmp_path))
        assert "qingbiao addin build" in problem.value.faults[0].text("zh")


def broken(places: Places) -> Iterator[tuple[str, str | None]]:
    """One thing after another goes wrong; each with its code."""
    yield "addin-program-fails", "ModuleNotFoundError: No module named 'addin'"
    addin_path(places).write_bytes(b"an older one")
    yield "addin-other-version", None
    places.settings.write_bytes(places.settings.read_bytes().replace(b"python", b"gone"))
    yield "addin-no-program", None
    places.settings.write_bytes(b"nonsense")
    yield "addin-bad-settings", None
    places.settings.write_bytes(b"\xff\xfe\xff")
    yield "addin-bad-settings", None
    places.settings.unlink()
    yield "addin-no-settings", None
    Path(f"{addin_path(places)}{MARK}").write_text("ZoneId=3")
    yield "addin-from-web", None
    addin_path(places).unlink()
    yield "addin-not-installed", None


def test_everything_that_is_wrong_is_said_at_once(places: Places) -> None:
    install(places, this_python())
    for code, probe in broken(places):
        assert code in codes(places, probe=probe)
    if places.scripts is not None:
        (places.scripts / script_name()).unlink()
        assert codes(places) == ["addin-not-installed", "addin-no-settings", "addin-no-script"]


SECURITY = "Software\\Microsoft\\Office\\16.0\\Excel\\Security"
POLICY = "Software\\Policies\\Microsoft\\Office\\16.0\\Excel\\Security"
DISABLED = "Software\\Microsoft\\Office\\16.0\\Excel\\Resiliency\\DisabledItems"


@pytest.mark.parametrize(
    ("registry", "expected"),
    [
        ({SECURITY: {"VBAWarnings": 2}}, []),
        ({SECURITY: {"VBAWarnings": 4}}, []),  # the startup folder is a trusted location
        (
            {SECURITY: {"VBAWarnings": 4}, f"{SECURITY}\\Trusted Locations": {"AllLocationsDisabled": 1}},
            ["addin-macros-off"],
        ),
        ({POLICY: {"DisableAllAddins": 1}}, ["addin-addins-off"]),
        ({DISABLED: {"a": b"\x01\x02" + "C:\\x\\QINGBIAO.XLAM".encode("utf-16-le")}}, ["addin-switched-off"]),
        ({DISABLED: {"a": b"\x01\x02" + "C:\\x\\other.xlam".encode("utf-16-le")}}, []),
    ],
)
def test_what_the_trust_center_forbids(
    tmp_path: Path, registry: Mapping[str, Mapping[str, object]], expected: list[str]
) -> None:
    places = on_windows(tmp_path)
    install(places, this_python())
    assert codes(places, registry) == expected


def test_the_python_is_tried_for_real(tmp_path: Path) -> None:
    assert can_run(Path(sys.executable)) is None
    assert can_run(tmp_path / "no-python") is not None
    liar = tmp_path / "python"
    liar.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    liar.chmod(0o755)
    assert can_run(liar) == "broken"


@pytest.mark.deep
def test_a_frozen_program_runs_by_itself(tmp_path: Path) -> None:
    """Where PyInstaller is installed: made for this system, in a folder without Python and without the project."""
    pytest.importorskip("PyInstaller", reason="NOT CHECKED, PyInstaller is not installed")
    program = freeze(tmp_path / "dist")
    assert can_run(program, frozen=True) is None
    environment = {"QINGBIAO_HOME": str(tmp_path), "PATH": "", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [program, "validate", "--wb=x.xlsx"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("[addin-no-workbook] ")


def test_freezing_without_pyinstaller_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "PyInstaller", None)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(Unusable) as problem:
        freeze(tmp_path)
    assert problem.value.faults[0].code == "addin-no-pyinstaller"


def test_this_machine_has_places() -> None:
    assert here().settings.name == "qingbiao.conf"
    assert sys.platform == "win32" or this_registry("Software") == {}


def test_every_message_of_installing_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "addin").rglob("*.py"))
    from qingbiao.messages.installing import MESSAGES

    assert [code for code in MESSAGES if f'"{code}"' not in source] == []
    assert MESSAGES.items() <= CATALOGUE.items()
    assert issubclass(CannotWrite, QingbiaoError)
