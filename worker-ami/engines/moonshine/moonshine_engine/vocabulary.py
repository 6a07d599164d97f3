"""The model's tokens as bytes, from `tokenizer.bin`."""

import re
from collections.abc import Sequence
from pathlib import Path

# In front of a token that begins a word.
_WORD_BEGINS = "\u2581".encode()
_SPECIAL = re.compile(rb"<[^<>]+>")
# A length below this is one byte; the lower bits of a greater one come first, marked by the eighth.
_SHORT = 128


class Vocabulary:
    """Turns tokens into words."""

    def __init__(self, tokens: Sequence[bytes]):
        """Take the bytes of each token, in their order."""
        self._tokens = [b"" if _SPECIAL.fullmatch(token) else token for token in tokens]

    def __len__(self) -> int:
        """Return how many tokens there are."""
        return len(self._tokens)

    def words(self, tokens: Sequence[int]) -> list[tuple[str, list[int]]]:
        """Return the words of a text, each with its leading space and the places of its tokens."""
        words: list[tuple[bytes, list[int]]] = []
        for place, token in enumerate(tokens):
            said = self._tokens[token] if token < len(self._tokens) else b""
            if words and not said.startswith(_WORD_BEGINS):
                before, places = words[-1]
                words[-1] = before + said, [*places, place]
            elif said:
                words.append((said, [place]))
        texts = [(_text(said), places) for said, places in words]
        return [(text, places) for text, places in texts if text.strip()]


def read_vocabulary(file: Path) -> Vocabulary:
    """Read the tokens of a file in which each stands behind its length.

    Raises:
      ValueError: the file ends within a token, or holds none.
    """
    content, tokens, place = file.read_bytes(), [], 0
    while place < len(content):
        length, place = content[place], place + 1
        if length >= _SHORT and place < len(content):
            length, place = length - _SHORT + content[place] * _SHORT, place + 1
        tokens.append(content[place : place + length])
        place += length
    if not tokens or place > len(content):
        raise ValueError(f"{file.name} ends within a token; expected each behind its length")
    return Vocabulary(tokens)


def _text(said: bytes) -> str:
    return said.replace(_WORD_BEGINS, b" ").decode("utf-8", errors="replace")
