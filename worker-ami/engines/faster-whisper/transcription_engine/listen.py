"""From pieces of speech to text that can be believed: batches first, doubtful places twice, inventions taken out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import ctranslate2
import numpy as np
from faster_whisper.transcribe import Segment

from transcription_engine.allowance import Allowance
from transcription_engine.batch import BatchDecoder
from transcription_engine.batch_limit import BatchLimit, within_memory
from transcription_engine.confidence import calibrated
from transcription_engine.gates import IMPROBABLE, NO_SPEECH, OVER_SILENCE, Place, Reading, doubts
from transcription_engine.heard import Heard, spoken
from transcription_engine.options import FAST, Options
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.profiles import temperatures_again
from transcription_engine.reread import FirstReading, first_reading, read_again
from transcription_engine.second_opinion import SecondOpinion
from transcription_engine.sequential import Asked, decode_sequentially
from transcription_engine.shared_batches import SharedBatches
from transcription_engine.timings import Timings
from transcription_engine.ways import Way, ways
from transcription_engine.whisper import Whisper

Encoded = Callable[[], ctranslate2.StorageView | None]


@dataclass(frozen=True)
class Request:
    """What all that listens to one request shares."""

    options: Options
    voiced: Voiced
    timings: Timings
    parts: Parts
    limit: BatchLimit
    shared: SharedBatches = field(default_factory=SharedBatches)
    allowance: Allowance = field(default_factory=Allowance)


class Listener:
    """Turns the pieces of one request into segments; its methods may run on several lanes at once."""

    def __init__(self, whisper: Whisper, language: str, request: Request):
        """Prepare for a language that is known by now."""
        self._whisper, self._language, self._request = whisper, language, request
        self._options, self._voiced = request.options, request.voiced
        self._timings, self._parts = request.timings, request.parts
        self._batches = BatchDecoder(whisper, language, request.options)
        self._again = SecondOpinion(whisper, language, request.options, request.parts, request.voiced)

    def in_batch(self, pieces: list[Piece], encoded: Encoded | None = None) -> Heard:
        """Decode pieces at once, and again one by one where the text is doubtful; `encoded` may have them encoded."""
        try:
            decoded = zip(pieces, self._decode(pieces, encoded), strict=True)
            first = [first_reading(piece, self._reading(spoken(said)), self._voiced) for piece, said in decoded]
            granted = [self._granted(one) for one in first]
            heard = Heard()
            for one, way in zip(first, granted, strict=True):
                self._take(one, way, heard)
        except BaseException:
            self._request.allowance.close(pieces[0].number)
            raise
        return self._as_asked(heard)

    def in_windows(self, piece: Piece) -> Heard:
        """Decode a piece of any length window by window; only what stands over silence is taken out."""
        heard = Heard()
        with self._timings.of("model_seconds"):
            answers = self._parts.answers(piece)
            segments = spoken(decode_sequentially(self._whisper, piece, Asked(self._language, self._options, answers)))
        reasons = [doubts(self._reading([s]), Place(self._voiced, [(s.start, s.end)])) for s in segments]
        said = list(zip(calibrated(segments), reasons, strict=True))
        heard.removed += [(s, r) for s, r in said if OVER_SILENCE in r]
        heard.doubtful += [(s, r) for s, r in said if r and OVER_SILENCE not in r]
        kept = [s for s, r in zip(segments, reasons, strict=True) if OVER_SILENCE not in r]
        heard.keep(kept, piece, self._voiced, calibrated)
        return self._as_asked(heard)

    def _decode(self, pieces: list[Piece], encoded: Encoded | None) -> list[list[Segment]]:
        found = {piece.number: self._parts.batched(piece) for piece in pieces}
        missing = [piece for piece in pieces if found[piece.number] is None]
        if missing:
            self._parts.check_stop()
            texts = within_memory(missing, self._request.limit, partial(self._at_once, encoded), self._alone)
            for piece, segments in zip(missing, texts, strict=True):
                self._parts.keep_batched(piece, segments)
                found[piece.number] = segments
        return [found[piece.number] or [] for piece in pieces]

    def _at_once(self, encoded: Encoded | None, pieces: list[Piece]) -> list[list[Segment]]:
        heard = encoded() if encoded is not None else None
        if heard is not None and heard.shape[0] == len(pieces):
            # It may have been waited for.
            self._parts.check_stop()
            with self._timings.of("model_seconds"):
                return self._batches.decode(heard, pieces)
        with self._timings.of("features_seconds"):
            features = self._whisper.features(pieces)
        with self._timings.of("model_seconds"):
            items = list(zip(pieces, features, strict=True))
            return self._request.shared.do(self._batches.wishes, items, self._request.limit.windows, self._understood)

    def _understood(self, items: list[tuple[Piece, np.ndarray]]) -> list[list[Segment]]:
        # The lane may have waited for another one's batch, and pieces of other requests may be among these.
        self._parts.check_stop()
        pieces, features = zip(*items, strict=True)
        heard = self._whisper.encode(np.stack(features))
        self._parts.check_stop()
        return self._batches.decode(heard, list(pieces))

    def _alone(self, piece: Piece) -> list[Segment]:
        # Not a second opinion, which may still be asked for: these answers are told as the batch's.
        untold = Parts([], lambda _part: None).answers(piece)
        return decode_sequentially(self._whisper, piece, Asked(self._language, self._options, untold))

    def _granted(self, first: FirstReading) -> Way | None:
        tries = len(temperatures_again(self._options))
        thorough = self._options.profile != FAST
        possible = ways(first.piece, first.stretches, self._whisper, tries) if thorough else []
        granted = self._request.allowance.grant(first.piece.number, [way.cost for way in possible])
        return None if granted is None else possible[granted]

    def _take(self, first: FirstReading, way: Way | None, heard: Heard) -> None:
        chosen = first.judged
        if way is not None:
            read = partial(self._again.read, whole_window=way.whole_windows)
            with self._timings.of("redecode_seconds"):
                chosen, twice = read_again(first, way.stretches, read, self._whisper.model.num_workers)
            heard.read_twice += twice
        segments = list(chosen.reading.segments)
        said = [(segment, chosen.reasons) for segment in calibrated(segments)]
        invented = _invented(chosen.reasons)
        if invented:
            heard.removed += said
        elif chosen.reasons:
            heard.doubtful += said
        heard.keep([] if invented else segments, first.piece, self._voiced, calibrated)

    def _as_asked(self, heard: Heard) -> Heard:
        return heard if self._options.word_timestamps else heard.without_words()

    def _reading(self, segments: Sequence[Segment]) -> Reading:
        return Reading(segments, self._whisper.most_tokens)


def _invented(reasons: list[str]) -> bool:
    # Nobody speaks there by the voice detector, or by the model itself, as sequential decoding decides it. Other
    # doubtful texts stand for speech, and to lose that is worse.
    return OVER_SILENCE in reasons or {NO_SPEECH, IMPROBABLE}.issubset(reasons)
