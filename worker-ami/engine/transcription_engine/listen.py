"""From pieces of speech to text that can be believed: batches first, doubtful places twice, inventions taken out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import ctranslate2
from faster_whisper.transcribe import Segment

from transcription_engine.batch import BatchDecoder
from transcription_engine.batch_limit import BatchLimit, within_memory
from transcription_engine.gates import IMPROBABLE, NO_SPEECH, OVER_SILENCE, Reading, doubts
from transcription_engine.heard import Heard, SecondReading, spans
from transcription_engine.options import FAST, Options
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.sequential import decode_sequentially, second_opinion
from transcription_engine.timings import Timings
from transcription_engine.whisper import Whisper

BATCHED, SEQUENTIAL = "batched", "sequential"


@dataclass(frozen=True)
class Request:
    """What all that listens to one request shares."""

    options: Options
    voiced: Voiced
    timings: Timings
    parts: Parts
    limit: BatchLimit


class Listener:
    """Turns the pieces of one request into segments; its methods may run on several lanes at once."""

    def __init__(self, whisper: Whisper, language: str, request: Request):
        """Prepare for a language that is known by now."""
        self._whisper, self._language, self._request = whisper, language, request
        self._options, self._voiced = request.options, request.voiced
        self._timings, self._parts = request.timings, request.parts
        self._batches = BatchDecoder(whisper, language, request.options)

    def in_batch(self, pieces: list[Piece], encoded: ctranslate2.StorageView | None = None) -> Heard:
        """Decode pieces at once, and again one by one where the text is doubtful."""
        heard = Heard()
        for piece, segments in zip(pieces, self._decode(pieces, encoded), strict=True):
            self._judge(piece, _spoken(segments), heard)
        return self._as_asked(heard)

    def in_windows(self, piece: Piece) -> Heard:
        """Decode a piece of any length window by window; only what stands over silence is taken out."""
        heard = Heard()
        with self._timings.of("model_seconds"):
            segments = _spoken(decode_sequentially(self._whisper, piece, self._language, self._options, self._parts))
        reasons = [doubts(self._reading([s]), self._voiced, [(s.start, s.end)]) for s in segments]
        judged = list(zip(segments, reasons, strict=True))
        heard.removed += [(s, r) for s, r in judged if OVER_SILENCE in r]
        heard.doubtful += [(s, r) for s, r in judged if r and OVER_SILENCE not in r]
        heard.keep([s for s, r in judged if OVER_SILENCE not in r], piece)
        return self._as_asked(heard)

    def _decode(self, pieces: list[Piece], encoded: ctranslate2.StorageView | None) -> list[list[Segment]]:
        found = {piece.number: self._parts.batched(piece.number) for piece in pieces}
        missing = [piece for piece in pieces if found[piece.number] is None]
        if missing:
            self._parts.check_stop()
            texts = within_memory(missing, self._request.limit, partial(self._at_once, encoded), self._alone)
            for piece, segments in zip(missing, texts, strict=True):
                self._parts.keep_batched(piece.number, segments)
                found[piece.number] = segments
        return [found[piece.number] or [] for piece in pieces]

    def _at_once(self, encoded: ctranslate2.StorageView | None, pieces: list[Piece]) -> list[list[Segment]]:
        if encoded is None or encoded.shape[0] != len(pieces):
            with self._timings.of("features_seconds"):
                features = self._whisper.features(pieces)
            with self._timings.of("model_seconds"):
                encoded = self._whisper.encode(features)
        # On a GPU a lane may have waited for another one's batch.
        self._parts.check_stop()
        with self._timings.of("model_seconds"):
            return self._batches.decode(encoded, pieces)

    def _alone(self, piece: Piece) -> list[Segment]:
        # Not a second opinion, which may still be asked for: these answers are told as the batch's.
        untold = Parts([], lambda _part: None)
        return decode_sequentially(self._whisper, piece, self._language, self._options, untold)

    def _judge(self, piece: Piece, segments: list[Segment], heard: Heard) -> None:
        batched = self._reading(segments)
        reasons = doubts(batched, self._voiced, spans(piece))
        chosen, remaining = batched, reasons
        if reasons and self._options.profile != FAST:
            chosen, remaining = self._read_again(piece, batched, reasons, heard)
        judged = [(segment, remaining) for segment in chosen.segments]
        if _invented(remaining):
            heard.removed += judged
            return
        heard.doubtful += judged if remaining else []
        heard.keep(chosen.segments, piece)

    def _as_asked(self, heard: Heard) -> Heard:
        return heard if self._options.word_timestamps else heard.without_words()

    def _reading(self, segments: Sequence[Segment]) -> Reading:
        return Reading(segments, self._whisper.most_tokens)

    def _read_again(
        self, piece: Piece, batched: Reading, reasons: list[str], heard: Heard
    ) -> tuple[Reading, list[str]]:
        with self._timings.of("redecode_seconds"):
            segments = second_opinion(self._whisper, piece, self._language, self._options, self._parts)
        sequential = self._reading(_spoken(segments))
        left = doubts(sequential, self._voiced, spans(piece))
        # Nothing instead of words is better only where nobody speaks, and then the words are kept apart.
        better = sequential.text and _rank(sequential, left) < _rank(batched, reasons)
        places = spans(piece)
        heard.read_twice.append(
            SecondReading(
                places[0][0],
                places[-1][1],
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
