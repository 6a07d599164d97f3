"""What a step of a request gave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from faster_whisper.transcribe import Segment, Word

from transcription_engine.coverage import Gap, covered_seconds, gaps, words_of
from transcription_engine.pauses import long_pauses
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.sentences import sentences

Rate = Callable[[list[Segment]], list[Segment]]


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
    gaps: list[Gap] = field(default_factory=list)
    """Where a voice is heard and no word stands in the segments."""
    transcribed_seconds: float = 0.0
    words: list[list[Word]] = field(default_factory=list)
    """Of each segment, also where nobody asked for them."""

    def keep(self, segments: Sequence[Segment], piece: Piece, voiced: Voiced, rated: Rate = list) -> None:
        """Add what was understood of a piece, sentence by sentence, and the speech that it covers.

        `rated` says how probable words are, where that is not what the model says.
        """
        places = spans(piece)
        pauses = long_pauses(voiced, places)
        words = words_of(segments)
        left = gaps(words, voiced, places)
        kept = rated([sentence for segment in segments for sentence in sentences(segment, pauses)])
        self.segments += kept
        self.words += [segment.words or [] for segment in kept]
        self.gaps += left
        self.transcribed_seconds += covered_seconds(left, words, voiced, places)

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


def spoken(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments that have text."""
    return [replace(segment, words=segment.words or []) for segment in segments if segment.text.strip()]


def _wordless(segment: Segment) -> Segment:
    return replace(segment, words=[])
