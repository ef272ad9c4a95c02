"""How long this process has been running: what a person waits before a button begins."""

from __future__ import annotations

import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import ctypes

    _TICKS = 10_000_000
    _FROM_1601_TO_1970 = 11_644_473_600

    def process_seconds() -> float | None:
        """By Windows' own record of when the process was made."""
        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        times = [ctypes.c_uint64() for _ in range(4)]
        if not kernel.GetProcessTimes(ctypes.c_void_p(kernel.GetCurrentProcess()), *map(ctypes.byref, times)):
            return None
        return time.time() - (times[0].value / _TICKS - _FROM_1601_TO_1970)

elif sys.platform == "linux":
    import os

    _STARTED = 19
    """Of the fields after the program's name in brackets, which may have anything in it."""

    def process_seconds() -> float | None:
        """By the kernel's own record."""
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        return up - int(fields[_STARTED]) / os.sysconf("SC_CLK_TCK")

else:

    def process_seconds() -> float | None:
        """Not known here."""
        return None
