"""Decoding several pieces at once."""

import ctranslate2
import numpy as np
from faster_whisper import BatchedInferencePipeline
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import (
    Segment,
    TranscriptionOptions,
    Word,
    get_suppressed_tokens,
    restore_speech_timestamps,
)

from transcription_engine.options import Options
from transcription_engine.pieces import Piece
from transcription_engine.profiles import beam_size
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.whisper import Whisper
from transcription_engine.wire import NO_EVIDENCE, finite

# faster-whisper's own: marks that belong to the word after or before them.
_PREPENDED, _APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"  # noqa: RUF001
# Twice the window of the model.
_APART_SECONDS = 60.0


class BatchDecoder:
    """Decodes batches of one request as faster-whisper's batched pipeline does, with any lane of the model."""

    def __init__(self, whisper: Whisper, language: str, options: Options):
        """Prepare for a language and the request's options."""
        self._whisper = whisper
        self._tokenizer = Tokenizer(
            whisper.hf_tokenizer, whisper.model.is_multilingual, task=options.task, language=language
        )
        self._options = _batched_options(options, self._tokenizer)
        self.wishes = (
            language,
            options.task,
            options.multilingual,
            options.prompt,
            options.hotwords,
            beam_size(options),
        )
        """All that tells this decoder from another one of the same model."""

    def decode(self, heard: np.ndarray | ctranslate2.StorageView, pieces: list[Piece]) -> list[list[Segment]]:
        """Return the segments of each piece, with times in seconds from the recording's beginning.

        Args:
          heard: the pieces' features, or what the encoder made of them.
          pieces: where these come from.
        """
        # A pipeline of its own: it remembers where the last word of the batch ended.
        pipeline = BatchedInferencePipeline(self._whisper)
        places = _places(pieces)
        outputs = pipeline.forward(heard, self._tokenizer, places, self._options)
        return [
            _restored([_segment(fields, place["offset"]) for fields in output], piece)
            for output, place, piece in zip(outputs, places, pieces, strict=True)
        ]


def _places(pieces: list[Piece]) -> list[dict[str, float]]:
    # So far apart that the library, which looks at what was said before, makes the same of a piece in any batch.
    return [{"offset": _APART_SECONDS * number, "duration": piece.seconds} for number, piece in enumerate(pieces, 1)]


def _segment(fields: dict, offset: float) -> Segment:
    evidence = {
        "seek": 0,
        "avg_logprob": finite(fields["avg_logprob"], NO_EVIDENCE),
        "no_speech_prob": finite(fields["no_speech_prob"], 0.0),
        "words": [_word(word, offset) for word in fields["words"]],
    }
    return Segment(**{**fields, **_moved(fields, offset), **evidence}, id=0, temperature=0.0)


def _word(fields: dict, offset: float) -> Word:
    return Word(**{**fields, **_moved(fields, offset), "probability": finite(fields["probability"], 0.0)})


def _moved(fields: dict, offset: float) -> dict[str, float]:
    return {name: max(round(float(fields[name]) - offset, 3), 0.0) for name in ("start", "end")}


def _restored(segments: list[Segment], piece: Piece) -> list[Segment]:
    speeches = [{"start": speech.start, "end": speech.end} for speech in piece.speeches]
    return list(restore_speech_timestamps(segments, speeches, SAMPLE_RATE))


def _batched_options(options: Options, tokenizer: Tokenizer) -> TranscriptionOptions:
    return TranscriptionOptions(
        multilingual=options.multilingual,
        beam_size=beam_size(options),
        temperatures=[0.0],
        initial_prompt=options.prompt,
        hotwords=options.hotwords,
        # Also where nobody asked for them: they tell what was left out, and where a sentence ends.
        word_timestamps=True,
        suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        # From here on: what faster-whisper's batched pipeline takes when it is asked for nothing else.
        best_of=5,
        patience=1,
        length_penalty=1,
        repetition_penalty=1,
        no_repeat_ngram_size=0,
        log_prob_threshold=None,
        no_speech_threshold=None,
        compression_ratio_threshold=None,
        condition_on_previous_text=False,
        prompt_reset_on_temperature=0.5,
        prefix=None,
        suppress_blank=True,
        without_timestamps=True,
        max_initial_timestamp=0.0,
        prepend_punctuations=_PREPENDED,
        append_punctuations=_APPENDED,
        max_new_tokens=None,
        clip_timestamps=[],
        hallucination_silence_threshold=None,
    )
