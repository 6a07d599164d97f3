"""The loop around requests, with a transcriber that does what each test needs."""

import threading
import time

import pytest

from contract.runner import request
from transcription_engine.errors import NoAudioStream, Stopped
from transcription_engine.serve import DeviceFailed, serve


def lines(*texts):
    return [f"{text}\n".encode() for text in texts]


def failing_with(error):
    def transcribe(_request):
        yield {"type": "started"}
        raise error

    return transcribe


def no_stop(_id):
    raise AssertionError("nobody asked for it")


def answering(asked):
    yield {"type": "done", "id": asked.id}


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (NoAudioStream("Nothing to hear."), "no_audio_stream", "Nothing to hear."),
        (KeyError("lost"), "internal", "KeyError: 'lost'"),
        (RuntimeError("something else"), "internal", "RuntimeError: something else"),
    ],
)
def test_a_failed_request_is_answered_and_the_next_one_is_served(error, code, message):
    events = []

    serve(lines(request("a.wav", "job-1"), request("a.wav", "job-2")), events.append, failing_with(error), no_stop)

    failure = {"type": "error", "code": code, "message": message}
    started = {"type": "started"}
    assert events == [started, failure | {"id": "job-1"}, started, failure | {"id": "job-2"}]


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA failed with error out of memory"),
        RuntimeError("cuBLAS failed with status CUBLAS_STATUS_EXECUTION_FAILED"),
        MemoryError("Unable to allocate 9.31 GiB"),
    ],
)
def test_a_failed_device_is_reported_and_ends_the_engine(error):
    events = []

    with pytest.raises(DeviceFailed):
        serve(lines(request("a.wav", "job-1"), request("a.wav", "job-2")), events.append, failing_with(error), no_stop)

    assert [event.get("code") for event in events] == [None, "engine_crashed"]


def test_a_refused_request_is_answered_under_its_id():
    events = []

    serve(lines('{"type": "transcribe", "id": "job-1"}', request("a.wav", "job-2")), events.append, answering, no_stop)

    assert [(event["type"], event["id"]) for event in events] == [("error", "job-1"), ("done", "job-2")]


def test_a_line_without_an_id_goes_to_the_log(caplog):
    events = []

    serve(lines("hello", '{"id": 7}', request("a.wav")), events.append, answering, no_stop)

    assert [event["type"] for event in events] == ["done"]
    assert caplog.text.count("A line without a request id was skipped") == 2


def test_the_next_requests_are_taken_on_while_one_is_answered():
    taken, answered = [], []

    def begin(asked):
        taken.append(asked.id)
        return waiting(asked)

    def waiting(asked):
        deadline = time.monotonic() + 10
        while asked.id == "job-1" and len(taken) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        yield {"type": "done", "id": asked.id, "taken": list(taken)}

    serve(lines(*(request("a.wav", f"job-{n}") for n in range(1, 6))), answered.append, begin, no_stop, ahead=2)

    assert answered[0]["taken"] == ["job-1", "job-2", "job-3"]
    assert [event["id"] for event in answered] == [f"job-{n}" for n in range(1, 6)]


def test_no_reader_ends_the_loop():
    def emit(_event):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        serve(lines(request("a.wav")), emit, answering, no_stop)


def test_a_stop_is_heard_while_its_request_is_answered():
    events, stopped = [], threading.Event()

    def begin(asked):
        if not stopped.wait(10):
            raise AssertionError("the stop was never heard")
        raise Stopped
        yield asked

    def stop(request_id):
        assert request_id == "job-1"
        stopped.set()

    serve(lines(request("a.wav", "job-1"), '{"type": "stop", "id": "job-1"}'), events.append, begin, stop)

    assert events == [{"type": "stopped", "id": "job-1"}]


def test_a_stop_is_heard_behind_requests_that_wait_for_room():
    events, stopped = [], threading.Event()

    def begin(asked):
        return until_stopped(asked) if asked.id == "job-1" else answering(asked)

    def until_stopped(asked):
        if not stopped.wait(10):
            raise AssertionError("the stop was never heard")
        yield {"type": "done", "id": asked.id}

    asked = [request("a.wav", f"job-{n}") for n in range(1, 5)]
    serve(lines(*asked, '{"type": "stop", "id": "job-1"}'), events.append, begin, lambda _id: stopped.set(), ahead=1)

    assert [event["id"] for event in events] == [f"job-{n}" for n in range(1, 5)]


def test_a_request_that_is_stopped_before_it_has_room_ends_as_it_begins():
    events, read = [], threading.Event()
    stopped = []

    def begin(asked):
        return until_read(asked) if asked.id == "job-1" else until_over(asked)

    def until_read(asked):
        assert read.wait(10)
        yield {"type": "done", "id": asked.id}

    def until_over(asked):
        if asked.id in stopped:
            raise Stopped
        yield {"type": "done", "id": asked.id}

    def all_lines():
        yield from lines(request("a.wav", "job-1"), request("a.wav", "job-2"), request("a.wav", "job-3"))
        yield from lines('{"type": "stop", "id": "job-2"}', request("a.wav", "job-4"))
        read.set()

    serve(all_lines(), events.append, begin, stopped.append, ahead=0)

    assert stopped == ["job-2"]
    assert [(event["type"], event["id"]) for event in events] == [
        ("done", "job-1"),
        ("stopped", "job-2"),
        ("done", "job-3"),
        ("done", "job-4"),
    ]
