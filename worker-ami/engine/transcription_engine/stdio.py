"""Standard output belongs to the protocol alone."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

# What a pipe holds.
_CHUNK_BYTES = 65_536

Event = dict[str, Any]
Emit = Callable[[Event], None]


def claim_stdout() -> Emit:
    """Keep standard output for events: whatever else this process or a library in it prints goes to stderr.

    Call this before anything that could print is imported. File descriptor 1 itself is moved, because C++ libraries
    write to it without asking Python.

    Returns:
      A function that writes one event as one line, at once, from any thread. It raises BrokenPipeError when nobody
      reads any more.
    """
    sys.stdout.flush()
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    lock = threading.Lock()

    def emit(event: Event) -> None:
        # ASCII only: some line readers (Node's among them) also split at U+2028 and U+2029, which JSON need not escape.
        line = json.dumps(event, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
        with lock:
            events.write(line)
            events.flush()

    return emit


def read_lines(descriptor: int = 0) -> Iterator[bytes]:
    """Give the lines of standard input as they come.

    Not `sys.stdin`: a thread that waits in it holds its lock, and the interpreter cannot end without that lock.
    """
    rest = b""
    while chunk := os.read(descriptor, _CHUNK_BYTES):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest
