"""Batches of several requests: joined where they wait for the model with the same wishes, each with its own outcome."""

import contextlib
import dataclasses
import gc
import math
import threading
import time
import weakref

from contract.runner import AUDIO, request
from transcription_engine.batch import BatchDecoder
from transcription_engine.lanes import Lanes
from transcription_engine.protocol import parse_request
from transcription_engine.shared_batches import SharedBatches
from transcription_engine.transcribe import Transcriber

CLIPS = ("en-short.wav", "en-stereo.flac", "en-short.wav", "en-stereo.flac")


class Model:
    """Does what it is given once it may; says what it did at once."""

    def __init__(self, failing=()):
        self.failing, self.done, self.may = set(failing), [], threading.Event()

    def work(self, items):
        assert self.may.wait(10)
        self.done.append(items)
        if self.failing.intersection(items):
            raise ValueError("too much")
        return [item * 10 for item in items]


class Callers:
    """Each in a thread of its own; the first is in the model until all the others wait for it."""

    def __init__(self, model, at_once=1):
        self._model, self._shared = model, SharedBatches(at_once)
        self._threads, self.outcomes = [], {}

    def ask(self, name, items, wishes="same", most=8):
        thread = threading.Thread(target=self._ask, args=(name, items, wishes, most))
        self._threads.append(thread)
        thread.start()
        until(lambda: self._shared._inside + len(self._shared._waiting) == len(self._threads))

    def finish(self):
        self._model.may.set()
        for thread in self._threads:
            thread.join(10)
        return self.outcomes

    def _ask(self, name, items, wishes, most):
        try:
            self.outcomes[name] = self._shared.do(wishes, items, most, self._model.work)
        except ValueError as problem:
            self.outcomes[name] = str(problem)


def until(holds):
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_what_waits_with_the_same_wishes_is_done_at_once_and_each_gets_its_own():
    callers = Callers(model := Model())
    callers.ask("first", [1])
    callers.ask("second", [2, 3])
    callers.ask("third", [4])

    outcomes = callers.finish()

    assert model.done == [[1], [2, 3, 4]]
    assert outcomes == {"first": [10], "second": [20, 30], "third": [40]}


def test_other_wishes_are_not_mixed():
    callers = Callers(model := Model())
    callers.ask("first", [1])
    callers.ask("english", [2], wishes="en")
    callers.ask("swedish", [3], wishes="sv")
    callers.ask("more english", [4], wishes="en")

    callers.finish()

    assert model.done == [[1], [2, 4], [3]]


def test_no_more_is_done_at_once_than_each_of_them_allows():
    callers = Callers(model := Model())
    callers.ask("first", [1])
    callers.ask("small", [2, 3], most=3)
    callers.ask("other", [4, 5])
    callers.ask("single", [6])

    callers.finish()

    assert model.done == [[1], [2, 3, 6], [4, 5]]


def test_a_failure_in_company_is_looked_for_in_each_alone():
    callers = Callers(model := Model(failing=[3]))
    callers.ask("first", [1])
    callers.ask("sound", [2])
    callers.ask("broken", [3])

    outcomes = callers.finish()

    assert outcomes == {"first": [10], "sound": [20], "broken": "too much"}
    assert model.done == [[1], [2, 3], [2], [3]]


def test_a_failure_takes_nothing_along_that_filled_the_memory():
    class Large(list):
        pass

    held = []

    def work(items):
        filling = Large(items)
        held.append(weakref.ref(filling))
        raise ValueError("too much")

    gc.disable()
    try:
        with contextlib.suppress(ValueError):
            SharedBatches(1).do("same", [1], 8, work)
        assert held[0]() is None
    finally:
        gc.enable()


def test_where_there_is_room_nothing_waits_to_be_joined():
    callers = Callers(model := Model(), at_once=math.inf)
    callers.ask("first", [1])
    callers.ask("second", [2])

    callers.finish()

    assert sorted(model.done) == [[1], [2]]


def test_short_files_that_share_a_batch_have_the_text_that_they_have_alone(model, monkeypatch):
    alone = [texts(model, [clip])[0] for clip in CLIPS]
    sizes, decode = [], BatchDecoder.decode

    def decoded(self, heard, pieces):
        sizes.append(len(pieces))
        # Until others wait for their turn.
        if len(sizes) == 1:
            until(lambda: len(shared._waiting) == len(CLIPS) - 1)
        return decode(self, heard, pieces)

    monkeypatch.setattr(BatchDecoder, "decode", decoded)
    shared = SharedBatches(1)
    together = texts(dataclasses.replace(model, shared=shared), CLIPS)

    assert together == alone
    assert sizes[:2] == [1, len(CLIPS) - 1]


def texts(model, clips):
    lanes = Lanes(len(clips))
    transcriber = Transcriber(model, 8, lanes, lambda _event: None)
    try:
        asked = [request(AUDIO / clip, f"job-{number}", language="en") for number, clip in enumerate(clips)]
        answers = [transcriber.begin(parse_request(one.encode())) for one in asked]
        return [[event["segment"]["text"] for event in answer if event["type"] == "segment"] for answer in answers]
    finally:
        lanes.close()
