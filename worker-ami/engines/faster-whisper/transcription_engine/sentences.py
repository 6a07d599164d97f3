"""A segment is a sentence or a breath: what a reader takes in at once, and what a line of subtitles can be made of.

The model says half a minute as one text. Its words tell where sentences end and where the speaker pauses.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from faster_whisper.transcribe import Segment, Word

from transcription_engine.pauses import LONG_SECONDS, Pause, ends_sentence, is_glued, placed
from transcription_engine.splice import of_words
from transcription_engine.wire import NO_EVIDENCE

LONGEST_SECONDS = 30.0
# A point after these ends no sentence: initials, numbers in a list, titles, abbreviations with points inside.
_ABBREVIATION = re.compile(
    r"^\W*(?:[^\W\d]|[^\W\d](?:\.[^\W\d])+|\d+|mr|mrs|ms|dr|prof|st|vs|etc|no|nr|ca|bl|dvs|osv|bzw|usw|sr|sra|jr)\.$",
    re.IGNORECASE,
)
# Speakers take a breath after a sentence: where they do, a point is no abbreviation's.
_BREATH_SECONDS = 0.3


def sentences(segment: Segment, pauses: Sequence[Pause]) -> list[Segment]:
    """Cut a segment at the ends of sentences and at long pauses; the texts of the parts make up that of the whole."""
    if not segment.words:
        return [segment]
    groups = _groups(placed(segment.words, pauses), segment.words)
    parts = [part for group in groups for part in _short_enough(group)]
    if len(parts) == 1:
        return [replace(segment, start=parts[0][0].start, end=parts[0][-1].end, words=parts[0])]
    return [replace(of_words(segment, part), avg_logprob=_log_probability(part)) for part in parts]


def _groups(words: Sequence[tuple[int, Word]], written: Sequence[Word]) -> Iterable[list[Word]]:
    group: list[Word] = []
    before = 0
    for place, word in words:
        if group and (place != before or (_parted(group[-1], word) and not is_glued(word, written))):
            yield group
            group = []
        group.append(word)
        before = place
    yield group


def _parted(word: Word, following: Word) -> bool:
    pause = following.start - word.end
    return pause >= LONG_SECONDS or _ends_sentence(word.word, following.word.strip(), pause)


def _ends_sentence(word: str, following: str, pause: float) -> bool:
    if not ends_sentence(word):
        return False
    if pause >= _BREATH_SECONDS:
        return True
    return not following[:1].islower() and not _ABBREVIATION.match(word.strip())


def _short_enough(words: list[Word]) -> Iterable[list[Word]]:
    if len(words) == 1 or words[-1].end - words[0].start <= LONGEST_SECONDS:
        yield words
        return
    # At the longest of its pauses, rather in the middle than at an end.
    longest = max(range(1, len(words)), key=lambda at: (words[at].start - words[at - 1].end, -abs(2 * at - len(words))))
    yield from _short_enough(words[:longest])
    yield from _short_enough(words[longest:])


def _log_probability(words: Sequence[Word]) -> float:
    logs = (math.log(word.probability) if word.probability > 0 else NO_EVIDENCE for word in words)
    return sum(logs) / len(words)
