"""Which language is spoken, from several places where somebody speaks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from transcription_engine.wire import finite

# The first window alone is often a jingle, a name or a greeting.
PLACES = 3

Votes = Iterable[tuple[str, float]]


def spoken_language(votes: Sequence[Votes], seconds: Sequence[float], known: Sequence[str]) -> tuple[str, float]:
    """Return the most probable of the known languages, and how probable it is.

    Args:
      votes: for each place, the model's language tokens, such as <|sv|>, with their probabilities.
      seconds: how much speech each place has: it counts by its length.
      known: the codes to choose from; what the model gives to others is not counted.
    """
    sums = _sums(votes, seconds, known)
    best = max(sums, key=lambda code: sums[code])
    return best, sums[best] / (sum(sums.values()) or 1.0)


def is_settled(votes: Sequence[Votes], seconds: Sequence[float], known: Sequence[str], seconds_left: float) -> bool:
    """Return whether the language stays the same whatever is said in further places of so many seconds in all."""
    best, *others = sorted(_sums(votes, seconds, known).values(), reverse=True)
    return best - (others[0] if others else 0.0) > seconds_left


def _sums(votes: Sequence[Votes], seconds: Sequence[float], known: Sequence[str]) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for place, weight in zip(votes, seconds, strict=True):
        for token, probability in place:
            sums[token.strip("<|>")] += finite(probability, 0.0) * weight
    return {code: sums[code] for code in known}
