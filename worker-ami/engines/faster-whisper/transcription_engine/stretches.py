"""What is read again of a piece: the doubtful stretch, from a pause before it to a pause after it."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from faster_whisper.transcribe import Word

from transcription_engine.coverage import WORD_TIME_SECONDS, Gap, Span
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.speech import Speech

# Speakers part what they say by pauses of this length; inside of words there are shorter ones.
_PAUSE_SECONDS = 0.16


def stretches(doubtful: Sequence[Gap], piece: Piece, words: Sequence[Word], voiced: Voiced) -> list[Piece]:
    """Return the parts of a piece that have gaps in them; none begins or ends within what is said of a word."""
    first, last = piece.speeches[0].start / SAMPLE_RATE, piece.speeches[-1].end / SAMPLE_RATE
    cuts = [cut for cut in _pauses(voiced, first, last) if not any(_in_a_word(cut, word, voiced) for word in words)]
    found: list[Span] = []
    for gap in doubtful:
        start = max((cut for cut in cuts if cut <= gap.start), default=first)
        end = min((cut for cut in cuts if cut >= gap.end), default=last)
        if found and start < found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return [part(piece, *place) for place in found]


def part(piece: Piece, start: float, end: float) -> Piece:
    """Return what lies between two places of a recording in a piece."""
    first, last = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
    sounds, speeches, offset = [], [], 0
    for speech in piece.speeches:
        inside = Speech(max(speech.start, first), min(speech.end, last))
        if inside.start < inside.end:
            begins = offset + inside.start - speech.start
            sounds.append(piece.samples[begins : begins + inside.end - inside.start])
            speeches.append(inside)
        offset += speech.end - speech.start
    return Piece(np.concatenate(sounds), speeches, piece.number)


def _pauses(voiced: Voiced, start: float, end: float) -> Iterable[float]:
    heard = np.flatnonzero(voiced.between(start, end)) + voiced.window(start)
    for before, after in pairwise(heard):
        if (after - before - 1) * voiced.window_seconds >= _PAUSE_SECONDS:
            yield float(before + after + 1) / 2 * voiced.window_seconds


def _in_a_word(cut: float, word: Word, voiced: Voiced) -> bool:
    if not word.start < cut < word.end:
        return False
    # The time of a word may reach over the pause beside it. It goes where its middle is when texts are put together;
    # so that nothing of it may be said on the other side.
    here, there = voiced.seconds(word.start, cut), voiced.seconds(cut, word.end)
    if (word.start + word.end) / 2 >= cut:
        here, there = there, here
    return there > WORD_TIME_SECONDS or there >= here
