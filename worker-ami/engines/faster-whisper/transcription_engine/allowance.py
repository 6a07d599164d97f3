"""How much of a file may be read twice, as work and not as time: two runs over a file read the same places twice.

Lanes work side by side, so what is left is settled in the order of the pieces: a lane that wants to read again waits
until the pieces before have said what they want.
"""

import math
import threading
from collections.abc import Sequence

from transcription_engine.errors import Stopped

# What reading a file twice may cost beside reading it once in batches, and what short files may cost in any case:
# pieces, of which each costs 1.
_SHARE, _LEAST = 0.5, 3.0


class Allowance:
    """What one request has left for second readings; used by all lanes."""

    def __init__(self) -> None:
        """Begin with the first piece."""
        self._settled = threading.Condition()
        self._number, self._spent = 0, 0.0
        self._content: set[int] = set()
        self._last: float = math.inf

    def grant(self, number: int, wanted: Sequence[float]) -> int | None:
        """Return which of several ways to read a piece again is granted: the first whose cost is left, or None.

        Each piece asks once, if only for nothing.

        Raises:
          Stopped: a piece before it will not ask any more.
        """
        with self._settled:
            if not wanted:
                # Nothing to wait for: the lane goes on with its next batch.
                self._content.add(number)
                self._settle()
                return None
            self._settled.wait_for(lambda: self._number == number or number > self._last)
            if self._number != number:
                raise Stopped
            left = _LEAST + _SHARE * (number + 1) - self._spent
            granted = next((way for way, costs in enumerate(wanted) if costs <= left), None)
            self._spent += 0.0 if granted is None else wanted[granted]
            self._content.add(number)
            self._settle()
            return granted

    def close(self, number: int) -> None:
        """Let no later piece wait for this one, which may not ask any more; those before it go on."""
        with self._settled:
            self._last = min(self._last, number)
            self._settled.notify_all()

    def _settle(self) -> None:
        while self._number in self._content:
            self._content.remove(self._number)
            self._number += 1
        self._settled.notify_all()
