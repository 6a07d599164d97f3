"""The steps of one request: reading the file and cutting it into pieces, each of which is then one step for a lane."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from moonshine_engine.capabilities import refuse_impossible
from moonshine_engine.model import LoadedModel
from moonshine_engine.segments import segments_of
from transcription_engine.decode import Audio, open_audio
from transcription_engine.gates import OVER_SILENCE, Place, Reading, doubts
from transcription_engine.heard import Heard, spans
from transcription_engine.heartbeat import Beat, watched_blocks
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece
from transcription_engine.profiles import speech_rules
from transcription_engine.protocol import TranscribeRequest
from transcription_engine.recording import Recording
from transcription_engine.steps import Started, Step
from transcription_engine.timings import Timings

# The model was trained with sounds of up to half a minute, and short ones keep all lanes busy.
_PIECE_SECONDS = 15


class Steps:
    """Makes the steps one after the other, each when a lane is free for it; afterwards knows what was found."""

    recording: Recording
    language: tuple[str, float] | None = None
    """The language's code and probability; None while nobody has spoken."""
    cut: str | None = None
    """In words, what of the request the model was not told: nothing, as it takes no text."""
    timings: Timings
    unsure_below = 0.5
    """Of less probable words a quarter was wrong (moonshine-base, 16 minutes of an English speaker, 4 under noise)."""

    def __init__(self, model: LoadedModel, _batch_size: int, request: TranscribeRequest, parts: Parts, beat: Beat):
        """Prepare; nothing is read yet."""
        self._model, self._request, self._parts, self._beat = model, request, parts, beat
        self._options = request.options

    @property
    def seconds_before(self) -> float:
        """Return how long an earlier run worked on what this one took over."""
        return self._parts.seconds_before

    def __iter__(self) -> Iterator[Step]:
        """Give the steps.

        Raises:
          EngineError: a request that cannot be answered, as its subclasses say.
        """
        self.timings = Timings()
        self._parts.check_stop()
        refuse_impossible(self._options, self._model.can, self._model.name)
        audio = open_audio(self._request.audio_path, self._request.max_duration_seconds, self._options.clip)
        yield partial(Started, audio.duration_seconds)
        self.recording = Recording(audio, speech_rules(self._options, _PIECE_SECONDS), self._read)
        for piece in self.recording.pieces():
            self.language = (self._model.can.languages[0], 1.0)
            yield partial(self._hear, piece)

    def _read(self, audio: Audio) -> Iterator[np.ndarray]:
        return self.timings.of_each("decode_seconds", watched_blocks(audio, self._parts, self._beat))

    def _hear(self, piece: Piece) -> Heard:
        segments = self._parts.batched(piece)
        if segments is None:
            self._parts.check_stop()
            with self.timings.of("model_seconds"):
                said = self._model.moonshine.hear(piece.samples)
            segments = segments_of(said, piece, self._model.moonshine.vocabulary)
            self._parts.keep_batched(piece, segments)
        heard, voiced = Heard(), self.recording.cutter.voiced
        reading = Reading(segments, self._model.moonshine.most_tokens(piece.seconds))
        reasons = doubts(reading, Place(voiced, spans(piece)))
        invented = OVER_SILENCE in reasons
        if reasons:
            told = heard.removed if invented else heard.doubtful
            told += [(segment, reasons) for segment in segments]
        heard.keep([] if invented else segments, piece, voiced)
        return heard if self._options.word_timestamps else heard.without_words()
