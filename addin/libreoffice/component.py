"""Runs inside LibreOffice, in the Python that LibreOffice has: starts what a button is for in a Python of ours.

LibreOffice's own Python has none of our libraries, so this file needs nothing but itself and ``qingbiao_log``, which is
:mod:`addin.log` beside it in the extension. The program it starts connects back through a pipe that is open for one
connection, under a name that nobody can guess. What to start stands in ``libreoffice.ini`` in our folder, or in the
environment variable ``QINGBIAO_PYTHON``. ``qingbiao_said`` is made when the extension is built: when each button can be
pressed, and the few texts that are said here.
"""

import configparser
import os
import queue
import subprocess
import threading
import uuid
from contextlib import suppress

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.frame import FeatureStateEvent, XDispatch, XDispatchProvider
from com.sun.star.lang import DisposedException, XInitialization, XServiceInfo
from com.sun.star.uno import Exception as UnoException
from qingbiao_log import home, log_path, logger
from qingbiao_said import FAILED, NAMES, NOT_SET_UP, TITLE, WHEN

PROTOCOL = "vnd.qingbiao:"
NAME = "org.qingbiao.Buttons"
PYTHON = "QINGBIAO_PYTHON"
PROGRAM = ("-m", "addin.libreoffice.run")


class Line:
    """Errands waiting for their turn: one at a time, in the order of the clicks, and LibreOffice goes on meanwhile.

    A second click on what still waits changes nothing. One on what is being done is done after it: its box may be
    closed already, and the person must not click in vain.
    """

    def __init__(self):
        self.errands = queue.Queue()
        self.waiting = set()
        self.lock = threading.Lock()
        self.worker = None

    def join(self, errand):
        with self.lock:
            if errand.key in self.waiting:
                return
            self.waiting.add(errand.key)
            self.errands.put(errand)
            if self.worker is None:
                self.worker = threading.Thread(target=self.serve, daemon=True)
                self.worker.start()

    def serve(self):
        while True:
            errand = self.errands.get()
            with self.lock:
                self.waiting.discard(errand.key)
            try:
                errand.run()
                watchers.tell(errand.frame)
            except Exception:  # noqa: BLE001  whatever it is, the next click is served
                logger().exception("the extension: after %s", errand.action)


class Watchers:
    """Who wants to know whether a button can be pressed: menus and toolbars."""

    def __init__(self):
        self.known = []
        self.lock = threading.Lock()

    def add(self, frame, listener, url):
        with self.lock:
            self.known.append((frame, listener, url))
        self.say(frame, listener, url)

    def remove(self, frame, listener, url):
        with self.lock:
            self.known = [
                each for each in self.known if (each[0], each[1], each[2].Path) != (frame, listener, url.Path)
            ]

    def tell(self, frame):
        """What was done in a window may have changed what can be done next."""
        with self.lock:
            known = [each for each in self.known if each[0] == frame]
        for each in known:
            with suppress(DisposedException):
                self.say(*each)

    def say(self, frame, listener, url):
        state = FeatureStateEvent()
        state.FeatureURL, state.IsEnabled, state.Source = url, can_be_pressed(frame, url.Path), frame
        listener.statusChanged(state)


line = Line()
watchers = Watchers()


class Buttons(unohelper.Base, XServiceInfo, XInitialization, XDispatchProvider, XDispatch):
    """What LibreOffice asks for the commands of our menu and toolbar, once for each window."""

    def __init__(self, context):
        self.context = context
        self.frame = None

    def initialize(self, arguments):
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url, _target, _flags):  # noqa: N802
        return self if url.Protocol == PROTOCOL else None

    def queryDispatches(self, requests):  # noqa: N802
        return tuple(self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests)

    def dispatch(self, url, _arguments):
        line.join(Errand(self.context, self.frame, url.Path))

    def addStatusListener(self, listener, url):  # noqa: N802
        watchers.add(self.frame, listener, url)

    def removeStatusListener(self, listener, url):  # noqa: N802
        watchers.remove(self.frame, listener, url)

    def getImplementationName(self):  # noqa: N802
        return NAME

    def supportsService(self, name):  # noqa: N802
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):  # noqa: N802
        return ("com.sun.star.frame.ProtocolHandler",)


class Provider(unohelper.Base, XInstanceProvider):
    """What the program gets when it connects: everything a macro has."""

    def __init__(self, context):
        self.context = context

    def getInstance(self, _name):  # noqa: N802
        return self.context


class Errand:
    """One button pressed: a program started, connected and waited for."""

    def __init__(self, context, frame, action):
        self.context = context
        self.frame = frame
        self.action = action
        self.document = frame.getController().getModel().RuntimeUID
        self.key = (self.document, action)

    def run(self):
        try:
            command = what_to_start()
            if command is None:
                self.tell(NOT_SET_UP.format(path=ini_path()))
            else:
                self.start(command)
        except Exception:  # noqa: BLE001  nobody but the log would ever hear of it
            logger().exception("the extension: %s", self.action)
            self.tell(FAILED.format(log=log_path()))

    def start(self, command):
        pipe = "qingbiao-" + uuid.uuid4().hex
        acceptor = self.service("com.sun.star.connection.Acceptor")
        bridges = []
        waiting = threading.Thread(target=self.accept, args=(acceptor, pipe, bridges), daemon=True)
        waiting.start()
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        process = subprocess.Popen(
            [*command, self.action, pipe, self.document],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(),
            creationflags=flags,
        )
        _, said = process.communicate()
        acceptor.stopAccepting()
        waiting.join(5)
        for bridge in bridges:
            bridge.dispose()
        if process.returncode:
            logger().error("%s ended with %s: %s", command, process.returncode, said.decode("utf-8", "replace"))
            self.tell(FAILED.format(log=log_path()))

    def accept(self, acceptor, pipe, bridges):
        try:
            connection = acceptor.accept("pipe,name=" + pipe)
            if connection is not None:
                factory = self.service("com.sun.star.bridge.BridgeFactory")
                bridges.append(factory.createBridge("", "urp", connection, Provider(self.context)))
        except UnoException:
            logger().exception("the extension's pipe")

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def tell(self, text):
        self.service("com.sun.star.awt.AsyncCallback").addCallback(Box(self.frame, text), None)


class Box(unohelper.Base, XCallback):
    """A message, shown in the main thread."""

    def __init__(self, frame, text):
        self.frame = frame
        self.text = text

    def notify(self, _):
        window = self.frame.getContainerWindow()
        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "WARNINGBOX")
        box = window.getToolkit().createMessageBox(window, kind, 1, TITLE, self.text)
        box.execute()
        box.dispose()


def can_be_pressed(frame, action):
    """Whether a button is of use for what is open in a window, as far as the workbook itself says."""
    controller = frame.getController()
    document = controller.getModel() if controller else None
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        return False
    return {
        "open": lambda: True,
        "form": lambda: bool(says(document, NAMES["edition"])),
        "register": lambda: bool(says(document, NAMES["rows"])),
        "filed": lambda: bool(says(document, NAMES["edition"])) or has_property(document, NAMES["receipt"]),
    }[WHEN.get(action, "open")]()


def says(document, name):
    """The text of the cell that a name leads to; empty where there is none."""
    names = document.NamedRanges
    cells = names.getByName(name).getReferredCells() if names.hasByName(name) else None
    return "" if cells is None else cells.getCellByPosition(0, 0).getString()


def has_property(document, name):
    """Whether the document has a property of that name."""
    known = document.getDocumentProperties().UserDefinedProperties
    return known.getPropertySetInfo().hasPropertyByName(name)


def ini_path():
    """Where it stands what to start."""
    return home() / "libreoffice.ini"


def what_to_start():
    """The program and its arguments, or None where nobody has said."""
    python = os.environ.get(PYTHON)
    if python:
        return [python, *PROGRAM]
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(ini_path(), encoding="utf-8")
    if not ini.has_option("start", "program"):
        return None
    return [ini["start"]["program"], *ini["start"].get("arguments", " ".join(PROGRAM)).split()]


def environment():
    """As LibreOffice's own, but for what concerns its own Python; and where UNO's module is."""
    kept = {key: value for key, value in os.environ.items() if key not in {"PYTHONHOME", "PYTHONPATH"}}
    kept["QINGBIAO_UNO"] = os.path.dirname(os.path.abspath(uno.__file__))  # noqa: PTH100, PTH120
    ini = configparser.ConfigParser(interpolation=None)
    ini.read(ini_path(), encoding="utf-8")
    folder = ini.get("start", "folder", fallback="") or os.environ.get("QINGBIAO_FOLDER", "")
    if folder:
        kept["PYTHONPATH"] = folder
    return kept


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name LibreOffice looks for
g_ImplementationHelper.addImplementation(Buttons, NAME, ("com.sun.star.frame.ProtocolHandler",))
