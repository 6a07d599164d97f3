"""From pieces of speech to text that can be believed: batches first, doubtful places twice, inventions taken out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import ctranslate2
import numpy as np
from faster_whisper.transcribe import Segment

from transcription_engine.batch import BatchDecoder
from transcription_engine.gates import IMPROBABLE, NO_SPEECH, OVER_SILENCE, Reading, doubts
from transcription_engine.options import FAST, Options
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.sequential import decode_sequentially, second_opinion
from transcription_engine.timings import Timings
from transcription_engine.whisper import Whisper

BATCHED, SEQUENTIAL = "batched", "sequential"


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
    transcribed_seconds: float = 0.0

    def keep(self, segments: Sequence[Segment], piece: Piece) -> None:
        """Add segments of a piece, and the speech that they cover."""
        self.segments += segments
        self.transcribed_seconds += sum(
            end - start for start, end in _spans(piece) if any(s.start < end and s.end > start for s in segments)
        )


class Listener:
    """Turns the pieces of one request into segments; its methods may run on several lanes at once."""

    def __init__(self, whisper: Whisper, language: str, options: Options, voiced: Voiced, timings: Timings):
        """Prepare for a language that is known by now."""
        self._options = options
        self._whisper, self._language = whisper, language
        self._voiced, self._timings = voiced, timings
        self._batches = BatchDecoder(whisper, language, options)

    def in_batch(self, pieces: list[Piece], encoded: ctranslate2.StorageView | None = None) -> Heard:
        """Decode pieces at once, and again one by one where the text is doubtful."""
        heard = Heard()
        for piece, segments in zip(pieces, self._decode(pieces, encoded), strict=True):
            self._judge(piece, _spoken(segments), heard)
        return heard

    def in_windows(self, piece: Piece) -> Heard:
        """Decode a piece of any length window by window; only what stands over silence is taken out."""
        heard = Heard()
        with self._timings.of("model_seconds"):
            segments = _spoken(decode_sequentially(self._whisper, piece, self._language, self._options))
        reasons = [doubts(Reading([s]), self._voiced, [(s.start, s.end)]) for s in segments]
        heard.keep([s for s, r in zip(segments, reasons, strict=True) if OVER_SILENCE not in r], piece)
        heard.removed += [(s, r) for s, r in zip(segments, reasons, strict=True) if OVER_SILENCE in r]
        return heard

    def _decode(self, pieces: list[Piece], encoded: ctranslate2.StorageView | None) -> list[list[Segment]]:
        heard: np.ndarray | ctranslate2.StorageView | None = encoded
        if heard is None:
            with self._timings.of("features_seconds"):
                heard = self._whisper.features(pieces)
        with self._timings.of("model_seconds"):
            return self._batches.decode(heard, pieces)

    def _judge(self, piece: Piece, segments: list[Segment], heard: Heard) -> None:
        batched = Reading(segments)
        reasons = doubts(batched, self._voiced, _spans(piece))
        chosen, remaining = batched, reasons
        if reasons and self._options.profile != FAST:
            chosen, remaining = self._read_again(piece, batched, reasons, heard)
        if _invented(remaining):
            heard.removed += [(segment, remaining) for segment in chosen.segments]
        else:
            heard.keep(chosen.segments, piece)

    def _read_again(
        self, piece: Piece, batched: Reading, reasons: list[str], heard: Heard
    ) -> tuple[Reading, list[str]]:
        with self._timings.of("redecode_seconds"):
            segments = second_opinion(self._whisper, piece, self._language, self._options)
        sequential = Reading(_spoken(segments))
        left = doubts(sequential, self._voiced, _spans(piece))
        # Nothing instead of words is better only where nobody speaks, and then the words are kept apart.
        better = sequential.text and _rank(sequential, left) < _rank(batched, reasons)
        spans = _spans(piece)
        heard.read_twice.append(
            SecondReading(
                spans[0][0],
                spans[-1][1],
                batched.text,
                sequential.text,
                SEQUENTIAL if better else BATCHED,
                reasons,
            )
        )
        return (sequential, left) if better else (batched, reasons)


def _invented(reasons: list[str]) -> bool:
    # Nobody speaks there by the voice detector, or by the model itself, as sequential decoding decides it. Other
    # doubtful texts stand for speech, and to lose that is worse.
    return OVER_SILENCE in reasons or {NO_SPEECH, IMPROBABLE}.issubset(reasons)


def _rank(reading: Reading, reasons: list[str]) -> tuple[int, float]:
    return len(reasons), -reading.log_probability


def _spoken(segments: Sequence[Segment]) -> list[Segment]:
    return [replace(segment, words=segment.words or []) for segment in segments if segment.text.strip()]


def _spans(piece: Piece) -> list[tuple[float, float]]:
    return [(speech.start / SAMPLE_RATE, speech.end / SAMPLE_RATE) for speech in piece.speeches]
