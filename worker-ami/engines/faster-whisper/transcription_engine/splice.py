"""Putting the second reading of a stretch into the first reading of its piece."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from faster_whisper.transcribe import Segment, Word

from transcription_engine.coverage import Span

_Timed = TypeVar("_Timed", Segment, Word)


def inside(segments: Sequence[Segment], place: Span) -> list[Segment]:
    """Return what of the segments is said in a place."""
    return _kept(segments, lambda middle: place[0] <= middle < place[1])


def spliced(first: Sequence[Segment], second: Sequence[Segment], place: Span) -> list[Segment]:
    """Return the first reading with the second one's words in a place; no word beside it reaches into it."""
    before = _kept(first, lambda middle: middle < place[0])
    after = _kept(first, lambda middle: middle >= place[1])
    return [*_within(before, -math.inf, place[0]), *second, *_within(after, place[1], math.inf)]


def of_words(segment: Segment, words: list[Word]) -> Segment:
    """Return the part of a segment that these of its words make up."""
    text = "".join(word.word for word in words)
    return replace(segment, start=words[0].start, end=words[-1].end, text=text, words=words)


def _within(segments: Sequence[Segment], first: float, last: float) -> list[Segment]:
    return [
        replace(_clipped(segment, first, last), words=[_clipped(word, first, last) for word in segment.words or []])
        for segment in segments
    ]


def _clipped(timed: _Timed, first: float, last: float) -> _Timed:
    return replace(timed, start=max(timed.start, first), end=min(timed.end, last))


def _kept(segments: Sequence[Segment], wanted: Callable[[float], bool]) -> list[Segment]:
    kept = []
    for segment in segments:
        words = segment.words or []
        those = [word for word in words if wanted((word.start + word.end) / 2)]
        if (words and len(those) == len(words)) or (not words and wanted((segment.start + segment.end) / 2)):
            kept.append(segment)
        elif those:
            kept.append(of_words(segment, those))
    return kept
