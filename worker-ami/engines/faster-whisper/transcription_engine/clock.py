"""One timeline for a file, that of a player: what its length, its clips and the times of its words are counted on.

Timestamps can leave gaps (a muted call, a dropped connection), jump back (files joined to one), be missing, or be wrong
for a single packet. A gap is silence; where they jump back, what follows is played after what came before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

Item = TypeVar("Item")

# Timestamps are rounded, and the padding of encoders is not always told: players do not move anything for as little.
_JITTER_SECONDS = 0.2
# FFmpeg's own bound, beyond which a broadcast's clock was set anew.
_RESTART_SECONDS = 10.0


@dataclass(slots=True)
class Timed(Generic[Item]):
    """A packet or frame with its time by the file, if it tells one, and its length, both in seconds."""

    item: Item
    time: float | None
    seconds: float


class Clock:
    """Gives everything its place on the timeline, in the order it comes."""

    def __init__(self, restarts: bool):
        """Begin before the first one; `restarts`: the format is one whose clock may be set anew, also forward."""
        self._restarts = restarts
        self._began = self._exact = False
        self._shift = 0.0
        self.position = 0.0
        """Where what comes next is expected, in seconds from the file's beginning."""

    def go_on(self, earlier: "Clock", position: float) -> None:
        """Take up the timeline of another clock at a place; what comes next lies exactly where its time says."""
        self._shift, self.position = earlier._shift, position
        self._began = self._exact = True

    def place(self, timed: Timed) -> float:
        """Return where something begins: where the one before it ended, unless its time says that there is a gap."""
        begins = self.position
        if timed.time is not None:
            off = timed.time + self._shift - self.position
            if self._exact or self._is_gap(off):
                begins += off
            elif abs(off) > _JITTER_SECONDS:
                self._shift -= off
        self._began, self._exact = True, False
        return begins

    def fits(self, timed: Timed, after: float = 0.0) -> bool:
        """Return whether something goes on `after` seconds behind what came before, as far as its time says."""
        return timed.time is None or abs(timed.time + self._shift - self.position - after) <= _JITTER_SECONDS

    def _is_gap(self, off: float) -> bool:
        return off > _JITTER_SECONDS and not (self._restarts and self._began and off > _RESTART_SECONDS)


def placed(items: Iterable[Timed[Item]], clock: Clock) -> Iterator[tuple[Timed[Item], float]]:
    """Give everything with its place; a single wrong time between right ones is not believed."""
    held: Timed[Item] | None = None
    for timed in items:
        if held is not None:
            wrong = timed.time is not None and clock.fits(timed, after=held.seconds)
            yield _passed(replace(held, time=None) if wrong else held, clock)
        held = None if clock.fits(timed) else timed
        if held is None:
            yield _passed(timed, clock)
    if held is not None:
        yield _passed(held, clock)


def _passed(timed: Timed[Item], clock: Clock) -> tuple[Timed[Item], float]:
    begins = clock.place(timed)
    clock.position = begins + timed.seconds
    return timed, begins
