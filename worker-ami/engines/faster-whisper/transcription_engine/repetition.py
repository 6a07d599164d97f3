"""How repetitive a text is, whatever script it is written in."""

import zlib
from itertools import islice

from transcription_engine.pace import is_syllabic

# OpenAI's: more is a loop.
MOST_COMPRESSION_RATIO = 2.4

_ASCII = 0x80


def compression_ratio(text: str) -> float:
    """Return how many times shorter zlib makes a text.

    OpenAI's Whisper measures the bytes of UTF-8, of which a letter beyond ASCII has two or three: ordinary Russian of
    30 seconds then reaches 2.5, where English stays below 1.9. Here a letter of any script is one byte. A character
    that is a syllable or a word has as many as before: it says as much as several letters.
    """
    letters = dict.fromkeys(character for character in text if not character.isascii() and not is_syllabic(character))
    # No alphabet has more letters than there are bytes left.
    bytes_of = {letter: bytes([_ASCII + number]) for number, letter in enumerate(islice(letters, _ASCII))}
    plain = b"".join(bytes_of.get(character) or character.encode() for character in text)
    return len(plain) / len(zlib.compress(plain))
