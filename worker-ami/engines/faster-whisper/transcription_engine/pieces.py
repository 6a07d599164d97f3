"""Cutting a recording into pieces of speech that fit the model, while it is decoded."""

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.speech import Speech, SpeechFinder, SpeechRules
from transcription_engine.voice import WINDOW_SAMPLES, VoiceDetector

SampleSpan = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Neighbouring stretches of speech with the silence between them cut out."""

    samples: np.ndarray
    speeches: list[Speech]
    number: int = 0
    """Its place in the order of the recording's pieces."""

    @property
    def place(self) -> SampleSpan:
        """Its first sample in the recording and the one behind its last: what is asked of it is told by them."""
        return self.speeches[0].start, self.speeches[-1].end

    @property
    def seconds(self) -> float:
        """How long its sound is."""
        return self.samples.size / SAMPLE_RATE


@dataclass
class Voiced:
    """Which windows of the recording have a voice in them."""

    window_seconds: ClassVar[float] = WINDOW_SAMPLES / SAMPLE_RATE
    threshold: float
    _windows: bytearray = field(default_factory=bytearray)

    def add(self, probabilities: np.ndarray) -> None:
        """Take the probabilities of the next windows."""
        self._windows += (probabilities.reshape(-1) >= self.threshold).tobytes()

    def replace(self, voiced: np.ndarray) -> None:
        """Take what another way of listening found."""
        self._windows[:] = voiced.astype(bool).tobytes()

    def window(self, second: float) -> int:
        """Return the window that a place, in seconds from the recording's beginning, is in."""
        return max(int(second / self.window_seconds), 0)

    def seconds(self, start: float, end: float) -> float:
        """Return for how long a voice is heard between two places."""
        return sum(self._windows[self.window(start) : int(end / self.window_seconds) + 1]) * self.window_seconds

    def between(self, start: float, end: float) -> np.ndarray:
        """Return for each window from the one of `start` to the one of `end` whether a voice is heard in it."""
        return np.frombuffer(bytes(self._windows[self.window(start) : self.window(end) + 1]), dtype=bool)


class PieceCutter:
    """Decodes on demand: each piece is made when it is asked for, and what lies behind it is forgotten."""

    def __init__(self, blocks: Iterable[np.ndarray], rules: SpeechRules, first_seconds: float = math.inf):
        """Cut the samples of `blocks` by the rules.

        A piece is as long as the longest speech at most. The first one ends before it is longer than `first_seconds`,
        if half of that is gathered: one that is very short says little of the language.
        """
        self._blocks, self._rules, self._first_seconds = blocks, rules, first_seconds
        self._kept = _Kept()
        self.voiced = Voiced(rules.threshold)
        self.vad_seconds = 0.0
        self.speech_samples = 0

    def pieces(self) -> Iterator[Piece]:
        """Give the pieces in order."""
        number = 0
        gathered: list[Speech] = []
        sounds: list[np.ndarray] = []
        for speech in self._speeches():
            length = speech.end - speech.start
            self.speech_samples += length
            size = sum(sound.size for sound in sounds)
            if gathered and size + length > self._longest(number, size):
                yield Piece(np.concatenate(sounds), gathered, number)
                number, gathered, sounds = number + 1, [], []
            gathered.append(speech)
            sounds.append(self._kept.cut(speech.start, speech.end))
        if gathered:
            yield Piece(np.concatenate(sounds), gathered, number)

    def whole(self, samples: np.ndarray, voiced: np.ndarray) -> Piece:
        """Take a recording that no speech was found in as one piece; `voiced` are its windows with a voice."""
        self.voiced.replace(voiced)
        self.speech_samples = samples.size
        return Piece(samples, [Speech(0, samples.size)])

    def _longest(self, number: int, gathered: int) -> float:
        first = self._first_seconds * SAMPLE_RATE
        longest = self._rules.longest * SAMPLE_RATE
        return min(first, longest) if number == 0 and gathered >= first / 2 else longest

    def _speeches(self) -> Iterator[Speech]:
        detector, finder = VoiceDetector(), SpeechFinder(self._rules)
        for block in self._blocks:
            self._kept.add(block)
            probabilities = self._heard(detector.hear, block)
            if probabilities.size:
                yield from finder.feed(probabilities)
                self._kept.forget(finder.needed_from())
        yield from finder.finish(self._heard(detector.finish), self._kept.end)

    def _heard(self, detect, *samples: np.ndarray) -> np.ndarray:
        began = time.perf_counter()
        probabilities = detect(*samples).reshape(-1)
        self.voiced.add(probabilities)
        self.vad_seconds += time.perf_counter() - began
        return probabilities


class _Kept:
    """The samples that may still be needed, by their place in the recording."""

    def __init__(self) -> None:
        self._blocks: list[np.ndarray] = []
        self._start = 0
        self.end = 0

    def add(self, block: np.ndarray) -> None:
        self._blocks.append(block)
        self.end += block.size

    def cut(self, start: int, end: int) -> np.ndarray:
        if len(self._blocks) > 1:
            self._blocks = [np.concatenate(self._blocks)]
        return self._blocks[0][start - self._start : end - self._start].copy()

    def forget(self, before: int) -> None:
        while self._blocks and self._start + self._blocks[0].size <= before:
            self._start += self._blocks.pop(0).size
