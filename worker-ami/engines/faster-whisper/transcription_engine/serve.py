"""The loop: requests are taken on as they come in, and answered one after the other."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from queue import Queue

from transcription_engine.errors import (
    ENGINE_CRASHED,
    INTERNAL,
    EngineError,
    InvalidRequest,
    Stopped,
    code_of,
    message_of,
)
from transcription_engine.memory import give_back_memory
from transcription_engine.protocol import StopRequest, TranscribeRequest, error_event, parse_request, stopped_event
from transcription_engine.stdio import Emit, Event

_log = logging.getLogger(__name__)

Begin = Callable[[TranscribeRequest], Iterator[Event]]
Stop = Callable[[str], None]
_Taken = tuple[TranscribeRequest, Iterator[Event]] | InvalidRequest


class DeviceFailed(Exception):
    """Memory or the device failed: what this process would still answer cannot be relied on."""


def serve(lines: Iterable[bytes], emit: Emit, begin: Begin, stop: Stop, ahead: int = 1) -> None:
    """Answer requests in the order they come in; return when there are no more lines.

    Args:
      lines: what comes in on standard input.
      emit: writes one event.
      begin: takes on a request and gives its events; what these raise becomes the request's `error` event.
      stop: is told the id of a request that is to end early, at once.
      ahead: how many requests are taken on while an earlier one is being answered.

    Raises:
      DeviceFailed: after the `engine_crashed` event of the request that met the failure.
      BrokenPipeError: nobody reads the events any more.
    """
    taken: Queue[_Taken | None] = Queue()
    room = threading.Semaphore(1 + ahead)
    asked = _Asked(begin, stop)
    # These threads wait for input for ever; they must not keep the process alive when answering has ended.
    threading.Thread(target=asked.read, args=(lines,), name="requests", daemon=True).start()
    threading.Thread(target=asked.begin_each, args=(taken, room), name="beginnings", daemon=True).start()
    while (next_one := taken.get()) is not None:
        if isinstance(next_one, InvalidRequest):
            _refuse(next_one, emit)
        else:
            _answer(*next_one, emit)
            if taken.empty():
                give_back_memory()
        room.release()


class _Asked:
    """What was asked and is not begun yet; it is read at once, so that a request to stop waits for no room."""

    def __init__(self, begin: Begin, stop: Stop):
        self._begin, self._stop = begin, stop
        self._waiting: Queue[TranscribeRequest | InvalidRequest | None] = Queue()
        self._lock = threading.Lock()
        self._to_begin: set[str] = set()
        self._stopped_before: set[str] = set()

    def read(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            try:
                request = parse_request(line)
            except InvalidRequest as refused:
                self._waiting.put(refused)
                continue
            with self._lock:
                if not isinstance(request, StopRequest):
                    self._to_begin.add(request.id)
                    self._waiting.put(request)
                elif request.id in self._to_begin:
                    self._stopped_before.add(request.id)
                else:
                    self._stop(request.id)
        self._waiting.put(None)

    def begin_each(self, taken: "Queue[_Taken | None]", room: threading.Semaphore) -> None:
        while (request := self._waiting.get()) is not None:
            room.acquire()
            taken.put(request if isinstance(request, InvalidRequest) else (request, self._begun(request)))
        taken.put(None)

    def _begun(self, request: TranscribeRequest) -> Iterator[Event]:
        with self._lock:
            self._to_begin.discard(request.id)
            events = self._begin(request)
            if request.id in self._stopped_before:
                self._stopped_before.discard(request.id)
                self._stop(request.id)
            return events


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
    except Stopped:
        _log.info("Request %s was stopped.", request.id)
        emit(stopped_event(request.id))
    except Exception as error:
        code = code_of(error)
        unforeseen = not isinstance(error, EngineError)
        _log.error("Request %s ended with %s: %s", request.id, code, error, exc_info=unforeseen)
        emit(error_event(request.id, code, message_of(error)))
        if code == ENGINE_CRASHED:
            raise DeviceFailed(str(error)) from error
