"""Photographs of workbooks in a LibreOffice window. `make.py` calls it with the system's Python, which has `uno`.

Reads a list of shots from standard input, as JSON: `file`, `name` (a defined name; its first cell is selected), `row`
(which of its rows, from 0), `above` (rows shown above it), `left` (first column shown), `keys` (what is then pressed),
`type` (what is then typed), `crop` (ImageMagick's geometry), `out`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.connection import NoConnectException

WIDTH, HEIGHT = 1240, 780
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="UILocale" oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def main():
    """Take all shots with one LibreOffice on one virtual screen."""
    shots = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "user").mkdir()
        Path(folder, "user", "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        screen, display = start_screen()
        environment = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gtk3", "GDK_BACKEND": "x11"}
        pipe = f"qingbiao-pictures-{os.getpid()}"
        office = ["soffice", f"-env:UserInstallation=file://{folder}", "--norestore", "--nologo", "--nodefault"]
        children = [
            start(["openbox"], environment),
            start([*office, f"--accept=pipe,name={pipe};urp;"], environment),
        ]
        try:
            desktop = connect(pipe)
            for shot in shots:
                take(desktop, shot, environment)
            desktop.terminate()
            children[1].wait(30)
        finally:
            for child in [*children, screen]:
                child.terminate()


def start(command, environment=None, **more):
    """Start a program that says nothing."""
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def start_screen():
    """A virtual screen, and its name."""
    reader, writer = os.pipe()
    screen = start(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
        pass_fds=[writer],
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        return screen, ":" + answer.readline().strip()


def connect(pipe):
    """The desktop of the LibreOffice behind a pipe, once it answers."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(120):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
            continue
        return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
    raise SystemExit("LibreOffice did not start")


def take(desktop, shot, environment):
    """One shot: the workbook opened, the cell selected, keys pressed, the screen stored."""
    document = desktop.loadComponentFromURL(Path(shot["file"]).as_uri(), "_blank", 0, ())
    controller = document.CurrentController
    controller.Frame.ContainerWindow.setPosSize(0, 0, WIDTH, HEIGHT - 24, 15)
    for bar in ("standardbar", "formatobjectbar"):
        controller.Frame.LayoutManager.hideElement(f"private:resource/toolbar/{bar}")
    place = document.NamedRanges.getByName(shot["name"]).getReferredCells().RangeAddress
    sheet = document.Sheets.getByIndex(place.Sheet)
    controller.setActiveSheet(sheet)
    time.sleep(0.5)
    row = place.StartRow + shot.get("row", 0)
    controller.setFirstVisibleRow(max(row - shot["above"], 0) if "above" in shot else 0)
    controller.setFirstVisibleColumn(shot.get("left", 0))
    time.sleep(0.5)
    controller.select(sheet.getCellByPosition(place.StartColumn, row))
    time.sleep(1.5)
    if "click" in shot:
        command = ["xdotool", "mousemove", *map(str, shot["click"]), "click", "1"]
        subprocess.run(command, env=environment, check=True)
        time.sleep(1.5)
    for key in shot.get("keys", ()):
        subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=environment, check=True)
        time.sleep(1.2)
    if "type" in shot:
        subprocess.run(["xdotool", "type", "--delay", "80", shot["type"]], env=environment, check=True)
        subprocess.run(["xdotool", "key", "Return"], env=environment, check=True)
        time.sleep(1.5)
    subprocess.run(["import", "-window", "root", shot["out"]], env=environment, check=True)
    if "keys" in shot or "type" in shot:
        subprocess.run(["xdotool", "key", "Escape", "Escape"], env=environment, check=True)
        time.sleep(1)
    document.setModified(False)
    document.close(True)
    time.sleep(0.5)


if __name__ == "__main__":
    main()
