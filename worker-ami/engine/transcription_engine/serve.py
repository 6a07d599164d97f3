"""The loop: requests are taken on as they come in, and answered one after the other."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from queue import Queue

from transcription_engine.errors import ENGINE_CRASHED, INTERNAL, EngineError, InvalidRequest, code_of, message_of
from transcription_engine.protocol import TranscribeRequest, error_event, parse_request
from transcription_engine.stdio import Emit, Event

_log = logging.getLogger(__name__)

Begin = Callable[[TranscribeRequest], Iterator[Event]]
_Taken = tuple[TranscribeRequest, Iterator[Event]] | InvalidRequest


class DeviceFailed(Exception):
    """Memory or the device failed: what this process would still answer cannot be relied on."""


def serve(lines: Iterable[bytes], emit: Emit, begin: Begin, ahead: int = 1) -> None:
    """Answer requests in the order they come in; return when there are no more lines.

    Args:
      lines: what comes in on standard input.
      emit: writes one event.
      begin: takes on a request and gives its events; what these raise becomes the request's `error` event.
      ahead: how many requests are taken on while an earlier one is being answered.

    Raises:
      DeviceFailed: after the `engine_crashed` event of the request that met the failure.
      BrokenPipeError: nobody reads the events any more.
    """
    taken: Queue[_Taken | None] = Queue()
    room = threading.Semaphore(1 + ahead)
    # This thread waits for input for ever; it must not keep the process alive when answering has ended.
    threading.Thread(target=_take, args=(lines, begin, taken, room), name="requests", daemon=True).start()
    while (next_one := taken.get()) is not None:
        if isinstance(next_one, InvalidRequest):
            _refuse(next_one, emit)
        else:
            _answer(*next_one, emit)
        room.release()


def _take(lines: Iterable[bytes], begin: Begin, taken: "Queue[_Taken | None]", room: threading.Semaphore) -> None:
    for line in lines:
        room.acquire()
        try:
            request = parse_request(line)
            taken.put((request, begin(request)))
        except InvalidRequest as refused:
            taken.put(refused)
    taken.put(None)


def _refuse(refused: InvalidRequest, emit: Emit) -> None:
    if refused.request_id is None:
        _log.error("A line without a request id was skipped. %s", refused)
    else:
        emit(error_event(refused.request_id, INTERNAL, str(refused)))


def _answer(request: TranscribeRequest, events: Iterator[Event], emit: Emit) -> None:
    try:
        for event in events:
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
