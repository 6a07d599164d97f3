"""When tokens are said, and where in the recording that is."""

import numpy as np
import pytest

from moonshine_engine.alignment import beginnings
from moonshine_engine.moonshine import Said
from moonshine_engine.segments import in_recording, segments_of
from moonshine_engine.vocabulary import Vocabulary
from transcription_engine.pieces import Piece
from transcription_engine.speech import Speech

RATE = 16_000


def looks_at(*ranges, frames=60):
    looks = np.full((len(ranges), frames), 0.001)
    for token, (start, end) in enumerate(ranges):
        looks[token, start:end] = 1
    # Looked at all the time, as the last frame of a sound mostly is.
    looks[:, 50] = 2
    return looks


def test_each_token_begins_where_it_is_looked_at():
    assert beginnings(looks_at((0, 10), (10, 15), (15, 40), (40, 45))) == [0, 10, 15, 40]


def test_what_is_said_later_is_never_before_what_is_said_earlier():
    looks = looks_at((0, 10), (30, 40), (10, 20), (40, 50))

    found = beginnings(looks)

    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_more_tokens_than_frames_are_spread():
    assert beginnings(np.ones((4, 2))) == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("second", "is_end", "place"),
    [(0, False, 10.0), (1.5, False, 11.5), (2, False, 20.0), (2, True, 12.0), (3, True, 21.0), (9, True, 24.0)],
)
def test_a_place_in_a_piece_is_found_again_in_the_recording(second, is_end, place):
    piece = Piece(np.zeros(6 * RATE), [Speech(10 * RATE, 12 * RATE), Speech(20 * RATE, 24 * RATE)])

    assert in_recording(piece, second, is_end) == place


def test_a_segment_has_the_words_with_their_times_and_how_sure_each_is():
    vocabulary = Vocabulary(["\u2581Good".encode(), b"bye", "\u2581now".encode()])
    said = Said([0, 1, 2], [0.0, np.log(0.5), np.log(0.25), 0.0], [0.0, 0.5, 1.0, 1.5])
    piece = Piece(np.zeros(2 * RATE), [Speech(5 * RATE, 7 * RATE)])

    (segment,) = segments_of(said, piece, vocabulary)

    assert (segment.text, segment.start, segment.end) == (" Goodbye now", 5.0, 6.5)
    assert [(word.word, word.start, word.end) for word in segment.words] == [(" Goodbye", 5.0, 6.0), (" now", 6.0, 6.5)]
    assert [word.probability for word in segment.words] == pytest.approx([0.75, 0.25])
    assert segments_of(Said([], [0.0], [0.0]), piece, vocabulary) == []
