"""Standard output belongs to the protocol alone."""

import json
import logging
import math
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

# What a pipe holds.
_CHUNK_BYTES = 65_536

_log = logging.getLogger(__name__)

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
        line = _line(event)
        with lock:
            events.write(line)
            events.flush()

    return emit


def _line(event: Event) -> bytes:
    try:
        return _json(event)
    except ValueError:
        # One number that is none must not cost a transcript.
        _log.exception("A number of a %s event is not finite; 0 is sent in its place.", event.get("type"))
        return _json(_finite(event))


def _json(event: Event) -> bytes:
    # ASCII only: some line readers (Node's among them) also split at U+2028 and U+2029, which JSON need not escape.
    return json.dumps(event, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(field) for name, field in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return 0.0 if isinstance(value, float) and not math.isfinite(value) else value


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
