"""Word error rate, case and punctuation ignored."""

import re


def words(text: str) -> list[str]:
    """Return a text's words in lower case, without punctuation."""
    return re.findall(r"\w+", text.lower())


def word_error_rate(reference: str, text: str) -> float:
    """Return the word edits that turn the text into the reference, in percent of the reference's words."""
    wanted, given = words(reference), words(text)
    distances = list(range(len(given) + 1))
    for row, word in enumerate(wanted, 1):
        diagonal, distances[0] = distances[0], row
        for column, other in enumerate(given, 1):
            substituted = diagonal + (word != other)
            diagonal = distances[column]
            distances[column] = min(substituted, diagonal + 1, distances[column - 1] + 1)
    return 100 * distances[-1] / len(wanted)
