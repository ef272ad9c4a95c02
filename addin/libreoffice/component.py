"""Runs inside LibreOffice, in the Python that LibreOffice has: starts what a button is for in a Python of ours.

LibreOffice's own Python has none of our libraries, so this file needs nothing but itself and ``qingbiao_log``, which is
:mod:`addin.log` beside it in the extension. The program it starts connects back through a pipe that is open for one
connection, under a name that nobody can guess. What to start stands in ``libreoffice.ini`` in our folder, or in the
environment variable ``QINGBIAO_PYTHON``.
"""

import configparser
import os
import subprocess
import threading
import uuid

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.frame import FeatureStateEvent, XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo
from com.sun.star.uno import Exception as UnoException
from qingbiao_log import home, log_path, logger

PROTOCOL = "vnd.qingbiao:"
NAME = "org.qingbiao.Buttons"
PYTHON = "QINGBIAO_PYTHON"
PROGRAM = ("-m", "addin.libreoffice.run")
NOT_SET_UP = (
    "还没有告诉 LibreOffice 用哪个程序（{path}）。\n请在装有清表的电脑上运行：qingbiao addin libreoffice\n\n"
    "LibreOffice does not know which program to start. Run: qingbiao addin libreoffice"
)
FAILED = "程序没有启动起来。请把日志发给技术支持：{log}\n\nThe program did not start. Please send the log to support."

busy = threading.Lock()


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
        """LibreOffice goes on at once; a second button waits for the first by doing nothing."""
        if busy.acquire(blocking=False):
            threading.Thread(target=Errand(self.context, self.frame, url.Path).run, daemon=True).start()

    def addStatusListener(self, listener, url):  # noqa: N802
        state = FeatureStateEvent()
        state.FeatureURL, state.IsEnabled, state.Source = url, True, self
        listener.statusChanged(state)

    def removeStatusListener(self, listener, url):  # noqa: N802
        pass

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
        finally:
            busy.release()

    def start(self, command):
        pipe = "qingbiao-" + uuid.uuid4().hex
        acceptor = self.service("com.sun.star.connection.Acceptor")
        bridges = []
        waiting = threading.Thread(target=self.accept, args=(acceptor, pipe, bridges), daemon=True)
        waiting.start()
        document = self.frame.getController().getModel().RuntimeUID
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        process = subprocess.Popen(
            [*command, self.action, pipe, document],
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
        box = window.getToolkit().createMessageBox(window, kind, 1, "清表", self.text)
        box.execute()
        box.dispose()


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
