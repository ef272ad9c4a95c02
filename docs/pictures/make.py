"""Makes the documentation's pictures anew from the real workbooks: `.venv/bin/python docs/pictures/make.py [NAME…]`.

Pages are printed, and what a person sees is photographed in a LibreOffice window that is worked by its keyboard.
Debian: apt-get install libreoffice-calc libreoffice-gtk3 libreoffice-l10n-zh-cn poppler-utils fonts-noto-cjk xvfb
openbox xdotool imagemagick.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.addin.libreoffice.story import certified, desk, equipped, story  # noqa: E402
from tests.addin.libreoffice.window import profile as office_profile  # noqa: E402
from tests.docs import blocks  # noqa: E402

QINGBIAO = [str(Path(sys.executable).with_name("qingbiao"))]
COLOURS = "160"
PARTLY = """\
edition: mee-2024
kind: enterprise
values:
  company: {name: 沈阳示例制药有限公司, province: 辽宁省}
"""

PAGES = {
    # picture: workbook, page of its PDF, geometry to crop, resolution
    "guide": ("enterprise", 1, "744x640+0+0", 90),
    "table1": ("panjin", 4, "", 90),
    "tutorial": ("tutorial", 4, "1040x560+60+60", 130),
}
"""Pages as they print."""

SHOTS = {
    # picture: workbook, keys to press (a name of cells is typed into the Name Box), geometry to crop
    "table2": ("panjin", ["=resources.power_co2", "Down", "Up"], "1180x480+0+130"),
    "prompt": ("partly", ["=resources.power", "Down", "Up"], "1040x420+0+168"),
    "choice": ("partly", ["=company.city", "Down", "Up", "alt+Down"], "1090x400+0+168"),
    "refused": ("partly", ["=resources.power", "6", "5", "0", "t", "Return"], "1040x420+0+168"),
    "parameters": ("enterprise", ["=factor.grid.area", "Down", "Up"], "1160x600+0+168"),
    "checks": ("panjin", ["ctrl+Next", "Home"], "1230x640+0+130"),
    "marks": ("panjin", ["=mandatory.published.total", "Down", "Up"], "1110x520+0+130"),
    "reported": ("panjin", ["=schemes.proposed.total", "=reported.schemes.carried_out.total"], "1110x390+0+168"),
}
"""What a person sees on the screen."""

SCREEN = (1240, 820)
STORY = {
    # picture: moment of the story, geometry to crop
    "buttons": ("wrong", "1280x580+0+0"),
    "receipt": ("submitted", "1280x580+0+0"),
}
"""What a person sees who uses the buttons: the same story that is a test."""


def main(wanted: list[str]) -> None:
    """Make the pictures named, or all."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        books = workbooks(Path(folder))
        for name, (book, page, crop, resolution) in PAGES.items():
            if not wanted or name in wanted:
                store(printed(books[book], page, resolution), name, crop)
        shots = {name: shot for name, shot in SHOTS.items() if not wanted or name in wanted}
        with screen() as environment:
            for name, (book, keys, crop) in shots.items():
                picture = Path(folder, f"{name}.png")
                photograph(books[book], keys, Path(folder, f"profile-{name}"), picture, environment)
                store(picture, name, crop)
        told = {moment: (name, crop) for name, (moment, crop) in STORY.items() if not wanted or name in wanted}
        if told:
            follow_story(Path(folder), told)


def follow_story(folder: Path, told: dict[str, tuple[str, str]]) -> None:
    """The screen at moments of the story."""
    authority = certified(folder)
    with (
        equipped("zh", SSL_CERT_FILE=str(authority / "ca.pem")) as hands,
        desk(hands.start(), authority, folder) as address,
    ):

        def moment(name: str) -> None:
            if name in told:
                picture = folder / f"{name}.png"
                time.sleep(2)
                subprocess.run(["import", "-window", "root", str(picture)], env=hands.environment, check=True)
                store(picture, *told[name])

        story(hands, folder, address, moment, "zh")


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A virtual screen with a window manager: the environment of programs that show themselves on it."""
    reader, writer = os.pipe()
    width, height = SCREEN
    size = ["-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = silent(["Xvfb", "-displayfd", str(writer), *size], pass_fds=[writer])
    os.close(writer)
    with os.fdopen(reader) as answer:
        display = ":" + answer.readline().strip()
    environment = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gtk3", "GDK_BACKEND": "x11"}
    manager = silent(["openbox"], env=environment)
    try:
        yield environment
    finally:
        manager.terminate()
        server.terminate()


def silent(command: list[str], **more: object) -> subprocess.Popen[bytes]:
    """A program started, that says nothing."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)  # type: ignore[call-overload, no-any-return]


def photograph(book: Path, keys: list[str], profile: Path, out: Path, environment: dict[str, str]) -> None:
    """The screen after the workbook was opened and keys were pressed."""
    address = office_profile(profile, "zh")
    copy = shutil.copy(book, profile)
    command = ["soffice", f"-env:UserInstallation={address}", "--norestore", "--nologo", "--calc", copy]
    office = silent(command, env=environment, start_new_session=True)

    def press(*keys: str) -> None:
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], env=environment, check=True)
        time.sleep(1)

    try:
        window = wait_for_window(environment)
        time.sleep(3)
        subprocess.run(["xdotool", "windowsize", window, *map(str, SCREEN)], env=environment, check=True)
        time.sleep(1)
        for key in keys:
            if key.startswith("="):
                press("ctrl+shift+t")
                subprocess.run(["xdotool", "type", "--delay", "40", key[1:]], env=environment, check=True)
                press("Return")
            else:
                press(key)
        time.sleep(1)
        subprocess.run(["import", "-window", "root", str(out)], env=environment, check=True)
    finally:
        os.killpg(office.pid, 9)
        office.wait()


def wait_for_window(environment: dict[str, str]) -> str:
    """The number of the workbook's window, once it is there."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "workbook.*LibreOffice"]
    for _ in range(120):
        found = subprocess.run(search, env=environment, check=False, capture_output=True, text=True).stdout.split()
        if found:
            return found[0]
        time.sleep(0.5)
    raise SystemExit("no window of LibreOffice appeared")


def workbooks(folder: Path) -> dict[str, Path]:
    """The workbooks that are photographed."""
    books = {name: folder / name / "workbook.xlsx" for name in ("enterprise", "panjin", "partly", "tutorial")}
    (folder / "partly.yaml").write_text(PARTLY, encoding="utf-8")
    examples = ROOT / "examples"
    fill("mee", examples / "enterprise-2024.yaml", books["enterprise"])
    fill("mee", folder / "partly.yaml", books["partly"])
    fill("mee", examples / "panjin-2024.yaml", books["panjin"], "--as-given")
    spec = folder / "tutorial-spec"
    for block in blocks.blocks(HERE.parent / "tutorial.md"):
        blocks.store(block, spec)
    fill("solidwaste", spec / "data.yaml", books["tutorial"], "--spec", str(spec / "myforms"))
    return books


def fill(form: str, data: Path, out: Path, *more: str) -> None:
    """One filled workbook."""
    command = [*QINGBIAO, "fill", form, str(data), "-o", str(out), *more]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def printed(book: Path, page: int, resolution: int) -> Path:
    """One page of a workbook as LibreOffice prints it."""
    folder = book.parent
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(folder), str(book)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    prefix = folder / "page"
    one = ["-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", str(resolution), "-png", *one, str(book.with_suffix(".pdf")), prefix], check=True)
    return prefix.with_suffix(".png")


def store(picture: Path, name: str, crop: str) -> None:
    """The picture cut, with few colours, among the documentation's."""
    cut = ["-crop", crop, "+repage"] if crop else []
    trim = [] if name in SHOTS or name in STORY else ["-trim", "+repage", "-bordercolor", "white", "-border", "12"]
    out = HERE / f"{name}.png"
    few = ["+dither", "-colors", COLOURS, "-strip", "-define", "png:compression-level=9"]
    subprocess.run(["convert", str(picture), *cut, *trim, *few, f"PNG8:{out}"], check=True)
    print(f"{out.relative_to(ROOT)}  {out.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
