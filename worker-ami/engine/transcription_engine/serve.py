"""The loop: one request in, its events out, until standard input ends."""

import logging
from collections.abc import Callable, Iterable

from transcription_engine.errors import ENGINE_CRASHED, INTERNAL, EngineError, InvalidRequest, code_of, message_of
from transcription_engine.protocol import TranscribeRequest, error_event, parse_request
from transcription_engine.stdio import Emit, Event

_log = logging.getLogger(__name__)

Transcribe = Callable[[TranscribeRequest], Iterable[Event]]


class DeviceFailed(Exception):
    """Memory or the device failed: what this process would still answer cannot be relied on."""


def serve(lines: Iterable[bytes], emit: Emit, transcribe: Transcribe) -> None:
    """Answer requests one after the other; return when there are no more lines.

    Args:
      lines: what comes in on standard input.
      emit: writes one event.
      transcribe: gives the events of one request; what it raises becomes the request's `error` event.

    Raises:
      DeviceFailed: after the `engine_crashed` event of the request that met the failure.
      BrokenPipeError: nobody reads the events any more.
    """
    for line in lines:
        try:
            request = parse_request(line)
        except InvalidRequest as refused:
            _refuse(refused, emit)
        else:
            _answer(request, emit, transcribe)


def _refuse(refused: InvalidRequest, emit: Emit) -> None:
    if refused.request_id is None:
        _log.error("A line without a request id was skipped. %s", refused)
    else:
        emit(error_event(refused.request_id, INTERNAL, str(refused)))


def _answer(request: TranscribeRequest, emit: Emit, transcribe: Transcribe) -> None:
    try:
        for event in transcribe(request):
            emit(event)
    except BrokenPipeError:
        raise
    except Exception as error:
        code = code_of(error)
        unforeseen = not isinstance(error, EngineError)
        _log.error("Request %s ended with %s: %s", request.id, code, error, exc_info=unforeseen)
        emit(error_event(request.id, code, message_of(error)))
        if code == ENGINE_CRASHED:
            raise DeviceFailed(str(error)) from error
