"""The steps of one request: reading the file and cutting it into pieces, each of which is then one step for a lane."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

import numpy as np

from transcription_engine.batch_limit import BatchLimit
from transcription_engine.batch_sizes import BatchSizes
from transcription_engine.capabilities import refuse_impossible
from transcription_engine.decode import Audio, open_audio
from transcription_engine.heard import Heard
from transcription_engine.heartbeat import Beat, watched_blocks
from transcription_engine.language import PLACES
from transcription_engine.language_search import LanguageSearch
from transcription_engine.listen import Listener, Request
from transcription_engine.model import LoadedModel
from transcription_engine.options import ACCURATE, AUTO
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece
from transcription_engine.profiles import speech_rules
from transcription_engine.prompt_budget import within_budget
from transcription_engine.protocol import TranscribeRequest
from transcription_engine.recording import Recording
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.speech import Speech
from transcription_engine.timings import Timings


@dataclass(frozen=True)
class Started:
    """The file can be read, and is about so long."""

    duration_seconds: float


Step = Callable[[], Started | Heard]

# What is encoded before the language is known is kept: a window's is 8 MB with the largest models.
_MOST_EARLY = 12


class Steps:
    """Makes the steps one after the other, each when a lane is free for it; afterwards knows what was found."""

    recording: Recording
    language: tuple[str, float] | None = None
    """The language's code and probability; None while nobody has spoken."""
    cut: str | None = None
    """In words, what of prompt and hotwords the model was not told."""
    timings: Timings
    unsure_below = 0.7
    """Of less probable words two in five are wrong, by what was fitted (`confidence.py`)."""

    def __init__(self, model: LoadedModel, batch_size: int, request: TranscribeRequest, parts: Parts, beat: Beat):
        """Prepare; nothing is read yet."""
        self._model, self._request, self._parts, self._beat = model, request, parts, beat
        self._limit = BatchLimit(min(batch_size, request.largest_batch or batch_size))
        self._options = request.options
        self._window_seconds = model.whisper.feature_extractor.chunk_length

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
        self._options, self.cut = within_budget(self._options, self._model.whisper)
        audio = open_audio(self._request.audio_path, self._request.max_duration_seconds, self._options.clip)
        yield partial(Started, audio.duration_seconds)
        self.recording = Recording(audio, speech_rules(self._options, self._window_seconds), self._read)
        yield from self._hearing(self.recording.pieces())

    def _read(self, audio: Audio) -> Iterator[np.ndarray]:
        return self.timings.of_each("decode_seconds", watched_blocks(audio, self._parts, self._beat))

    def _hearing(self, pieces: Iterator[Piece]) -> Iterator[Step]:
        # Only with the first piece it is settled which track is heard.
        first = next(pieces, None)
        if first is None:
            return
        known = self._known_language()
        self.language = (known, 1.0) if known else self._parts.language
        if self._options.profile == ACCURATE:
            yield from self._in_windows(first, pieces)
        else:
            yield from self._in_batches(chain([first], pieces))

    def _in_windows(self, first: Piece, sections: Iterator[Piece]) -> Iterator[Step]:
        if self.language is None:
            search = self._search()
            windows = _beginning(first, self._window_seconds)
            search.encode(windows)
            self.language = search.result(len(windows))
        listener = self._listener()
        yield from (partial(listener.in_windows, section) for section in chain([first], sections))

    def _in_batches(self, pieces: Iterator[Piece]) -> Iterator[Step]:
        early: list[list[Piece]] = []
        search = self._search()
        if self.language is None:
            yield from self._until_found(search, pieces, early)
            self.language = search.result(min(PLACES, sum(map(len, early))))
            if self.language is None:
                return
        listener = self._listener()
        sizes = BatchSizes(self._limit, self._model.whisper.model.num_workers)
        for batch in self._joined(early, sizes):
            yield partial(listener.in_batch, batch, partial(search.encoded, batch))
        left = self._left(early[-1] if early else [])
        while batch := list(islice(pieces, sizes.next(left))):
            yield partial(listener.in_batch, batch)
            left = self._left(batch)

    def _until_found(self, search: LanguageSearch, pieces: Iterator[Piece], early: list[list[Piece]]) -> Iterator[Step]:
        # On a GPU lanes take turns, and a batch takes little longer than one window.
        at_once = PLACES if self._on_gpu else 1
        while len(early) < _MOST_EARLY and not search.is_over() and (batch := list(islice(pieces, at_once))):
            early.append(batch)
            yield partial(search.encode, batch)

    def _joined(self, early: list[list[Piece]], sizes: BatchSizes) -> Iterator[list[Piece]]:
        if self._on_gpu:
            for batch in early:
                sizes.next(math.inf)
                yield batch
            return
        pieces = list(chain.from_iterable(early))
        behind = self._left(pieces)
        while pieces:
            size = sizes.next(len(pieces) + behind)
            yield pieces[:size]
            pieces = pieces[size:]

    def _left(self, taken: list[Piece]) -> float:
        return self.recording.pieces_behind(taken[-1]) if taken else math.inf

    @property
    def _on_gpu(self) -> bool:
        return self._model.whisper.model.device == "cuda"

    def _known_language(self) -> str | None:
        if self._options.language != AUTO:
            return self._options.language
        languages = self._model.can.languages
        return languages[0] if len(languages) == 1 else None

    def _search(self) -> LanguageSearch:
        return LanguageSearch(self._model, self.timings, self._parts)

    def _listener(self) -> Listener:
        code, _probability = self.language or (AUTO, 0.0)
        voiced, shared = self.recording.cutter.voiced, self._model.shared
        request = Request(self._options, voiced, self.timings, self._parts, self._limit, shared)
        return Listener(self._model.whisper, code, request)


def _beginning(section: Piece, window_seconds: float) -> list[Piece]:
    size = int(window_seconds * SAMPLE_RATE)
    ends = range(size, min(section.samples.size + size, PLACES * size + 1), size)
    windows = [section.samples[end - size : end] for end in ends]
    return [Piece(window, [Speech(0, window.size)], number) for number, window in enumerate(windows)]
