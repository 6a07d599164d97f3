"""The events of a request, from the results of its steps."""

from collections.abc import Iterator
from typing import Any

from transcription_engine.lanes import Lanes
from transcription_engine.listen import Heard
from transcription_engine.model import LoadedModel
from transcription_engine.options import AUTO
from transcription_engine.protocol import TranscribeRequest, done_event, segment_event, started_event, warning
from transcription_engine.quality import Quality
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.stdio import Event
from transcription_engine.steps import Started, Steps
from transcription_engine.wire import Fields, probability, seconds, segment_fields

# ISO 639's code for a language that was not determined.
UNDETERMINED = "und"
DAMAGED_AUDIO = "damaged_audio"


class Transcriber:
    """Transcribes files with one model, the steps of several requests side by side."""

    def __init__(self, model: LoadedModel, batch_size: int, lanes: Lanes):
        """Use a loaded model, `batch_size` windows at once in each lane."""
        self._model, self._batch_size, self._lanes = model, batch_size, lanes

    def begin(self, request: TranscribeRequest) -> Iterator[Event]:
        """Take on a request.

        Returns:
          Its events, from `started` to `done`, each as soon as it is known. Waiting for one raises EngineError for a
          request that cannot be answered, as its subclasses say.
        """
        steps = Steps(self._model, self._batch_size, request)
        return _events(request, steps, self._lanes.submit(iter(steps)))


def _events(request: TranscribeRequest, steps: Steps, results: Iterator[Started | Heard]) -> Iterator[Event]:
    quality, number = Quality(), 0
    for result in results:
        if isinstance(result, Started):
            yield started_event(request.id, seconds(result.duration_seconds))
            continue
        offset = steps.audio.first_sample / SAMPLE_RATE
        segments = [segment_fields(segment, offset) for segment in result.segments]
        quality.add(result, segments, offset)
        for segment in segments:
            yield segment_event(request.id, {"id": number, **segment})
            number += 1
    yield done_event(request.id, **_outcome(request, steps, quality))


def _outcome(request: TranscribeRequest, steps: Steps, quality: Quality) -> Fields:
    speech_seconds = steps.cutter.speech_samples / SAMPLE_RATE
    return {
        "language": _language(request.options.language, steps.language),
        "duration_seconds": seconds(steps.audio.duration_seconds),
        "speech_seconds": seconds(speech_seconds),
        "transcribe_seconds": seconds(steps.timings.passed),
        "warnings": _damage_warnings(steps.audio.damage) + quality.warnings(speech_seconds),
        "quality": quality.report(speech_seconds),
        "timings": {**steps.timings.rounded(), "vad_seconds": seconds(steps.cutter.vad_seconds)},
    }


def _language(asked: str, found: tuple[str, float] | None) -> dict[str, Any]:
    if found is not None:
        code, certainty = found
        return {"code": code, "probability": probability(certainty)}
    # Nobody spoke: what a model would name then is a guess about silence.
    return {"code": asked, "probability": 1.0} if asked != AUTO else {"code": UNDETERMINED, "probability": 0.0}


def _damage_warnings(damage: str | None) -> list[dict[str, str]]:
    return [warning(DAMAGED_AUDIO, damage)] if damage else []
