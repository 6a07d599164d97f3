"""What a step of a request gave."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from faster_whisper.transcribe import Segment

from transcription_engine.pauses import long_pauses, parted
from transcription_engine.pieces import Piece
from transcription_engine.resample import SAMPLE_RATE


@dataclass(frozen=True)
class SecondReading:
    """A piece that was decoded twice, with both texts."""

    start: float
    end: float
    batched_text: str
    sequential_text: str
    chosen: str
    reasons: list[str]


@dataclass
class Heard:
    """What one step of a request gave; times are in seconds from the first decoded sample."""

    segments: list[Segment] = field(default_factory=list)
    read_twice: list[SecondReading] = field(default_factory=list)
    removed: list[tuple[Segment, list[str]]] = field(default_factory=list)
    doubtful: list[tuple[Segment, list[str]]] = field(default_factory=list)
    """What was kept of the segments although there are reasons to doubt it."""
    transcribed_seconds: float = 0.0

    def keep(self, segments: Sequence[Segment], piece: Piece) -> None:
        """Add segments of a piece, cut at its long pauses, and the speech that they cover."""
        pauses = long_pauses(piece)
        kept = [part for segment in segments for part in parted(segment, pauses)]
        self.segments += kept
        self.transcribed_seconds += sum(
            end - start for start, end in spans(piece) if any(s.start < end and s.end > start for s in kept)
        )

    def without_words(self) -> "Heard":
        """Return the same where nobody asked for the times of words."""
        return replace(
            self,
            segments=[_wordless(segment) for segment in self.segments],
            removed=[(_wordless(segment), reasons) for segment, reasons in self.removed],
            doubtful=[(_wordless(segment), reasons) for segment, reasons in self.doubtful],
        )


def spans(piece: Piece) -> list[tuple[float, float]]:
    """Return where a piece lies, in seconds from the recording's beginning."""
    return [(speech.start / SAMPLE_RATE, speech.end / SAMPLE_RATE) for speech in piece.speeches]


def _wordless(segment: Segment) -> Segment:
    return replace(segment, words=[])
