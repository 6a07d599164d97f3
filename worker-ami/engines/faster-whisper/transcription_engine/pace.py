"""How long a text takes to say: the least that anybody needs for it, and the most."""

import re
import unicodedata

# The fastest speakers reach eight words a second, or twelve syllables. A digit is said as a word, and a character
# of a script without letters as a syllable.
_LEAST_LETTER_SECONDS, _LEAST_SYLLABLE_SECONDS = 1 / 36, 1 / 12
_USUAL_LETTER_SECONDS, _USUAL_SYLLABLE_SECONDS = 1 / 13, 1 / 5
# What words of a speaker who takes her time had at most (real recordings, 99.9 % of 13,000 words), and some more for
# slower ones.
_MOST_WORD_SECONDS, _MOST_LETTER_SECONDS, _MOST_SYLLABLE_SECONDS = 0.6, 0.12, 0.5
_SYLLABIC = re.compile(r"HANGUL|HIRAGANA|KATAKANA|CJK|YI SYLLABLE|ETHIOPIC")


def least_seconds(text: str) -> float:
    """Return how long it takes to say a text as fast as can be."""
    letters, syllables = _counted(text)
    return letters * _LEAST_LETTER_SECONDS + syllables * _LEAST_SYLLABLE_SECONDS


def usual_seconds(text: str) -> float:
    """Return how long most people take to say a text, without pauses."""
    letters, syllables = _counted(text)
    return letters * _USUAL_LETTER_SECONDS + syllables * _USUAL_SYLLABLE_SECONDS


def most_seconds(word: str) -> float:
    """Return how long one word can last where nothing else is said meanwhile."""
    letters, syllables = _counted(word)
    return _MOST_WORD_SECONDS + letters * _MOST_LETTER_SECONDS + syllables * _MOST_SYLLABLE_SECONDS


def _counted(text: str) -> tuple[int, int]:
    spoken = [character for character in text if character.isalnum()]
    syllables = sum(character.isdigit() or is_syllabic(character) for character in spoken)
    return len(spoken) - syllables, syllables


def is_syllabic(character: str) -> bool:
    """Return whether a character stands for a syllable or a word, and not for a sound."""
    return not character.isascii() and bool(_SYLLABIC.search(unicodedata.name(character, "")))
