"""Decoding with the memory there is: half as much at once, down to one window after the other."""

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from transcription_engine.errors import is_out_of_memory
from transcription_engine.pieces import Piece

Text = TypeVar("Text")
_log = logging.getLogger(__name__)


class BatchLimit:
    """How many windows are decoded at once; lowered for good where memory did not suffice."""

    def __init__(self, windows: int):
        """Begin with what the device should hold."""
        self._lock = threading.Lock()
        self.windows = windows

    def lower(self, windows: int) -> None:
        """Take no more than so many from now on."""
        with self._lock:
            self.windows = min(self.windows, windows)


def within_memory(
    pieces: list[Piece],
    limit: BatchLimit,
    at_once: Callable[[list[Piece]], list[Text]],
    one_by_one: Callable[[Piece], Text],
) -> list[Text]:
    """Decode pieces at once, in halves where memory does not suffice, and a single one window by window.

    Raises:
      MemoryError, RuntimeError: a window alone does not fit.
    """
    texts = _tried(pieces, at_once)
    if texts is not None:
        return texts
    if len(pieces) == 1:
        _log.warning("Memory does not suffice for a batch of one: the piece is decoded window by window.")
        return [one_by_one(pieces[0])]
    half = (len(pieces) + 1) // 2
    _log.warning("Memory does not suffice for %d windows at once: going on with %d.", len(pieces), half)
    limit.lower(half)
    parts = (pieces[:half], pieces[half:])
    return [text for part in parts for text in within_memory(part, limit, at_once, one_by_one)]


def _tried(pieces: list[Piece], at_once: Callable[[list[Piece]], list[Text]]) -> list[Text] | None:
    # The exception holds what filled the memory: it must be gone before the next try.
    try:
        return at_once(pieces)
    except (MemoryError, RuntimeError) as problem:
        if not is_out_of_memory(problem):
            raise
        return None
