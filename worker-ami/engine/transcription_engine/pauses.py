"""A segment ends where nobody speaks for long.

The model hears stretches of speech without the silence between them: what it says of several is one text, whose words
tell which of them it was.
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from faster_whisper.transcribe import Segment, Word

from transcription_engine.pieces import Piece
from transcription_engine.resample import SAMPLE_RATE

# What faster-whisper takes for the end of what a speaker has to say, where it decodes window by window.
_LONG_SECONDS = 2.0


def long_pauses(piece: Piece) -> list[float]:
    """Return the middles of the long pauses in a piece, in seconds from the recording's beginning."""
    gaps = ((before.end / SAMPLE_RATE, after.start / SAMPLE_RATE) for before, after in pairwise(piece.speeches))
    return [(start + end) / 2 for start, end in gaps if end - start > _LONG_SECONDS]


def parted(segment: Segment, pauses: Sequence[float]) -> list[Segment]:
    """Cut a segment at pauses; it needs its words for that. The texts of the parts make up that of the whole."""
    words = _where_they_are_written(segment.words or [], pauses)
    parts = [[word for _place, word in part] for _place, part in groupby(words, lambda placed: placed[0])]
    if len(parts) < 2:  # noqa: PLR2004
        return [segment]
    return [_part(segment, part) for part in parts]


def _part(segment: Segment, words: list[Word]) -> Segment:
    text = "".join(word.word for word in words)
    return replace(segment, start=words[0].start, end=words[-1].end, text=text, words=words)


def _where_they_are_written(words: Sequence[Word], pauses: Sequence[float]) -> list[tuple[int, Word]]:
    # "10" and "%" are two words to the model; they stay together where spaces part what is written apart.
    with_spaces = any(word.word.startswith(" ") for word in words[1:])
    placed: list[tuple[int, Word]] = []
    for word in words:
        place = bisect(pauses, (word.start + word.end) / 2)
        before, last = placed[-1] if placed else (place, word)
        if with_spaces and place != before and not word.word.startswith(" "):
            placed.append((before, replace(word, start=last.end, end=last.end)))
        else:
            placed.append((max(place, before), word))
    return placed
