"""Reading a doubtful stretch again: in a short window first, and in a whole one where that leaves doubts."""

from dataclasses import replace

import msgspec

from transcription_engine.gates import Place, Reading
from transcription_engine.heard import spans, spoken
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.profiles import temperatures_again
from transcription_engine.sequential import Asked, decode_sequentially
from transcription_engine.vote import judged
from transcription_engine.whisper import Whisper

# Of the scripts that need most tokens for a second of speech; and those that say where a text begins and ends.
_TOKENS_A_SECOND, _TOKENS, _OTHER_TOKENS = 20, 30, 4
# A processor encodes a window of 10 s in a fifth of the time of a whole one. What comes of it has the word errors of a
# whole one if it goes on for 5 s after the last sound and the model is as sure as this; with less silence it says
# things twice (whisper-base, 370 sentences in five languages, clean, under noise and between music).
_SILENCE_SECONDS = 5.0
_SURE_LOG_PROBABILITY = -0.5


def second_opinion(
    whisper: Whisper, stretch: Piece, asked: Asked, voiced: Voiced, *, whole_window: bool
) -> Reading | None:
    """Decode a doubtful stretch again, without the words that the request put into the model's mouth.

    Returns:
      The reading; None where a short window leaves doubts and no whole one may be decoded.
    """
    # A loop is to end where nobody speaks any more.
    most_tokens = min(_TOKENS + int(_TOKENS_A_SECOND * stretch.seconds), whisper.most_tokens - _OTHER_TOKENS)
    options = msgspec.structs.replace(asked.options, prompt=None, hotwords=None)
    again = replace(asked, options=options, most_tokens=most_tokens)
    reading = _in_short_window(whisper, stretch, again, voiced)
    return _read(whisper, stretch, again) if reading is None and whole_window else reading


def short_window(whisper: Whisper, stretch: Piece) -> float | None:
    """Return how many seconds of a window a stretch needs; None where a shorter window saves nothing."""
    seconds = stretch.seconds + _SILENCE_SECONDS
    # A card encodes a whole window in no time.
    return seconds if whisper.model.device == "cpu" and seconds < whisper.feature_extractor.chunk_length else None


def _in_short_window(whisper: Whisper, stretch: Piece, asked: Asked, voiced: Voiced) -> Reading | None:
    window = short_window(whisper, stretch)
    if window is None:
        return None
    reading = _read(whisper, stretch, replace(asked, window_seconds=window), tries=1)
    found = judged(reading, Place(voiced, spans(stretch)))
    sure = reading.text and reading.log_probability > _SURE_LOG_PROBABILITY
    return reading if sure and not found.reasons and not found.missing_seconds else None


def _read(whisper: Whisper, stretch: Piece, asked: Asked, tries: int | None = None) -> Reading:
    options = msgspec.structs.replace(asked.options, temperature=temperatures_again(asked.options)[:tries])
    return Reading(spoken(decode_sequentially(whisper, stretch, replace(asked, options=options))), asked.most_tokens)
