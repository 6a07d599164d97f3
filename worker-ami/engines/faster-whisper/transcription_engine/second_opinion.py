"""Reading a doubtful stretch again: in a short window first, and in a whole one where that leaves doubts."""

import re
from dataclasses import dataclass

import msgspec

from transcription_engine.gates import Place, Reading
from transcription_engine.heard import spans, spoken
from transcription_engine.options import Options
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.profiles import temperatures_again
from transcription_engine.sequential import Asked, decode_sequentially
from transcription_engine.vote import judged
from transcription_engine.whisper import Whisper

# Of the scripts that need most tokens for a second of speech; and those that say where a text begins and ends.
_TOKENS_A_SECOND, _TOKENS, _OTHER_TOKENS = 20, 30, 4
# A processor encodes a window of 10 s in a sixth of the time of a whole one. What comes of it has the word errors of a
# whole one if it goes on for 5 s after the last sound and the model is as sure as this; with less silence it says
# things twice (whisper-base, 364 sentences in five languages, clean, under noise and between music).
_SILENCE_SECONDS = 5.0
_SURE_LOG_PROBABILITY = -0.5
# So many words, said again at once, are more than a stammer.
_PHRASE_WORDS = 3


@dataclass(frozen=True)
class SecondOpinion:
    """Decodes doubtful stretches again, without the words that the request put into the model's mouth."""

    whisper: Whisper
    language: str
    options: Options
    parts: Parts
    voiced: Voiced

    def read(self, stretch: Piece, *, whole_window: bool) -> Reading | None:
        """Return the reading; None where a short window leaves doubts and no whole one may be decoded."""
        reading = self._in_short_window(stretch)
        return self._read(stretch) if reading is None and whole_window else reading

    def _in_short_window(self, stretch: Piece) -> Reading | None:
        window = short_window(self.whisper, stretch)
        if window is None:
            return None
        reading = self._read(stretch, window, tries=1)
        found = judged(reading, Place(self.voiced, spans(stretch)))
        sure = reading.text and reading.log_probability > _SURE_LOG_PROBABILITY and not _says_twice(reading.text)
        return reading if sure and not found.reasons and not found.missing_seconds else None

    def _read(self, stretch: Piece, window: float | None = None, tries: int | None = None) -> Reading:
        # A loop is to end where nobody speaks any more.
        most_tokens = min(_TOKENS + int(_TOKENS_A_SECOND * stretch.seconds), self.whisper.most_tokens - _OTHER_TOKENS)
        temperature = temperatures_again(self.options)[:tries]
        plain = msgspec.structs.replace(self.options, prompt=None, hotwords=None, temperature=temperature)
        asked = Asked(self.language, plain, self.parts.answers(stretch, window), most_tokens, window)
        return Reading(spoken(decode_sequentially(self.whisper, stretch, asked)), most_tokens)


def short_window(whisper: Whisper, stretch: Piece) -> float | None:
    """Return how many seconds of a window a stretch needs; None where a shorter window saves nothing."""
    seconds = stretch.seconds + _SILENCE_SECONDS
    # A card encodes a whole window in no time.
    return seconds if whisper.model.device == "cpu" and seconds < whisper.feature_extractor.chunk_length else None


def _says_twice(text: str) -> bool:
    words = re.findall(r"\w+", text.lower())
    sizes = range(_PHRASE_WORDS, len(words) // 2 + 1)
    return any(words[at : at + size] == words[at + size : at + 2 * size] for size in sizes for at in range(len(words)))
