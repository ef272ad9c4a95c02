"""Photographs of workbooks in a LibreOffice window. `make.py` calls it with the system's Python, which has `uno`.

Reads a list of shots from standard input, as JSON: `file`, `name` (a defined name; its first cell is selected), `above`
(rows shown above it), `left` (first column shown), `keys` (what is then pressed), `type` (what is then typed), `out`.
"""

import json
import os
import shutil
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
    """Take all shots on one virtual screen, each with a LibreOffice of its own."""
    reader, writer = os.pipe()
    screen = start(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
        pass_fds=[writer],
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        display = ":" + answer.readline().strip()
    environment = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gtk3", "GDK_BACKEND": "x11"}
    manager = start(["openbox"], env=environment)
    try:
        for number, shot in enumerate(json.load(sys.stdin)):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                take(Path(folder), number, shot, environment)
    finally:
        manager.terminate()
        screen.terminate()


def start(command, **more):
    """Start a program that says nothing."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def take(folder, number, shot, environment):
    """One shot: the workbook opened, the cell selected, keys pressed, the screen stored."""
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    copy = folder / Path(shot["file"]).name
    shutil.copyfile(shot["file"], copy)
    pipe = f"qingbiao-pictures-{os.getpid()}-{number}"
    command = ["soffice", f"-env:UserInstallation={folder.as_uri()}", "--norestore", "--nologo", "--nodefault"]
    office = start([*command, f"--accept=pipe,name={pipe};urp;"], env=environment, start_new_session=True)
    try:
        show(connect(pipe), copy, shot)
        for key in shot.get("keys", ()):
            subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=environment, check=True)
            time.sleep(1.2)
        if "type" in shot:
            subprocess.run(["xdotool", "type", "--delay", "80", shot["type"]], env=environment, check=True)
            subprocess.run(["xdotool", "key", "Return"], env=environment, check=True)
            time.sleep(1.5)
        subprocess.run(["import", "-window", "root", shot["out"]], env=environment, check=True)
    finally:
        os.killpg(office.pid, 9)
        office.wait()


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


def show(desktop, file, shot):
    """Open a workbook at its cell."""
    document = desktop.loadComponentFromURL(file.as_uri(), "_blank", 0, ())
    controller = document.CurrentController
    controller.Frame.ContainerWindow.setPosSize(0, 0, WIDTH, HEIGHT - 24, 15)
    for bar in ("standardbar", "formatobjectbar"):
        controller.Frame.LayoutManager.hideElement(f"private:resource/toolbar/{bar}")
    place = document.NamedRanges.getByName(shot["name"]).getReferredCells().RangeAddress
    sheet = document.Sheets.getByIndex(place.Sheet)
    controller.setActiveSheet(sheet)
    time.sleep(0.5)
    controller.setFirstVisibleRow(max(place.StartRow - shot["above"], 0) if "above" in shot else 0)
    controller.setFirstVisibleColumn(shot.get("left", 0))
    time.sleep(0.5)
    controller.select(sheet.getCellByPosition(place.StartColumn, place.StartRow))
    time.sleep(1.5)


if __name__ == "__main__":
    main()
