"""Decoding one window after the other, with all the checks that batches do without."""

import threading
from dataclasses import dataclass

from faster_whisper.transcribe import Segment, restore_speech_timestamps

from transcription_engine.options import Options
from transcription_engine.parts import Answers
from transcription_engine.pieces import Piece
from transcription_engine.profiles import beam_size, temperatures
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.whisper import RememberingWhisper, Whisper

# Silence of this length around a doubtful segment makes it an invention; what faster-whisper's users run.
_HALLUCINATION_SILENCE_SECONDS = 2.0
# Making the features of a whole section takes much memory for a moment: one lane at a time.
_making_features = threading.Lock()


@dataclass(frozen=True)
class Asked:
    """How a piece is to be decoded: for what language and with which options.

    `answers` are an earlier run's for windows of this length, and take down what is answered now. `most_tokens` is how
    long each window's text may be, and `window_seconds` how much of each window the model is given; all of it without.
    """

    language: str
    options: Options
    answers: Answers
    most_tokens: int | None = None
    window_seconds: float | None = None


def decode_sequentially(whisper: Whisper, piece: Piece, asked: Asked) -> list[Segment]:
    """Decode a piece with the temperature ladder; times are in seconds from the recording's beginning.

    Raises:
      Stopped: before a window; what the windows before it gave has been told.
    """
    options = asked.options
    remembering = RememberingWhisper(whisper, asked.answers, asked.window_seconds)
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
