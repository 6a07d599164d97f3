"""One request from file to transcript: decode, find the speech, transcribe it in batches."""

import math
import time
from collections.abc import Iterable, Iterator
from typing import Any

from faster_whisper import BatchedInferencePipeline
from faster_whisper.transcribe import Segment, TranscriptionInfo, Word

from transcription_engine.decode import SAMPLE_RATE, Audio, decode
from transcription_engine.errors import UnsupportedLanguage
from transcription_engine.model import LoadedModel
from transcription_engine.protocol import TranscribeRequest, done_event, segment_event, started_event, warning
from transcription_engine.stdio import Event

# faster-whisper's default, and what the published error rates of Whisper models are measured with.
BEAM_SIZE = 5
AUTO = "auto"
# ISO 639's code for a language that was not determined.
UNDETERMINED = "und"
DAMAGED_AUDIO = "damaged_audio"


class Transcriber:
    """Transcribes files with one model, one at a time."""

    def __init__(self, model: LoadedModel, batch_size: int):
        """Use a loaded model, `batch_size` windows at once."""
        self._model = model
        self._batch_size = batch_size

    def transcribe(self, request: TranscribeRequest) -> Iterator[Event]:
        """Give the events of one request, from `started` to `done`, each as soon as it is known.

        Raises:
          EngineError: a request that cannot be answered, as its subclasses say.
        """
        began = time.perf_counter()
        self._check_language(request.language)
        audio = decode(request.audio_path, request.max_duration_seconds)
        duration = audio.samples.size / SAMPLE_RATE
        yield started_event(request.id, _seconds(duration))
        segments, info = self._segments(audio, request.language)
        for number, segment in enumerate(_spoken(segments)):
            yield segment_event(request.id, _segment(number, segment, duration))
        yield done_event(
            request.id,
            language=_language(request.language, info),
            duration_seconds=_seconds(duration),
            speech_seconds=_seconds(info.duration_after_vad),
            transcribe_seconds=_seconds(time.perf_counter() - began),
            warnings=_warnings(audio),
        )

    def _segments(self, audio: Audio, language: str) -> tuple[Iterable[Segment], TranscriptionInfo]:
        # A pipeline of its own: it remembers the last word's time, and keeps it when a request ends early.
        return BatchedInferencePipeline(self._model.whisper).transcribe(
            audio.samples,
            language=None if language == AUTO else language,
            batch_size=self._batch_size,
            beam_size=BEAM_SIZE,
            word_timestamps=True,
        )

    def _check_language(self, language: str) -> None:
        if language != AUTO and language not in self._model.languages:
            raise UnsupportedLanguage(
                f"The model {self._model.name} does not know the language {language!r}. "
                f"Expected {AUTO} or one of: {', '.join(self._model.languages)}."
            )


def _spoken(segments: Iterable[Segment]) -> Iterator[Segment]:
    return (segment for segment in segments if segment.text.strip())


def _segment(number: int, segment: Segment, duration: float) -> dict[str, Any]:
    start, end = _span(segment.start, segment.end, duration)
    return {
        "id": number,
        "start": start,
        "end": end,
        "text": segment.text.strip(),
        "words": [_word(word, duration) for word in segment.words or []],
        "confidence": _probability(math.exp(segment.avg_logprob)),
    }


def _word(word: Word, duration: float) -> dict[str, Any]:
    start, end = _span(word.start, word.end, duration)
    return {"word": word.word, "start": start, "end": end, "probability": _probability(word.probability)}


def _language(wanted: str, info: TranscriptionInfo) -> dict[str, Any]:
    if wanted == AUTO and not info.duration_after_vad:
        # What the model names then is a guess about silence.
        return {"code": UNDETERMINED, "probability": 0.0}
    return {"code": info.language, "probability": _probability(info.language_probability)}


def _warnings(audio: Audio) -> list[dict[str, str]]:
    return [warning(DAMAGED_AUDIO, audio.damage)] if audio.damage else []


def _span(start: float, end: float, duration: float) -> tuple[float, float]:
    # Times come in steps of 0.02 s and can lie a step beyond the end of the audio.
    start = min(max(start, 0.0), duration)
    return _seconds(start), _seconds(min(max(end, start), duration))


def _seconds(value: float) -> float:
    return round(float(value), 3)


def _probability(value: float) -> float:
    # The mean over no tokens is not a number; a word without a token has no evidence for it.
    return 0.0 if math.isnan(value) else round(min(max(float(value), 0.0), 1.0), 4)
