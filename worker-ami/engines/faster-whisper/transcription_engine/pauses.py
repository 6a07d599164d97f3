"""Where nobody speaks for long, and which words are said before and after it."""

import math
import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from faster_whisper.transcribe import Word

from transcription_engine.coverage import Span
from transcription_engine.pieces import Voiced

# A breath is shorter, and a speaker who thinks what to say next takes longer.
LONG_SECONDS = 1.0
# A word may sound on where the voice detector hears no voice any more.
_SOUNDS_ON_SECONDS = 0.4
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]+[\"'”’»)\]」』]*$")  # noqa: RUF001


@dataclass(frozen=True)
class Pause:
    """From the last voice before it to the first after it, in seconds from the recording's beginning."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """What is said before it is said before this."""
        return (self.start + self.end) / 2


def ends_sentence(word: str) -> bool:
    """Return whether a mark that ends sentences stands behind a word."""
    return bool(_SENTENCE_END.search(word))


def long_pauses(voiced: Voiced, spans: Sequence[Span]) -> list[Pause]:
    """Return the long pauses between the first and the last of some places, in order."""
    if not spans:
        return []
    first = voiced.window(spans[0][0])
    heard = (np.flatnonzero(voiced.between(spans[0][0], spans[-1][1])) + first) * voiced.window_seconds
    lasts = np.diff(heard) - voiced.window_seconds
    return [
        Pause(float(heard[at]) + voiced.window_seconds, float(heard[at + 1]))
        for at in np.flatnonzero(lasts >= LONG_SECONDS)
    ]


def placed(words: Sequence[Word], pauses: Sequence[Pause]) -> list[tuple[int, Word]]:
    """Return the words, each with the number of pauses before it; none of them lasts into a pause for long.

    Words stay in the order of the text.
    """
    found: list[tuple[int, Word]] = []
    for word in words:
        before, last = found[-1] if found else (0, None)
        if last is not None and is_glued(word, words):
            # "10" and "%" are two words to the model; they stay together where spaces part what is written apart.
            glued = bisect([pause.middle for pause in pauses], _middle(word)) > before
            found.append((before, replace(word, start=last.end, end=last.end) if glued else word))
            continue
        place = max(before, _place(word, last, pauses))
        found.append((place, _beside(word, place, pauses)))
    return found


def is_glued(word: Word, words: Sequence[Word]) -> bool:
    """Return whether a word is written together with the one before it, in a script with spaces."""
    return not word.word.startswith(" ") and any(other.word.startswith(" ") for other in words[1:])


def _place(word: Word, last: Word | None, pauses: Sequence[Pause]) -> int:
    place = bisect([pause.start for pause in pauses], word.start)
    around = pauses[place - 1] if place else None
    if around is None or word.end > around.end:
        return bisect([pause.middle for pause in pauses], _middle(word))
    # Where nobody speaks: its time is off. A new sentence is said after the pause, the end of one before it.
    if last is None or ends_sentence(last.word):
        return place
    return place - 1 if ends_sentence(word.word) or _middle(word) < around.middle else place


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def _beside(word: Word, place: int, pauses: Sequence[Pause]) -> Word:
    earliest = pauses[place - 1].end - _SOUNDS_ON_SECONDS if place else 0.0
    latest = pauses[place].start + _SOUNDS_ON_SECONDS if place < len(pauses) else math.inf
    if word.end <= earliest:
        return replace(word, start=earliest, end=earliest + min(word.end - word.start, _SOUNDS_ON_SECONDS))
    if word.start >= latest:
        return replace(word, start=latest - min(word.end - word.start, _SOUNDS_ON_SECONDS), end=latest)
    return replace(word, start=max(word.start, earliest), end=min(word.end, latest))
