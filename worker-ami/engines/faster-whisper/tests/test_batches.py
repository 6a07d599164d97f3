"""Batches are small at a recording's beginning and end, and no lane works alone there."""

import pytest

from transcription_engine.batches import batches, share_of_a_lane
from transcription_engine.pieces import Piece
from transcription_engine.speech import Speech

RATE = 16_000


def recording(seconds, piece_seconds=28):
    places = range(0, seconds, piece_seconds)
    return [
        Piece(None, [Speech(start * RATE, min(start + piece_seconds, seconds) * RATE)], number)
        for number, start in enumerate(places)
    ]


def sizes(pieces, seconds, largest, lanes=2, first=1):
    cut = batches(iter(pieces), first, lambda last: min(largest, share_of_a_lane(last, seconds, lanes)))
    return [len(batch) for batch in cut]


def test_batches_grow_and_shrink():
    assert sizes(recording(700), 700, largest=4) == [1, 2, 4, 4, 4, 3, 2, 2, 1, 1, 1]


@pytest.mark.parametrize("seconds", [20, 56, 140, 600, 3600])
@pytest.mark.parametrize("lanes", [1, 2, 8])
def test_every_piece_is_in_one_batch_and_the_last_lane_has_no_more_than_the_others(seconds, lanes):
    pieces = recording(seconds)
    cut = list(batches(iter(pieces), 1, lambda last: min(8, share_of_a_lane(last, seconds, lanes))))
    assert [piece.number for batch in cut for piece in batch] == list(range(len(pieces)))
    assert len(cut[-1]) == 1


def test_what_comes_is_guessed_by_what_came():
    # One piece in ten minutes, and ten minutes to come.
    sparse = Piece(None, [Speech(0, 600 * RATE)], 0)
    assert share_of_a_lane(sparse, 1200, lanes=2) == 1
    dense = Piece(None, [Speech(0, 600 * RATE)], 19)
    assert share_of_a_lane(dense, 1200, lanes=2) == 5


def test_a_recording_that_is_longer_than_it_says_goes_on_piece_by_piece():
    assert sizes(recording(140), 56, largest=4) == [1, 1, 1, 1, 1]
