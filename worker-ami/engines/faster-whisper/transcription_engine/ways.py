"""The ways to read doubtful stretches again, the most thorough one first, and what each costs at most."""

from collections.abc import Sequence
from dataclasses import dataclass

from transcription_engine.pieces import Piece
from transcription_engine.second_opinion import short_window
from transcription_engine.whisper import Whisper

# Of reading a piece once about half is for the encoder, which takes the same time for a short stretch in a whole
# window; the other half grows with the text, and with the times that it is tried.
_ENCODER_SHARE = 0.5


@dataclass(frozen=True)
class Way:
    """Stretches to read, whether in whole windows too, and what that costs, as a multiple of a piece in a batch."""

    stretches: list[Piece]
    whole_windows: bool
    cost: float


def ways(piece: Piece, stretches: list[Piece], whisper: Whisper, tries: int) -> list[Way]:
    """Return how the stretches of a piece can be read again; none if there are none.

    Args:
      piece: in which they are.
      stretches: what is doubtful.
      whisper: the model that reads.
      tries: how often a whole window is decoded at most.
    """
    if not stretches:
        return []
    whole = whisper.feature_extractor.chunk_length
    shorts = [window for stretch in stretches if (window := short_window(whisper, stretch)) is not None]
    short_cost = _cost(stretches, shorts, whole, 1) if shorts else 0.0
    found = [Way(stretches, True, _cost(stretches, [whole] * len(stretches), whole, tries) + short_cost)]
    if len(shorts) == len(stretches):
        found.append(Way(stretches, False, short_cost))
    elif len(stretches) > 1:
        found.append(Way([piece], True, _cost([piece], [whole], whole, tries)))
    return found


def _cost(stretches: Sequence[Piece], windows: Sequence[float], whole: float, tries: int) -> float:
    texts = sum(stretch.seconds for stretch in stretches)
    return (_ENCODER_SHARE * sum(windows) + (1 - _ENCODER_SHARE) * texts * tries) / whole
