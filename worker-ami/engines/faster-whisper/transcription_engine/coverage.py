"""Where a voice is heard and no word stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from faster_whisper.transcribe import Segment, Word

from transcription_engine.pace import least_seconds, most_seconds, usual_seconds
from transcription_engine.pieces import Voiced

# How far off the times of words are, mostly.
WORD_TIME_SECONDS = 0.1
# Less than this is a breath, a cough, an "er" that no model writes down, or a word whose time is a little off.
GAP_SECONDS = 0.9
# A gap goes on over a pause as short as this.
_SAME_GAP_SECONDS = 0.5

Span = tuple[float, float]


@dataclass(frozen=True)
class Gap:
    """A place with a voice and without words; `seconds` is how much of it is voice."""

    start: float
    end: float
    seconds: float


def words_of(segments: Iterable[Segment]) -> list[Word]:
    """Return the words of segments; one that has no times for them is one long word."""
    return [word for s in segments for word in s.words or [Word(s.start, s.end, s.text, 0.0)]]


def gaps(words: Sequence[Word], voiced: Voiced, spans: Sequence[Span]) -> list[Gap]:
    """Return the places, in seconds from the recording's beginning, in which words are missing.

    A word that lasts far longer than anybody needs to say it covers but what it can last.

    Args:
      words: what was understood.
      voiced: where a voice is heard.
      spans: the places that the words are for, in order.
    """
    first, last = spans[0][0], spans[-1][1]
    heard, offset = voiced.between(first, last), voiced.window(first)
    missing = heard & _inside(spans, offset, heard.size, voiced) & ~_inside(_said(words), offset, heard.size, voiced)
    found = _together(np.flatnonzero(missing) + offset, voiced.window_seconds)
    return [gap for gap in found if gap.seconds >= GAP_SECONDS]


def covered_seconds(left: Sequence[Gap], words: Sequence[Word], voiced: Voiced, spans: Sequence[Span]) -> float:
    """Return how much of the places gave words, with the pauses and pads between these; `left` are the gaps."""
    return sum(_covered(span, left, words, voiced) for span in spans)


def _covered(span: Span, left: Sequence[Gap], words: Sequence[Word], voiced: Voiced) -> float:
    start, end = span
    if not any(word.start < end and word.end > start for word in words):
        return 0.0
    voice = voiced.seconds(start, end)
    missing = sum(
        voiced.seconds(max(gap.start, start), min(gap.end, end)) for gap in left if gap.start < end and gap.end > start
    )
    return (end - start) * max(0.0, 1 - missing / voice) if voice else end - start


def _said(words: Iterable[Word]) -> Iterable[Span]:
    until = 0.0
    for word in words:
        start, end = word.start, min(word.end, word.start + most_seconds(word.word))
        if end - start < least_seconds(word.word):
            # Nobody speaks as fast: the model gave it no room, and it is said where the voice goes on.
            start = max(start, until)
            end = start + usual_seconds(word.word)
        until = end
        yield start - WORD_TIME_SECONDS, end + WORD_TIME_SECONDS


def _inside(spans: Iterable[Span], offset: int, size: int, voiced: Voiced) -> np.ndarray:
    inside = np.zeros(size, dtype=bool)
    for start, end in spans:
        inside[max(voiced.window(start) - offset, 0) : max(voiced.window(end) + 1 - offset, 0)] = True
    return inside


def _together(windows: np.ndarray, window_seconds: float) -> Iterable[Gap]:
    far = int(_SAME_GAP_SECONDS / window_seconds)
    ends = [0, *(np.flatnonzero(np.diff(windows) > far) + 1), windows.size] if windows.size else []
    for first, after in pairwise(ends):
        start, end = windows[first] * window_seconds, (windows[after - 1] + 1) * window_seconds
        yield Gap(float(start), float(end), float((after - first) * window_seconds))
