"""Putting the second reading of a stretch into the first reading of its piece."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from faster_whisper.transcribe import Segment, Word

from transcription_engine.coverage import Span


def inside(segments: Sequence[Segment], place: Span) -> list[Segment]:
    """Return what of the segments is said in a place."""
    return _kept(segments, lambda middle: place[0] <= middle < place[1])


def spliced(first: Sequence[Segment], second: Sequence[Segment], place: Span) -> list[Segment]:
    """Return the first reading with the second one's words in a place."""
    before = _kept(first, lambda middle: middle < place[0])
    after = _kept(first, lambda middle: middle >= place[1])
    return [*before, *second, *after]


def of_words(segment: Segment, words: list[Word]) -> Segment:
    """Return the part of a segment that these of its words make up."""
    text = "".join(word.word for word in words)
    return replace(segment, start=words[0].start, end=words[-1].end, text=text, words=words)


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
