"""Requests and events, as `core/contracts/engine-protocol.ts` defines them."""

import json
from dataclasses import dataclass
from typing import Any

from transcription_engine.errors import InvalidRequest
from transcription_engine.fields import (
    Fields,
    a_number_above,
    a_text,
    a_whole_number,
    an_object,
    objects,
    refuse_unknown,
)
from transcription_engine.options import Options, parse_options
from transcription_engine.stdio import Event

_REQUEST_FIELDS = {"type", "id", "audio_path", "max_duration_seconds", "options", "resume", "largest_batch"}
_STOP_FIELDS = {"type", "id"}
_MOST_WINDOWS = 1024


@dataclass(frozen=True)
class TranscribeRequest:
    """One file to transcribe; `max_duration_seconds` is the longest audio accepted, of its clip if it has one.

    `resume` are the parts that an earlier run told; `largest_batch` is the most windows to decode at once, None for as
    many as the device holds.
    """

    id: str
    audio_path: str
    max_duration_seconds: float
    options: Options
    resume: tuple[Fields, ...] = ()
    largest_batch: int | None = None


@dataclass(frozen=True)
class StopRequest:
    """Finish what the model is asked, ask it nothing new about this request, and say `stopped`."""

    id: str


def parse_request(line: bytes) -> TranscribeRequest | StopRequest:
    """Read one line of standard input.

    Fields that the protocol does not have are refused, not ignored: whoever set one expects it to do something.

    Raises:
      InvalidRequest: the line is no request; it bears the request's id where one can be found.
    """
    fields = _json_object(line)
    request_id = fields.get("id")
    try:
        return _stop_request(fields) if fields.get("type") == "stop" else _transcribe_request(fields)
    except ValueError as problem:
        known_id = request_id if isinstance(request_id, str) and request_id else None
        raise InvalidRequest(f"The request was refused: {problem}.", known_id) from problem


def ready_event(**facts: Any) -> Event:
    """Build the event that says what was loaded, from the fields that the protocol gives to `ready`."""
    return {"type": "ready", **facts}


def done_event(request_id: str, **outcome: Any) -> Event:
    """Build the event that ends a request with a transcript; `outcome` are the other fields of `done`."""
    return {"type": "done", "id": request_id, **outcome}


def stopped_event(request_id: str) -> Event:
    """Build the event that ends a request that was told to stop."""
    return {"type": "stopped", "id": request_id}


def part_event(request_id: str, part: Fields) -> Event:
    """Build the event that hands over what the model was just asked, for a run that goes on with it."""
    return {"type": "part", "id": request_id, "part": part}


def progress_event(request_id: str, read_seconds: float) -> Event:
    """Build the event that says how much of the file is read, in seconds."""
    return {"type": "progress", "id": request_id, "read_seconds": read_seconds}


def warning(code: str, message: str) -> dict[str, str]:
    """Build one of the `warnings` of `done`; the message is for the client."""
    return {"code": code, "message": message}


def error_event(request_id: str, code: str, message: str) -> Event:
    """Build the event that ends a request without a transcript."""
    return {"type": "error", "id": request_id, "code": code, "message": message}


def started_event(request_id: str, duration_seconds: float) -> Event:
    """Build the event that says how long the audio is, in seconds."""
    return {"type": "started", "id": request_id, "duration_seconds": duration_seconds}


def segment_event(request_id: str, segment: dict[str, Any]) -> Event:
    """Build the event that hands over one piece of the transcript."""
    return {"type": "segment", "id": request_id, "segment": segment}


def _json_object(line: bytes) -> Fields:
    try:
        value = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise InvalidRequest(f"The line is not JSON ({problem}); expected one request object a line.") from problem
    if not isinstance(value, dict):
        raise InvalidRequest(f"The line holds a JSON {type(value).__name__}; expected one request object a line.")
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _transcribe_request(fields: Fields) -> TranscribeRequest:
    if fields.get("type") != "transcribe":
        raise ValueError('"type" must be "transcribe" or "stop"')
    refuse_unknown(fields, _REQUEST_FIELDS)
    return TranscribeRequest(
        id=a_text(fields, "id"),
        audio_path=a_text(fields, "audio_path"),
        max_duration_seconds=a_number_above(fields, "max_duration_seconds", 0),
        options=parse_options(an_object(fields, "options")),
        resume=tuple(objects(fields, "resume")) if "resume" in fields else (),
        largest_batch=a_whole_number(fields, "largest_batch", 1, _MOST_WINDOWS) if "largest_batch" in fields else None,
    )


def _stop_request(fields: Fields) -> StopRequest:
    refuse_unknown(fields, _STOP_FIELDS)
    return StopRequest(a_text(fields, "id"))
