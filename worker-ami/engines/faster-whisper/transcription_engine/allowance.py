"""How much of a file may be read twice, as work and not as time: two runs over a file read the same places twice.

Lanes work side by side, so what is left is settled in the order of the pieces: a lane that wants to read again waits
until the pieces before have said what they want.
"""

import math
import threading
from collections.abc import Sequence

from transcription_engine.errors import Stopped
from transcription_engine.pieces import Piece

# What reading a file twice may cost beside reading it once in batches, and what short files may cost in any case:
# pieces, of which each costs 1.
_SHARE, _LEAST = 0.5, 3.0
# Of reading a piece once about half is for the encoder, which takes the same time for a short stretch; the other half
# grows with the text, and with the times that it is tried.
_ENCODER_SHARE = 0.5


def cost(stretches: Sequence[Piece], window_seconds: float, tries: int) -> float:
    """Return what reading stretches again costs at most, as a multiple of reading one whole piece in a batch."""
    texts = sum(stretch.seconds for stretch in stretches) / window_seconds
    return len(stretches) * _ENCODER_SHARE + (1 - _ENCODER_SHARE) * texts * tries


class Allowance:
    """What one request has left for second readings; used by all lanes."""

    def __init__(self) -> None:
        """Begin with the first piece."""
        self._settled = threading.Condition()
        self._number, self._spent = 0, 0.0
        self._content: set[int] = set()
        self._last: float = math.inf

    def grant(self, number: int, wanted: float) -> bool:
        """Return whether a piece may be read again at this cost; each piece asks once, if only for nothing.

        Raises:
          Stopped: a piece before it will not ask any more.
        """
        with self._settled:
            if not wanted:
                # Nothing to wait for: the lane goes on with its next batch.
                self._content.add(number)
                self._settle()
                return True
            self._settled.wait_for(lambda: self._number == number or number > self._last)
            if self._number != number:
                raise Stopped
            granted = self._spent + wanted <= _LEAST + _SHARE * (number + 1)
            self._spent += wanted if granted else 0.0
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
