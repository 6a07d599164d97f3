"""Requests and events, as `core/contracts/engine-protocol.ts` defines them."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from transcription_engine.errors import InvalidRequest
from transcription_engine.options import RequestedOptions, Text
from transcription_engine.stdio import Event
from transcription_engine.wire import Fields


class TranscribeRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="transcribe"):
    """One file to transcribe; `max_duration_seconds` is the longest audio accepted, of its clip if it has one.

    `resume` are the parts that an earlier run told; `largest_batch` is the most windows to decode at once, None for as
    many as the device holds.
    """

    id: Text
    audio_path: Text
    max_duration_seconds: Annotated[float, Meta(gt=0)]
    options: RequestedOptions
    resume: tuple[Fields, ...] = ()
    largest_batch: Annotated[int, Meta(ge=1, le=1024)] = None


class StopRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="stop"):
    """Finish what the model is asked, ask it nothing new about this request, and say `stopped`."""

    id: Text


Request = TranscribeRequest | StopRequest


class _AnyRequest(Struct):
    id: Text


_requests, _ids = msgspec.json.Decoder(Request), msgspec.json.Decoder(_AnyRequest)


def parse_request(line: bytes) -> Request:
    """Read one line of standard input.

    Fields that the protocol does not have are refused, not ignored: whoever set one expects it to do something.

    Raises:
      InvalidRequest: the line is no request; it bears the request's id where one can be found.
    """
    try:
        return _requests.decode(line)
    except (ValueError, RecursionError) as problem:
        raise InvalidRequest(f"The request was refused: {problem}.", _request_id(line)) from problem


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


def _request_id(line: bytes) -> str | None:
    try:
        return _ids.decode(line).id
    except (ValueError, RecursionError):
        return None
