"""Reasons to doubt a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from faster_whisper.transcribe import Segment

from transcription_engine.coverage import WORD_TIME_SECONDS, Span
from transcription_engine.pace import least_seconds
from transcription_engine.pieces import Voiced
from transcription_engine.repetition import MOST_COMPRESSION_RATIO, compression_ratio

REPETITIVE = "repetitive"
REPEATS = "repeats"
IMPROBABLE = "improbable"
NO_SPEECH = "no_speech"
OVER_SILENCE = "words_over_silence"
CUT_OFF = "cut_off"

# OpenAI's thresholds, which faster-whisper's batched mode takes and does not use.
_AVERAGE_LOG_PROBABILITY = -1.0
_NO_SPEECH_PROBABILITY = 0.6
# Where the model hears no speech, its text must be surer: texts that it made of noise which the voice detector let
# through had -0.5 to -0.75 (measured with the demonstration model).
_NO_SPEECH_LOG_PROBABILITY = -0.5
# A word said six times in a row, or two to six words four times: fewer are said in earnest ("no, no, no") or as digits.
_LONGEST_LOOP, _WORD_TIMES, _PHRASE_TIMES = 6, 6, 4
# The same where nothing parts the words, or where a word goes on and on: nobody laughs "ha" as often.
_INSIDE_WORDS = re.compile(r"(.{1,20}?)\1{7}")


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

    def of(self, segments: Sequence[Segment]) -> "Reading":
        """Return other segments as a reading of the same kind."""
        return Reading(segments, self.most_tokens)

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


@dataclass(frozen=True)
class Place:
    """A place in the recording: its stretches of speech, in seconds, and the voice in them."""

    voiced: Voiced
    spans: Sequence[Span]

    @cached_property
    def voiced_seconds(self) -> float:
        """For how long a voice is heard there."""
        return sum(self.voiced.seconds(start, end) for start, end in self.spans)


def doubts(reading: Reading, place: Place) -> list[str]:
    """Return the names of the gates that a text for a place trips."""
    if not reading.text:
        return []
    log_probability = reading.log_probability
    unheard = max(segment.no_speech_prob for segment in reading.segments) > _NO_SPEECH_PROBABILITY
    tripped = {
        REPETITIVE: compression_ratio(reading.text) > MOST_COMPRESSION_RATIO,
        REPEATS: _loops(re.findall(r"\w+", reading.text.lower())) or bool(_INSIDE_WORDS.search(_letters(reading.text))),
        IMPROBABLE: log_probability < _AVERAGE_LOG_PROBABILITY,
        NO_SPEECH: unheard and log_probability < _NO_SPEECH_LOG_PROBABILITY,
        CUT_OFF: reading.cut_off,
        OVER_SILENCE: least_seconds(reading.text) > place.voiced_seconds or _mostly_over_silence(reading, place.voiced),
    }
    return [name for name, trips in tripped.items() if trips]


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalpha())


def _loops(words: list[str]) -> bool:
    for size in range(1, _LONGEST_LOOP + 1):
        times, again = _WORD_TIMES if size == 1 else _PHRASE_TIMES, 0
        for place in range(size, len(words)):
            again = again + 1 if words[place] == words[place - size] else 0
            if again >= size * (times - 1):
                return True
    return False


def _mostly_over_silence(reading: Reading, voiced: Voiced) -> bool:
    words = [word for segment in reading.segments for word in segment.words or []]
    silent = [
        word for word in words if not voiced.seconds(word.start - WORD_TIME_SECONDS, word.end + WORD_TIME_SECONDS)
    ]
    return len(silent) * 2 > len(words)
