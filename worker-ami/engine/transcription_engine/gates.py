"""Reasons to doubt a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from faster_whisper.transcribe import Segment, get_compression_ratio

from transcription_engine.pieces import Voiced

REPETITIVE = "repetitive"
REPEATS = "repeats"
IMPROBABLE = "improbable"
NO_SPEECH = "no_speech"
OVER_SILENCE = "words_over_silence"
CUT_OFF = "cut_off"

# OpenAI's thresholds, which faster-whisper's batched mode takes and does not use.
_COMPRESSION_RATIO = 2.4
_AVERAGE_LOG_PROBABILITY = -1.0
_NO_SPEECH_PROBABILITY = 0.6
# Where the model hears no speech, its text must be surer: texts that it made of noise which the voice detector let
# through had -0.5 to -0.75 (measured with the demonstration model).
_NO_SPEECH_LOG_PROBABILITY = -0.5
# A word said six times in a row, or two to six words four times: fewer are said in earnest ("no, no, no") or as digits.
_LONGEST_LOOP, _WORD_TIMES, _PHRASE_TIMES = 6, 6, 4
# The fastest speakers reach six words a second.
_WORDS_A_SECOND = 8.0
# How far off the times of words are, mostly.
_WORD_TIME_SECONDS = 0.1


@dataclass(frozen=True)
class Reading:
    """One text for a place in the recording, as one or several segments."""

    segments: Sequence[Segment]
    most_tokens: int
    """How many the text of one window can have."""

    @property
    def cut_off(self) -> bool:
        """Whether the model had more to say when it had to stop; a window that another one follows is gone on with."""
        return len(self.segments[-1].tokens) >= self.most_tokens if self.segments else False

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(segment.text for segment in self.segments).strip()

    @property
    def log_probability(self) -> float:
        """The average over the tokens."""
        weights = [len(segment.tokens) + 1 for segment in self.segments]
        sums = [segment.avg_logprob * weight for segment, weight in zip(self.segments, weights, strict=True)]
        return sum(sums) / sum(weights) if weights else 0.0


def doubts(reading: Reading, voiced: Voiced, spans: Sequence[tuple[float, float]]) -> list[str]:
    """Return the names of the gates that a text trips.

    Args:
      reading: the text.
      voiced: where a voice is heard.
      spans: the places that the text is for, in seconds.
    """
    if not reading.text:
        return []
    log_probability = reading.log_probability
    unheard = max(segment.no_speech_prob for segment in reading.segments) > _NO_SPEECH_PROBABILITY
    tripped = {
        REPETITIVE: get_compression_ratio(reading.text) > _COMPRESSION_RATIO,
        REPEATS: _loops(re.findall(r"\w+", reading.text.lower())),
        IMPROBABLE: log_probability < _AVERAGE_LOG_PROBABILITY,
        NO_SPEECH: unheard and log_probability < _NO_SPEECH_LOG_PROBABILITY,
        CUT_OFF: reading.cut_off,
        OVER_SILENCE: _crowded(reading, voiced, spans) or _mostly_over_silence(reading, voiced),
    }
    return [name for name, trips in tripped.items() if trips]


def _loops(words: list[str]) -> bool:
    for size in range(1, _LONGEST_LOOP + 1):
        times, again = _WORD_TIMES if size == 1 else _PHRASE_TIMES, 0
        for place in range(size, len(words)):
            again = again + 1 if words[place] == words[place - size] else 0
            if again >= size * (times - 1):
                return True
    return False


def _crowded(reading: Reading, voiced: Voiced, spans: Sequence[tuple[float, float]]) -> bool:
    seconds = sum(voiced.seconds(start, end) for start, end in spans)
    return len(reading.text.split()) > _WORDS_A_SECOND * seconds


def _mostly_over_silence(reading: Reading, voiced: Voiced) -> bool:
    words = [word for segment in reading.segments for word in segment.words or []]
    silent = [
        word for word in words if not voiced.seconds(word.start - _WORD_TIME_SECONDS, word.end + _WORD_TIME_SECONDS)
    ]
    return len(silent) * 2 > len(words)
