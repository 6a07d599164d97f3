"""The events of a request, from the results of its steps."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from transcription_engine.heard import Heard
from transcription_engine.lanes import Lanes
from transcription_engine.options import AUTO
from transcription_engine.parts import Parts
from transcription_engine.protocol import (
    TranscribeRequest,
    done_event,
    part_event,
    progress_event,
    segment_event,
    started_event,
    warning,
)
from transcription_engine.quality import Quality
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.stdio import Emit, Event
from transcription_engine.steps import Started, Steps
from transcription_engine.wire import Fields, probability, seconds, segment_fields

# ISO 639's code for a language that was not determined.
UNDETERMINED = "und"
PROMPT_CUT = "prompt_cut"


class Transcriber:
    """Transcribes files with one model, the steps of several requests side by side."""

    def __init__(self, model: Any, batch_size: int, lanes: Lanes, emit: Emit, steps: type[Steps] = Steps):
        """Use a loaded model, `batch_size` windows at once in each lane.

        `emit` is for events out of their turn; `steps` are another engine's where the model is another's.
        """
        self._model, self._batch_size, self._lanes, self._emit = model, batch_size, lanes, emit
        self._steps = steps
        self._running: dict[str, Parts] = {}

    def begin(self, request: TranscribeRequest) -> Iterator[Event]:
        """Take on a request.

        Returns:
          Its events, from `started` to `done`, each as soon as it is known. Waiting for one raises EngineError for a
          request that cannot be answered, as its subclasses say, and Stopped after `stop`. Parts and progress are
          emitted on their own.
        """
        parts = Parts(request.resume, lambda part: self._emit(part_event(request.id, part)))
        steps = self._steps(self._model, self._batch_size, request, parts, partial(self._beat, request.id))
        self._running[request.id] = parts
        return self._until_over(request, steps, self._lanes.submit(iter(steps)))

    def stop(self, request_id: str) -> None:
        """Let a request end as soon as the model has answered what it was asked; nothing happens if it is over."""
        parts = self._running.get(request_id)
        if parts is not None:
            parts.stop()

    def _beat(self, request_id: str, read_seconds: float) -> None:
        self._emit(progress_event(request_id, seconds(read_seconds)))

    def _until_over(
        self, request: TranscribeRequest, steps: Steps, results: Iterator[Started | Heard]
    ) -> Iterator[Event]:
        try:
            yield from _events(request, steps, results)
        finally:
            self._running.pop(request.id, None)


def _events(request: TranscribeRequest, steps: Steps, results: Iterator[Started | Heard]) -> Iterator[Event]:
    quality, number = Quality(steps.unsure_below), 0
    for result in results:
        if isinstance(result, Started):
            yield started_event(request.id, seconds(result.duration_seconds))
            continue
        offset = steps.recording.audio.first_sample / SAMPLE_RATE
        segments = [segment_fields(segment, offset) for segment in result.segments]
        quality.add(result, segments, offset)
        for segment in segments:
            yield segment_event(request.id, {"id": number, **segment})
            number += 1
    yield done_event(request.id, **_outcome(request, steps, quality))


def _outcome(request: TranscribeRequest, steps: Steps, quality: Quality) -> Fields:
    recording = steps.recording
    speech_seconds = recording.cutter.speech_samples / SAMPLE_RATE
    return {
        "language": _language(request.options.language, steps.language),
        "duration_seconds": seconds(recording.audio.duration_seconds),
        "speech_seconds": seconds(speech_seconds),
        "transcribe_seconds": seconds(steps.seconds_before + steps.timings.passed),
        "warnings": recording.warnings() + _said(PROMPT_CUT, steps.cut) + quality.warnings(speech_seconds),
        "quality": quality.report(speech_seconds),
        "timings": {**steps.timings.rounded(), "vad_seconds": seconds(recording.vad_seconds)},
    }


def _language(asked: str, found: tuple[str, float] | None) -> dict[str, Any]:
    if found is not None:
        code, certainty = found
        return {"code": code, "probability": probability(certainty)}
    # Nobody spoke: what a model would name then is a guess about silence.
    return {"code": asked, "probability": 1.0} if asked != AUTO else {"code": UNDETERMINED, "probability": 0.0}


def _said(code: str, message: str | None) -> list[dict[str, str]]:
    return [warning(code, message)] if message else []
