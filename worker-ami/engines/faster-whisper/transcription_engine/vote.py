"""Which of two readings of a place is believed."""

from dataclasses import dataclass

from transcription_engine.coverage import gaps, words_of
from transcription_engine.gates import OVER_SILENCE, REPEATS, REPETITIVE, Place, Reading, doubts
from transcription_engine.pace import usual_seconds

# A reading that leaves so much less of the voice without words has words that the other one lacks.
_MORE_SECONDS = 0.5
# What is said over and over takes about as long each time as anything else.
_FASTEST, _SLOWEST = 0.5, 2.0


@dataclass(frozen=True)
class Judged:
    """A reading with what speaks against it."""

    reading: Reading
    reasons: list[str]
    missing_seconds: float
    loops: bool

    @property
    def rank(self) -> tuple[int, float]:
        """Return the place in the order of readings that cover as much: the lower the better."""
        return len(self.reasons), -self.reading.log_probability


def judged(reading: Reading, place: Place) -> Judged:
    """Say what speaks against a reading of a place."""
    reasons = doubts(reading, place)
    missing = sum(gap.seconds for gap in gaps(words_of(reading.segments), place.voiced, place.spans))
    return Judged(reading, reasons, missing, _loops(reading, reasons, place))


def is_better(second: Judged, first: Judged) -> bool:
    """Return whether the second reading is to take the first one's place."""
    # Nothing instead of words is better only where nobody speaks, and then the words are kept apart.
    if not second.reading.text or second.loops or OVER_SILENCE in second.reasons:
        return False
    if not first.reading.text:
        return not second.reasons
    if first.loops:
        return True
    more = first.missing_seconds - second.missing_seconds
    return more > 0 if abs(more) >= _MORE_SECONDS else second.rank < first.rank


def _loops(reading: Reading, reasons: list[str], place: Place) -> bool:
    # Somebody may well say the same several times; then the voice lasts as long as that takes.
    if not {REPEATS, REPETITIVE}.intersection(reasons):
        return False
    pace = place.voiced_seconds / usual_seconds(reading.text)
    return not _FASTEST <= pace <= _SLOWEST
