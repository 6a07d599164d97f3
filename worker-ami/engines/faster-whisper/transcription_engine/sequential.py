"""Decoding one window after the other, with all the checks that batches do without."""

import threading
from dataclasses import dataclass, replace

import msgspec
from faster_whisper.transcribe import Segment, restore_speech_timestamps

from transcription_engine.options import Options
from transcription_engine.parts import Answers
from transcription_engine.pieces import Piece
from transcription_engine.profiles import beam_size, temperatures, temperatures_again
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.whisper import RememberingWhisper, Whisper

# Silence of this length around a doubtful segment makes it an invention; what faster-whisper's users run.
_HALLUCINATION_SILENCE_SECONDS = 2.0
# Of the scripts that need most tokens for a second of speech; and those that say where a text begins and ends.
_TOKENS_A_SECOND, _TOKENS, _OTHER_TOKENS = 20, 30, 4
# Making the features of a whole section takes much memory for a moment: one lane at a time.
_making_features = threading.Lock()


@dataclass(frozen=True)
class Asked:
    """How a piece is to be decoded: for what language, with which options, and how long each window's text may be.

    `answers` are an earlier run's, and take down what is answered now.
    """

    language: str
    options: Options
    answers: Answers
    most_tokens: int | None = None


def decode_sequentially(whisper: Whisper, piece: Piece, asked: Asked) -> list[Segment]:
    """Decode a piece with the temperature ladder; times are in seconds from the recording's beginning.

    Raises:
      Stopped: before a window; what the windows before it gave has been told.
    """
    options = asked.options
    remembering = RememberingWhisper(whisper, asked.answers)
    with _making_features:
        segments, _info = remembering.transcribe(
            piece.samples,
            language=asked.language,
            multilingual=options.multilingual,
            task=options.task,
            beam_size=beam_size(options),
            temperature=temperatures(options),
            initial_prompt=options.prompt,
            hotwords=options.hotwords,
            # Also where nobody asked for them: the text must not depend on it, and segments are cut at pauses.
            word_timestamps=True,
            # Errors of one window must not lead the next astray: with it, loops go on for minutes.
            condition_on_previous_text=False,
            # CTranslate2 takes half of what it is given.
            max_new_tokens=asked.most_tokens and 2 * asked.most_tokens,
            hallucination_silence_threshold=_HALLUCINATION_SILENCE_SECONDS,
        )
    speeches = [{"start": speech.start, "end": speech.end} for speech in piece.speeches]
    return list(restore_speech_timestamps(segments, speeches, SAMPLE_RATE))


def second_opinion(whisper: Whisper, stretch: Piece, asked: Asked) -> tuple[list[Segment], int]:
    """Decode a doubtful stretch again, without the words that the request put into the model's mouth.

    Returns:
      The segments, and how many tokens the text could have: a loop is to end where nobody speaks any more.
    """
    most_tokens = min(_TOKENS + int(_TOKENS_A_SECOND * stretch.seconds), whisper.most_tokens - _OTHER_TOKENS)
    temperature = temperatures_again(asked.options)
    options = msgspec.structs.replace(asked.options, prompt=None, hotwords=None, temperature=temperature)
    again = replace(asked, options=options, most_tokens=most_tokens)
    return decode_sequentially(whisper, stretch, again), most_tokens
