"""Segments and the quality report in the protocol's form."""

import math
from collections.abc import Iterable
from typing import Any

from faster_whisper.transcribe import Segment

Fields = dict[str, Any]

# The log-probability of a text for which the model gave no number.
NO_EVIDENCE = -100.0


def segment_fields(segment: Segment, offset: float) -> Fields:
    """Return a segment without its number; `offset` is where in the file its times begin."""
    start, end = _span(segment, offset)
    return {
        "start": start,
        "end": end,
        "text": segment.text.strip(),
        "words": [_word(word, offset) for word in segment.words or []],
        "confidence": probability(math.exp(segment.avg_logprob)),
    }


def seconds(value: float) -> float:
    """Round to the millisecond."""
    return round(float(value), 3)


def probability(value: float) -> float:
    """Round, and bring what is a little outside back into 0 to 1."""
    # The mean over no tokens is not a number; a word without a token has no evidence for it.
    return round(min(max(finite(value, 0.0), 0.0), 1.0), 4)


def finite(value: float, otherwise: float) -> float:
    """Return a number that the model gave, or what it means that it is none: JSON knows but finite ones."""
    return float(value) if math.isfinite(value) else otherwise


def weighted_mean(values: Iterable[float], weights: Iterable[float]) -> float:
    """Return the mean; 0 for nothing."""
    pairs = list(zip(values, weights, strict=True))
    total = sum(weight for _value, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else 0.0


def _word(word: Any, offset: float) -> Fields:
    start, end = _span(word, offset)
    return {"word": word.word, "start": start, "end": end, "probability": probability(word.probability)}


def _span(timed: Any, offset: float) -> tuple[float, float]:
    start = max(timed.start + offset, 0.0)
    return seconds(start), seconds(max(timed.end + offset, start))
