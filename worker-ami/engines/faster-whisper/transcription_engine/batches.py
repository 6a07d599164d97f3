"""How many pieces are decoded at once: few where a recording begins and where it ends, many between."""

import math
from collections.abc import Callable, Iterator
from itertools import islice

from transcription_engine.pieces import Piece
from transcription_engine.resample import SAMPLE_RATE

# Of what is left for it, a lane takes half at once, so that all lanes end at about the same time: guided
# self-scheduling (Polychronopoulos and Kuck 1987).
_SHARE = 0.5


def batches(pieces: Iterator[Piece], first: int, most: Callable[[Piece], int]) -> Iterator[list[Piece]]:
    """Cut a recording's pieces into batches: text comes early, and short recordings keep all lanes busy.

    Args:
      pieces: in order.
      first: how many the first batch has.
      most: how many the next one may have, after the last piece that was given.
    """
    size = first
    while batch := list(islice(pieces, size)):
        yield batch
        size = min(2 * size, most(batch[-1]))


def share_of_a_lane(last: Piece, seconds: float, lanes: int) -> int:
    """Return how many pieces a lane takes at most, so that none is left to work alone.

    Args:
      last: the last piece that was given; how many come after it is guessed from those before it.
      seconds: how long the recording is.
      lanes: how many work side by side.
    """
    heard = last.speeches[-1].end / SAMPLE_RATE
    left = max(seconds - heard, 0.0) * (last.number + 1) / heard
    return max(1, math.ceil(_SHARE * left / lanes))
