"""How long each stage of a request took."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")

STAGES = ("decode_seconds", "vad_seconds", "language_seconds", "features_seconds", "model_seconds", "redecode_seconds")


class Timings:
    """Adds up seconds by stage, over all lanes: side by side they can exceed the time that passed."""

    def __init__(self) -> None:
        """Begin with zero everywhere."""
        self._lock = threading.Lock()
        self._seconds = dict.fromkeys(STAGES, 0.0)
        self._began = self._last = time.perf_counter()

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Count what is done inside for a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self._last = time.perf_counter()
                self._seconds[stage] += self._last - began

    def of_each(self, stage: str, items: Iterable[Item]) -> Iterator[Item]:
        """Hand items on, and count what it takes to make them."""
        iterator = iter(items)
        while True:
            with self.of(stage):
                item = next(iterator, None)
            if item is None:
                return
            yield item

    @property
    def passed(self) -> float:
        """Seconds from the beginning to the end of the last thing done, whenever its result was fetched."""
        return self._last - self._began

    def rounded(self) -> dict[str, float]:
        """Return the seconds by stage, for the protocol."""
        return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}
