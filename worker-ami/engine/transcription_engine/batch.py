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


class BatchDecoder:
    """Decodes batches of one request as faster-whisper's batched pipeline does, with any lane of the model."""

    def __init__(self, whisper: Whisper, language: str, options: Options):
        """Prepare for a language and the request's options."""
        self._whisper = whisper
        self._tokenizer = Tokenizer(
            whisper.hf_tokenizer, whisper.model.is_multilingual, task=options.task, language=language
        )
        self._options = _batched_options(options, self._tokenizer)

    def decode(self, heard: np.ndarray | ctranslate2.StorageView, pieces: list[Piece]) -> list[list[Segment]]:
        """Return the segments of each piece, with times in seconds from the recording's beginning.

        Args:
          heard: the pieces' features, or what the encoder made of them.
          pieces: where these come from.
        """
        # A pipeline of its own: it remembers where the last word of the batch ended.
        pipeline = BatchedInferencePipeline(self._whisper)
        outputs = pipeline.forward(heard, self._tokenizer, _places(pieces), self._options)
        segments = [[_segment(fields) for fields in output] for output in outputs]
        speeches = [{"start": speech.start, "end": speech.end} for piece in pieces for speech in piece.speeches]
        for found in segments:
            # This moves the times of the segments themselves.
            list(restore_speech_timestamps(found, speeches, SAMPLE_RATE))
        return segments


def _segment(fields: dict) -> Segment:
    words = fields.get("words")
    evidence = {
        "avg_logprob": finite(fields["avg_logprob"], NO_EVIDENCE),
        "no_speech_prob": finite(fields["no_speech_prob"], 0.0),
        "words": None if words is None else [_word(word) for word in words],
    }
    return Segment(**{**fields, **evidence}, id=0, temperature=0.0)


def _word(fields: dict) -> Word:
    return Word(**{**fields, "probability": finite(fields["probability"], 0.0)})


def _places(pieces: list[Piece]) -> list[dict[str, float]]:
    # As if the batch were one recording without silence; its times are moved to where the speech was afterwards.
    places, offset = [], 0
    for piece in pieces:
        places.append({"offset": offset / SAMPLE_RATE, "duration": piece.seconds})
        offset += piece.samples.size
    return places


def _batched_options(options: Options, tokenizer: Tokenizer) -> TranscriptionOptions:
    return TranscriptionOptions(
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
        multilingual=False,
        max_new_tokens=None,
        clip_timestamps=[],
        hallucination_silence_threshold=None,
    )
