"""The temperature ladder: a window is decoded again, with more chance in it, as long as its text is doubtful."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ctranslate2.models import WhisperGenerationResult
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions

from transcription_engine.repetition import MOST_COMPRESSION_RATIO, compression_ratio


@dataclass(frozen=True)
class Rung:
    """What a window gave at one temperature."""

    result: WhisperGenerationResult
    average_log_probability: float
    temperature: float
    compression_ratio: float

    @property
    def is_repetitive(self) -> bool:
        """Whether the text is a loop."""
        return self.compression_ratio > MOST_COMPRESSION_RATIO


Decode = Callable[[TranscriptionOptions], tuple[WhisperGenerationResult, float, float, float]]


def climbed(decode: Decode, tokenizer: Tokenizer, options: TranscriptionOptions) -> Rung:
    """Return the first text that is not doubtful, or else the most probable one.

    The library's own ladder does the same, but takes ordinary text of some scripts for a loop, as it counts bytes.

    Args:
      decode: decodes the window at the one temperature of the options that it is given.
      tokenizer: makes text of what is decoded.
      options: with all temperatures.
    """
    tried: list[Rung] = []
    for temperature in options.temperatures:
        one = replace(options, temperatures=[temperature], compression_ratio_threshold=None)
        result, average, _temperature, _bytes_ratio = decode(one)
        text = tokenizer.decode(result.sequences_ids[0]).strip()
        tried.append(Rung(result, average, temperature, compression_ratio(text)))
        if not _is_doubtful(tried[-1], options):
            return tried[-1]
    best = max(
        [rung for rung in tried if not rung.is_repetitive] or tried, key=lambda rung: rung.average_log_probability
    )
    return replace(best, temperature=options.temperatures[-1])


def _is_doubtful(rung: Rung, options: TranscriptionOptions) -> bool:
    improbable = rung.average_log_probability < options.log_prob_threshold
    if improbable and rung.result.no_speech_prob > options.no_speech_threshold:
        # Silence, which no temperature makes more of.
        return False
    return improbable or rung.is_repetitive
