"""faster-whisper's model, taught to decode what it has encoded before, and to remember what it answered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions

from transcription_engine.ladder import Rung, climbed
from transcription_engine.parts import Answer, Answers
from transcription_engine.pieces import Piece
from transcription_engine.wire import NO_EVIDENCE, finite

# Of 10 ms each; the encoder gives one place for two.
_STEP_FRAMES = 2
# What a processor encodes at once: with four windows what lies between two layers does not stay in the caches, and each
# takes a quarter longer (whisper-base, int8). Decoding has no such limit.
_CPU_WINDOWS = 2
# Windows, bands, frames.
_BATCH_DIMENSIONS = 3


class Whisper(WhisperModel):
    """A Whisper model; what the encoder made of a window serves to find the language and to decode it."""

    def __init__(self, *given, **named):
        """Load the model, and take prompts and hotwords for the plain text that they are.

        The names of the model's own tokens, such as <|sv|>, would else be read as these: the end of a text, a language.
        """
        super().__init__(*given, **named)
        tokens = self.hf_tokenizer.get_added_tokens_decoder().values()
        # Some tokenizers do not call the times special.
        self.hf_tokenizer.add_special_tokens([token for token in tokens if not token.special])
        self.hf_tokenizer.encode_special_tokens = True

    @property
    def most_tokens(self) -> int:
        """Return how many tokens the text of one window can have: CTranslate2 stops at half of the positions."""
        return self.max_length // 2

    def encode(self, features: np.ndarray | ctranslate2.StorageView) -> ctranslate2.StorageView:
        """Run the encoder, unless that was done before."""
        if isinstance(features, ctranslate2.StorageView):
            return features
        encode = super().encode
        if self.model.device != "cpu" or features.ndim < _BATCH_DIMENSIONS or len(features) <= _CPU_WINDOWS:
            return encode(features)
        firsts = range(0, len(features), _CPU_WINDOWS)
        return self.joined([encode(features[first : first + _CPU_WINDOWS]) for first in firsts])

    def joined(self, encoded: Sequence[ctranslate2.StorageView]) -> ctranslate2.StorageView:
        """Return what the encoder made of several windows on a CPU as if it had made it at once."""
        if len(encoded) == 1:
            return encoded[0]
        return ctranslate2.StorageView.from_array(np.concatenate([np.array(windows) for windows in encoded]))

    def find_alignment(self, tokenizer, text_tokens, encoder_output, num_frames, *rest):
        """Find the times of words, on a CPU for one window after the other.

        Beside a longer text CTranslate2 (4.8) puts the words of a shorter one elsewhere than alone, by up to seconds,
        where all windows are as long.
        """
        align = super().find_alignment
        if len(text_tokens) <= 1:
            return align(tokenizer, text_tokens, encoder_output, num_frames, *rest)
        if encoder_output.device != "cpu":
            return align(tokenizer, text_tokens, encoder_output, unlike(num_frames), *rest)
        alone = zip(text_tokens, np.array(encoder_output)[:, None], num_frames, strict=True)
        return [
            words
            for tokens, window, frames in alone
            for words in align(tokenizer, [tokens], ctranslate2.StorageView.from_array(window), [frames], *rest)
        ]

    def features(self, pieces: list[Piece]) -> np.ndarray:
        """Return the encoder's input for pieces that fit its window."""
        return np.stack([pad_or_trim(self.feature_extractor(piece.samples)[..., :-1]) for piece in pieces])


class RememberingWhisper(Whisper):
    """The same model for one piece, window by window: what an earlier run was answered is not asked again.

    faster-whisper's own loop goes over the windows, so that all it keeps from one to the next is as it was.
    """

    def __init__(self, whisper: Whisper, answers: Answers, window_seconds: float | None = None):
        """Share the model of `whisper`; nothing is loaded.

        Args:
          whisper: the model.
          answers: of an earlier run; they take down what is answered now.
          window_seconds: how much of each window the model is given; all of it without.
        """
        self.__dict__.update(whisper.__dict__)
        self._answers = answers
        self._frames = None if window_seconds is None else math.ceil(window_seconds * self.frames_per_second)
        self.model = _RememberingModel(whisper.model, answers)

    def encode(self, features: np.ndarray) -> "_Window":
        """Take the next window; the encoder runs only if the window has to be decoded."""
        self._answers.check_stop()
        return _Window(super(), features[..., : self._frames])

    def generate_with_fallback(
        self, encoder_output: "_Window", prompt: list[int], tokenizer: Tokenizer, options: TranscriptionOptions
    ):
        """Decode the window with the temperature ladder, or say what an earlier run made of it."""
        decode = super().generate_with_fallback

        def decoded() -> Answer:
            encoded = encoder_output.encoded
            # It may have been waited for.
            self._answers.check_stop()
            return _decoded(climbed(lambda one: decode(encoded, prompt, tokenizer, one), tokenizer, options))

        answer = self._answers.answer(decoded)
        result = _Result([answer["tokens"]], answer["no_speech_prob"])
        return result, answer["avg_logprob"], answer["temperature"], answer["compression_ratio"]

    def find_alignment(self, tokenizer, text_tokens, encoder_output: "_Window", *rest):
        """Find the times of the window's words, or say what an earlier run found."""
        align = super().find_alignment
        answer = self._answers.answer(
            lambda: {"words": [_words(words) for words in align(tokenizer, text_tokens, encoder_output.encoded, *rest)]}
        )
        return [[dict(word) for word in words] for words in answer["words"]]


class _RememberingModel:
    """The model as faster-whisper's loop asks it for the language of a window."""

    def __init__(self, model: ctranslate2.models.Whisper, answers: Answers):
        self._model, self._answers = model, answers

    def detect_language(self, window: "_Window") -> list[list[tuple[str, float]]]:
        answer = self._answers.answer(lambda: {"languages": self._model.detect_language(window.encoded)[0]})
        return [[(token, probability) for token, probability in answer["languages"]]]

    def __getattr__(self, name: str):
        return getattr(self._model, name)


class _Window:
    def __init__(self, whisper, features: np.ndarray):
        self._whisper, self._features = whisper, features

    @cached_property
    def encoded(self) -> ctranslate2.StorageView:
        return self._whisper.encode(self._features)


def unlike(num_frames: Sequence[int]) -> list[int]:
    """Return the lengths of windows, the last one a step of the encoder shorter where all are the same."""
    *others, last = num_frames
    alike = others and all(frames // _STEP_FRAMES == last // _STEP_FRAMES for frames in others)
    return [*others, last - _STEP_FRAMES if alike and last > _STEP_FRAMES else last]


@dataclass(frozen=True)
class _Result:
    """What faster-whisper's loop reads of a decoder's result."""

    sequences_ids: list[list[int]]
    no_speech_prob: float


def _decoded(rung: Rung) -> Answer:
    return {
        "tokens": list(rung.result.sequences_ids[0]),
        "no_speech_prob": finite(rung.result.no_speech_prob, 0.0),
        "avg_logprob": finite(rung.average_log_probability, NO_EVIDENCE),
        "temperature": rung.temperature,
        "compression_ratio": rung.compression_ratio,
    }


def _words(words: list[dict]) -> list[dict]:
    # numpy's numbers are not JSON.
    times = ("start", "end", "probability")
    return [
        {**word, "tokens": list(word["tokens"]), **{name: finite(word[name], 0.0) for name in times}} for word in words
    ]
