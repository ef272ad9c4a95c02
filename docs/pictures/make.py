"""Makes the pictures of the documentation anew from the real workbooks: `.venv/bin/python docs/pictures/make.py [NAME…]`.

Needs what the tests with LibreOffice need, and Xvfb, openbox, xdotool and ImageMagick; Debian: apt-get install xvfb
openbox xdotool imagemagick libreoffice-gtk3 libreoffice-l10n-zh-cn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.docs import blocks  # noqa: E402

QINGBIAO = [str(Path(sys.executable).with_name("qingbiao"))]
COLOURS = "48"
PARTLY = """\
edition: mee-2024
kind: enterprise
values:
  company: {name: 沈阳示例制药有限公司, province: 辽宁省}
"""

PAGES = {
    # picture: workbook, page of its PDF, geometry to crop, resolution
    "guide": ("enterprise", 1, "", 75),
    "table1": ("panjin", 3, "", 90),
    "tutorial": ("tutorial", 3, "1040x560+60+60", 130),
}
"""Pages as they print."""

SHOTS = {
    "table2": ("panjin", {"name": "resources.power_co2", "keys": ["Down", "Up"]}, "1170x420+0+44"),
    "prompt": ("partly", {"name": "resources.power", "above": 6, "keys": ["Down", "Up"]}, "1030x470+0+90"),
    "choice": ("partly", {"name": "company.city", "keys": ["Down", "Up", "alt+Down"]}, "1030x340+0+90"),
    "refused": ("partly", {"name": "resources.power", "above": 6, "type": "650t"}, "1030x470+0+90"),
    "parameters": ("enterprise", {"name": "factor.grid.area", "keys": ["Down", "Up"]}, "1130x560+0+90"),
    "reported": ("panjin", {"name": "schemes.proposed.total", "above": 8, "left": 9}, "1170x330+0+90"),
}
"""What a person sees on the screen."""


def main(wanted: list[str]) -> None:
    """Make the pictures named, or all."""
    with tempfile.TemporaryDirectory() as folder:
        books = workbooks(Path(folder))
        for name, (book, page, crop, resolution) in PAGES.items():
            if not wanted or name in wanted:
                store(printed(books[book], page, resolution), name, crop)
        shots = [
            {**shot, "file": str(books[book]), "out": str(Path(folder, f"{name}.png"))}
            for name, (book, shot, _) in SHOTS.items()
            if not wanted or name in wanted
        ]
        python = os.environ.get("QINGBIAO_UNO_PYTHON", "/usr/bin/python3")
        command = [python, str(HERE / "window.py")]
        subprocess.run(command, input=json.dumps(shots), text=True, check=True, timeout=600)
        for name, (_, _, crop) in SHOTS.items():
            if not wanted or name in wanted:
                store(Path(folder, f"{name}.png"), name, crop)


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
    trim = [] if name in SHOTS else ["-trim", "+repage", "-bordercolor", "white", "-border", "12"]
    out = HERE / f"{name}.png"
    few = ["+dither", "-colors", COLOURS, "-strip", "-define", "png:compression-level=9"]
    subprocess.run(["convert", str(picture), *cut, *trim, *few, f"PNG8:{out}"], check=True)
    print(f"{out.relative_to(ROOT)}  {out.stat().st_size // 1024} KB")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
