"""Reading a doubtful place again, and choosing between the two texts."""

import math
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from transcription_engine.coverage import Gap, gaps, words_of
from transcription_engine.gates import REPETITIVE, Place, Reading
from transcription_engine.heard import SecondReading, spans
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.splice import inside, spliced
from transcription_engine.stretches import stretches
from transcription_engine.vote import Judged, is_better, judged

BATCHED, SEQUENTIAL = "batched", "sequential"
SPEECH_WITHOUT_WORDS = "speech_without_words"

_EVERYWHERE = (-math.inf, math.inf)

ReadAgain = Callable[[Piece], Reading | None]
"""Reads a stretch; None if nothing can be said of it."""


@dataclass
class FirstReading:
    """What a batch made of a piece, and which stretches of it are doubtful."""

    piece: Piece
    voiced: Voiced
    judged: Judged
    gaps: list[Gap]
    stretches: list[Piece]
    reasons: list[str]
    """Why these are doubtful."""


def first_reading(piece: Piece, reading: Reading, voiced: Voiced) -> FirstReading:
    """Judge what a batch made of a piece."""
    place, words = Place(voiced, spans(piece)), words_of(reading.segments)
    found, missing = judged(reading, place), gaps(words, voiced, place.spans)
    again, reasons = [piece] if found.reasons else [], found.reasons
    if missing and not set(found.reasons) - {REPETITIVE}:
        again, reasons = stretches(missing, piece, words, voiced), [SPEECH_WITHOUT_WORDS]
    return FirstReading(piece, voiced, found, missing, again, reasons)


def read_again(
    first: FirstReading, doubtful: list[Piece], read: ReadAgain, at_once: int
) -> tuple[Judged, list[SecondReading]]:
    """Return the reading that is believed, and for each doubtful stretch both texts; so many are read side by side."""
    chosen, twice = list(first.judged.reading.segments), []
    for stretch, reading in zip(doubtful, _readings(doubtful, read, at_once), strict=True):
        if reading is None:
            continue
        place = Place(first.voiced, spans(stretch))
        where = _EVERYWHERE if stretch is first.piece else (place.spans[0][0], place.spans[-1][1])
        old, new = judged(first.judged.reading.of(inside(chosen, where)), place), judged(reading, place)
        better = is_better(new, old)
        if better:
            chosen = spliced(chosen, new.reading.segments, where)
        twice.append(_second(place, old, new, better, first.reasons))
    agreed = any(second.chosen == SEQUENTIAL or _same(second) for second in twice)
    whole = judged(first.judged.reading.of(chosen), Place(first.voiced, spans(first.piece)))
    return _said_again(whole) if agreed else whole, twice


def _readings(doubtful: list[Piece], read: ReadAgain, at_once: int) -> list[Reading | None]:
    # A stretch is one window, which keeps one processor busy; at the end of a file the other lanes have nothing to do.
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(read, doubtful))


def _said_again(whole: Judged) -> Judged:
    # Two readings have it, and there is a voice for each time: somebody said a whole sentence several times.
    if whole.loops or whole.reasons != [REPETITIVE]:
        return whole
    return replace(whole, reasons=[])


def _second(place: Place, old: Judged, new: Judged, better: bool, reasons: list[str]) -> SecondReading:
    start, end = place.spans[0][0], place.spans[-1][1]
    chosen = SEQUENTIAL if better else BATCHED
    return SecondReading(start, end, old.reading.text, new.reading.text, chosen, reasons)


def _same(second: SecondReading) -> bool:
    return re.findall(r"\w+", second.batched_text.lower()) == re.findall(r"\w+", second.sequential_text.lower())
