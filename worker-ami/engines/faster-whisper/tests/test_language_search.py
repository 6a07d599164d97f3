"""The first pieces are encoded in any order and vote together; whoever waits for one that failed is let go."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from transcription_engine.errors import Stopped
from transcription_engine.language_search import LanguageSearch
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece
from transcription_engine.timings import Timings

VOTES = {0: [("<|en|>", 0.9), ("<|sv|>", 0.1)], 1: [("<|sv|>", 1.0)], 2: [("<|sv|>", 0.8), ("<|en|>", 0.2)]}


def piece(number, seconds=10):
    return Piece(np.full(seconds * 16_000, number, dtype=np.float32), [], number)


def search(told=None, encode=None, votes=VOTES):
    whisper = SimpleNamespace(
        features=lambda pieces: [one.number for one in pieces],
        encode=encode or (lambda numbers: numbers),
        joined=lambda encoded: [number for numbers in encoded for number in numbers],
        feature_extractor=SimpleNamespace(chunk_length=30),
        model=SimpleNamespace(detect_language=lambda numbers: [votes[number] for number in numbers]),
    )
    model = SimpleNamespace(whisper=whisper, can=SimpleNamespace(languages=["en", "sv"]))
    return LanguageSearch(model, Timings(), Parts([], (told if told is not None else []).append))


def failing(_numbers):
    raise MemoryError


def waiting(ask):
    given = []

    def wait():
        try:
            given.append(ask())
        except Stopped:
            given.append(Stopped)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread, given


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_three_pieces_vote_in_any_order_and_further_ones_are_encoded_meanwhile(order):
    told = []
    searched = search(told)

    searched.encode([piece(3)])
    assert not searched.is_over()
    for number in order:
        searched.encode([piece(number)])

    assert searched.is_over()
    assert searched.result(3) == ("sv", pytest.approx(1.9 / 3))
    assert [part["language"][0] for part in told] == ["sv"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (2, 1, 0)])
def test_two_long_pieces_that_agree_decide_and_always_the_first_two(order):
    searched = search(votes={0: VOTES[2], 1: VOTES[1], 2: VOTES[0]})

    for number in order:
        assert not searched.is_over()
        searched.encode([piece(number, seconds=28)])

    assert searched.is_over()
    assert searched.result(3) == ("sv", pytest.approx(0.9))


def test_pieces_that_are_encoded_at_once_vote_each():
    searched = search()

    searched.encode([piece(0), piece(1, seconds=1), piece(2, seconds=1)])

    assert searched.result(3) == ("en", pytest.approx(9.2 / 12))


def test_what_was_encoded_is_handed_over_once_and_not_kept():
    searched = search()

    searched.encode([piece(0)])

    assert searched.encoded([piece(0)]) == [0]
    assert searched.encoded([piece(0)]) is None


def test_what_was_encoded_in_several_calls_is_handed_over_together_in_the_order_of_the_pieces():
    searched = search()
    for number in (2, 0, 1):
        searched.encode([piece(number)])

    assert searched.encoded([piece(1), piece(2)]) == [1, 2]
    assert searched.encoded([piece(1)]) is None
    assert searched.encoded([piece(0)]) == [0]


def test_whoever_asks_waits_until_all_its_pieces_are_encoded():
    searched = search()
    thread, given = waiting(lambda: searched.encoded([piece(1), piece(2)]))

    for number in (0, 1, 2):
        assert given == []
        searched.encode([piece(number)])

    thread.join(10)
    assert given == [[1, 2]]


def test_a_failure_is_told_by_the_step_that_failed_and_lets_all_go_that_wait():
    searched = search(encode=failing)
    waits = [waiting(lambda: searched.result(1)), waiting(lambda: searched.encoded([piece(0)]))]

    with pytest.raises(MemoryError):
        searched.encode([piece(0)])

    for thread, _given in waits:
        thread.join(10)
    assert [given for _thread, given in waits] == [[None], [Stopped]]
    assert searched.is_over()
