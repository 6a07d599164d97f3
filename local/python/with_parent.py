"""Runs a Python module as `python -m` does, and ends it when standard input closes.

Usage: with_parent.py MODULE [ARGUMENT...]

The starter keeps the other end of standard input open for as long as it lives. Should it be killed without a chance to
clean up, the kernel closes that end and the module ends too, instead of holding a port for ever.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 3


def end_when_standard_input_closes() -> None:
    """Wait for the end of input, then end this process, by force if need be."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_when_standard_input_closes, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
