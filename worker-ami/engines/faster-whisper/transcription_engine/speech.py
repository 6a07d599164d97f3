"""From probabilities to stretches of speech, while they come in.

The rules are those of faster-whisper's `get_speech_timestamps`, which wants the whole recording at once; the stretches
are the same (tested).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.voice import WINDOW_SAMPLES

# From the Silero project: speech that began goes on until the probability is this much below the threshold.
_HYSTERESIS, _LOWEST_END_THRESHOLD = 0.15, 0.01
# Stretches that become too long are cut at the last pause of this length.
_PAUSE_TO_CUT_AT = SAMPLE_RATE * 98 / 1000


@dataclass(frozen=True)
class SpeechRules:
    """What counts as a stretch of speech, in seconds."""

    threshold: float
    min_speech: float
    min_silence: float
    pad: float
    longest: float


@dataclass
class Speech:
    """A stretch of speech, in samples."""

    start: int
    end: int


class SpeechFinder:
    """Gives stretches of speech with their pads, each as soon as nothing later can change it."""

    def __init__(self, rules: SpeechRules):
        """Begin at the first sample."""
        self._raw = _RawSpeech(rules)
        self._pad = int(rules.pad * SAMPLE_RATE)
        self._held: Speech | None = None

    def feed(self, probabilities: Iterable[float]) -> Iterator[Speech]:
        """Take the probabilities of the next windows."""
        for probability in probabilities:
            for ended in self._raw.step(float(probability)):
                yield from self._next(ended)
        if self._held is not None and self._raw.earliest_next_start() - self._held.end >= 2 * self._pad:
            yield self._release(self._held.end + self._pad)

    def finish(self, probabilities: Iterable[float], samples: int) -> Iterator[Speech]:
        """Take the last windows of a recording of so many samples, and give what is left."""
        for probability in probabilities:
            for ended in self._raw.step(float(probability)):
                yield from self._next(ended)
        for ended in self._raw.finish(samples):
            yield from self._next(ended)
        if self._held is not None:
            yield self._release(min(samples, self._held.end + self._pad))

    def needed_from(self) -> int:
        """Return the first sample that a stretch not yet given can contain."""
        start = self._held.start if self._held is not None else self._raw.earliest_next_start() - self._pad
        return max(0, start)

    def _next(self, speech: Speech) -> Iterator[Speech]:
        if self._held is None:
            speech.start = max(0, speech.start - self._pad)
        else:
            silence = speech.start - self._held.end
            half = min(self._pad, silence // 2)
            speech.start -= half
            yield self._release(self._held.end + half)
        self._held = speech

    def _release(self, end: int) -> Speech:
        speech, self._held = self._held, None
        return Speech(speech.start, end)


class _RawSpeech:
    """The hysteresis, window by window, without pads."""

    def __init__(self, rules: SpeechRules):
        self._rules = rules
        self._end_threshold = max(rules.threshold - _HYSTERESIS, _LOWEST_END_THRESHOLD)
        self._longest = SAMPLE_RATE * rules.longest - WINDOW_SAMPLES - 2 * rules.pad * SAMPLE_RATE
        self._position = -WINDOW_SAMPLES
        self._start: int | None = None
        self._forget_pauses()

    def step(self, probability: float) -> list[Speech]:
        """Take the next window; return the stretches that it shows to be over."""
        self._position += WINDOW_SAMPLES
        spoken, over = probability >= self._rules.threshold, []
        if spoken:
            self._end_pause()
        if self._start is None:
            self._start = self._position if spoken else None
            return over
        if self._position - self._start > self._longest:
            over.append(self._cut())
        if self._start is not None and probability < self._end_threshold:
            over += self._fall_silent()
        return over

    def finish(self, samples: int) -> list[Speech]:
        """End a stretch that goes on to the last sample."""
        return [] if self._start is None else self._long_enough(Speech(self._start, samples))

    def earliest_next_start(self) -> int:
        """Return where the next stretch begins at the earliest."""
        return self._position + WINDOW_SAMPLES if self._start is None else self._start

    def _end_pause(self) -> None:
        if self._silent_since:
            self._silent_since = 0
            if self._after_pause < self._pause:
                self._after_pause = self._position

    def _fall_silent(self) -> list[Speech]:
        self._silent_since = self._silent_since or self._position
        silence = self._position - self._silent_since
        if silence > _PAUSE_TO_CUT_AT:
            self._pause = self._silent_since
        if silence < self._rules.min_silence * SAMPLE_RATE:
            return []
        speech = Speech(self._start or 0, self._silent_since)
        self._start = None
        self._forget_pauses()
        return self._long_enough(speech)

    def _cut(self) -> Speech:
        speech = Speech(self._start or 0, self._pause or self._position)
        goes_on = self._pause and self._after_pause >= self._pause
        self._start = self._after_pause if goes_on else None
        self._forget_pauses()
        return speech

    def _forget_pauses(self) -> None:
        # Where the present silence began, the last pause to cut at, and the speech after it; 0 for none.
        self._silent_since = self._pause = self._after_pause = 0

    def _long_enough(self, speech: Speech) -> list[Speech]:
        return [speech] if speech.end - speech.start > self._rules.min_speech * SAMPLE_RATE else []
