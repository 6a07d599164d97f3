"""How many pieces go into each batch, and what the encoder makes of more than it takes at once."""

import math

import ctranslate2
import numpy as np
import pytest

from transcription_engine.batch_limit import BatchLimit
from transcription_engine.batch_sizes import BatchSizes
from transcription_engine.decode import Audio
from transcription_engine.options import Clip
from transcription_engine.pieces import Piece
from transcription_engine.recording import Recording
from transcription_engine.speech import Speech, SpeechRules

RULES = SpeechRules(threshold=0.5, min_speech=0.1, min_silence=0.2, pad=0.4, longest=30)


def sizes_for(pieces, most=4, workers=2, known=True):
    sizes, left, given = BatchSizes(BatchLimit(most), workers), pieces, []
    while left:
        given.append(min(sizes.next(left if known else math.inf), left))
        left -= given[-1]
    return given


@pytest.mark.parametrize(
    ("pieces", "sizes"), [(1, [1]), (5, [1, 2, 1, 1]), (9, [1, 2, 3, 2, 1]), (16, [1, 2, 4, 4, 2, 2, 1])]
)
def test_batches_begin_and_end_small(pieces, sizes):
    assert sizes_for(pieces) == sizes


def test_batches_only_grow_while_nobody_knows_what_comes():
    assert sizes_for(17, known=False) == [1, 2, 4, 4, 4, 2]


@pytest.mark.parametrize("workers", [2, 4, 8])
def test_no_lane_gets_more_than_a_fair_share_of_what_is_left(workers):
    sizes = BatchSizes(BatchLimit(16), workers)
    for left in range(60, 0, -1):
        assert sizes.next(left) <= max(1, left / workers + 0.5)


def test_on_a_card_batches_stay_large_to_the_end():
    assert sizes_for(50, most=16, workers=1) == [1, 2, 4, 8, 16, 16, 3]


def test_memory_that_did_not_suffice_is_heard_of():
    limit = BatchLimit(8)
    sizes = BatchSizes(limit, workers=1)
    assert [sizes.next(100) for _ in range(4)] == [1, 2, 4, 8]
    limit.lower(3)
    assert sizes.next(100) == 3


@pytest.mark.parametrize(
    ("clip", "said_until", "number", "behind"),
    [
        (Clip(), 25.0, 0, 3.0),
        (Clip(), 50.0, 3, 4.0),
        (Clip(start=40.0, end=90.0), 25.0, 1, 2.0),
        (Clip(), 100.0, 4, 0.0),
        (Clip(), 120.0, 4, math.inf),
    ],
)
def test_what_is_behind_a_piece_is_reckoned_from_what_came_before(clip, said_until, number, behind):
    audio = Audio("talk.wav", 3600.0, clip, duration_seconds=100.0)
    piece = Piece(np.zeros(1), [Speech(0, int(said_until * 16_000))], number)

    assert Recording(audio, RULES, lambda _audio: iter([])).pieces_behind(piece) == pytest.approx(behind)


def test_windows_are_encoded_two_at_a_time_and_come_out_as_at_once(model, monkeypatch):
    whisper = model.whisper
    features = np.random.default_rng(1).standard_normal((5, whisper.model.n_mels, 3000)).astype(np.float32)
    one_by_one = np.concatenate([np.array(whisper.encode(window[None])) for window in features])
    asked = []
    encode = ctranslate2.models.Whisper.encode

    def counting(self, view, **options):
        asked.append(view.shape[0])
        return encode(self, view, **options)

    monkeypatch.setattr(ctranslate2.models.Whisper, "encode", counting)

    encoded = np.array(whisper.encode(features))

    assert asked == [2, 2, 1]
    # Rounded otherwise in another company.
    assert np.allclose(encoded, one_by_one, atol=0.02 * np.abs(one_by_one).max())
