"""Steps side by side, results in order."""

import threading
import time
from functools import partial

import pytest

from transcription_engine.lanes import Lanes


@pytest.fixture
def lanes():
    lanes = Lanes(2)
    yield lanes
    lanes.close()


def slowly(result, seconds):
    time.sleep(seconds)
    return result


def test_results_come_in_the_order_of_the_steps(lanes):
    steps = (partial(slowly, number, 0.02 if number % 2 == 0 else 0) for number in range(10))

    assert list(lanes.submit(steps)) == list(range(10))


def test_steps_of_one_request_run_side_by_side(lanes):
    both = threading.Barrier(2, timeout=10)

    assert sorted(lanes.submit(iter([both.wait, both.wait]))) == [0, 1]


def test_the_next_request_uses_a_lane_that_the_earlier_one_leaves_free(lanes):
    both = threading.Barrier(2, timeout=10)
    first, second = lanes.submit(iter([both.wait])), lanes.submit(iter([both.wait]))

    assert sorted([*first, *second]) == [0, 1]


def test_a_step_is_made_only_when_a_lane_is_free_for_it(lanes):
    made, go_on = [], threading.Event()

    def steps():
        for number in range(10):
            made.append(number)
            yield lambda: go_on.wait(10)

    results = lanes.submit(steps())
    time.sleep(0.1)

    assert made == [0, 1]
    go_on.set()
    assert len(list(results)) == 10


def failing():
    raise ValueError("lost")


def test_what_a_step_raises_comes_in_its_place_and_ends_the_request(lanes):
    results = lanes.submit(iter([lambda: 1, failing, lambda: 3]))

    assert next(results) == 1
    with pytest.raises(ValueError, match="lost"):
        next(results)
    assert list(lanes.submit(iter([lambda: "next"]))) == ["next"]


def test_what_making_a_step_raises_ends_the_request(lanes):
    def steps():
        yield lambda: 1
        raise ValueError("unreadable")

    results = lanes.submit(steps())

    assert next(results) == 1
    with pytest.raises(ValueError, match="unreadable"):
        next(results)


def test_closing_begins_nothing_further():
    lanes, made = Lanes(1), []

    def steps():
        while True:
            made.append(1)
            yield lambda: slowly(1, 0.01)

    lanes.submit(steps())
    lanes.close()
    count = len(made)
    time.sleep(0.05)

    assert len(made) == count


def test_a_failure_is_raised_once_nothing_of_its_request_runs_any_more(lanes):
    running, finished = threading.Event(), threading.Event()

    def slow():
        running.set()
        time.sleep(0.2)
        finished.set()

    def fails():
        running.wait(10)
        raise ValueError("lost")

    with pytest.raises(ValueError, match="lost"):
        list(lanes.submit(iter([fails, slow])))

    assert finished.is_set()
