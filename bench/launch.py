"""Run one command and print its time and peak memory as JSON.

A process of its own and a small one: on Linux a child's peak begins at its parent's size. Imports nothing of ours.
"""

import json
import os
import subprocess
import sys
import time


def main() -> None:
    """Run what the arguments say."""
    begin = time.perf_counter()
    with subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        elapsed = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{sys.argv[1:]} ended with {child.returncode}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    print(json.dumps({"seconds": elapsed, "peak_mib": usage.ru_maxrss / unit}))


if __name__ == "__main__":
    main()
