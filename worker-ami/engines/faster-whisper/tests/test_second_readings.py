"""What may be read again and at what cost, in which windows, and at which temperatures."""

import json
import random
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from faster_whisper.audio import decode_audio
from faster_whisper.transcribe import Segment, Word

from contract.runner import AUDIO, LIMIT_SECONDS, request
from tests.in_process import hear
from transcription_engine import listen, second_opinion
from transcription_engine.allowance import Allowance
from transcription_engine.batch import BatchDecoder
from transcription_engine.errors import Stopped
from transcription_engine.options import Options
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.sequential import Asked, decode_sequentially
from transcription_engine.speech import Speech
from transcription_engine.ways import Way, ways
from transcription_engine.whisper import Whisper

STOPPED = "stopped"


def test_second_readings_cost_half_of_the_first_at_most_but_for_short_files():
    allowance, spent = Allowance(), 0.0
    for number in range(100):
        spent += 0 if allowance.grant(number, [2]) is None else 2

    assert 50 <= spent <= 53


def test_the_first_way_that_is_left_is_granted():
    allowance = Allowance()

    assert allowance.grant(0, [4.0, 2.0, 1.0]) == 1
    assert allowance.grant(1, [4.0, 2.5]) is None
    assert allowance.grant(2, [4.0, 2.5]) == 1


def asked_side_by_side(allowance, asks):
    """Let a lane of its own ask for each piece, the last one first; return who is still waiting, and the answers."""
    answers = {}

    def ask(number, wanted):
        try:
            answers[number] = allowance.grant(number, wanted)
        except Stopped:
            answers[number] = STOPPED

    lanes = [threading.Thread(target=ask, args=given, daemon=True) for given in reversed(asks.items())]
    for lane in lanes:
        lane.start()
    return lanes, answers


@pytest.mark.parametrize("seed", range(10))
def test_whichever_lane_is_first_the_same_pieces_are_read_again(seed):
    rng = random.Random(seed)
    asks = {number: rng.choice([[], [], [1], [2, 0.5], [3.5, 3, 1]]) for number in range(40)}
    one_by_one = Allowance()
    expected = {number: one_by_one.grant(number, wanted) for number, wanted in asks.items()}

    lanes, answers = asked_side_by_side(Allowance(), asks)
    for lane in lanes:
        lane.join(LIMIT_SECONDS)

    assert answers == expected


def test_a_piece_without_doubts_waits_for_no_other():
    assert Allowance().grant(5, []) is None


def test_a_piece_that_fails_ends_the_wait_of_later_ones_and_not_of_earlier_ones():
    # The failure of a later piece must not look like a stop of an earlier one, whose text is handed over first.
    allowance = Allowance()
    lanes, answers = asked_side_by_side(allowance, {1: [1], 4: [1]})
    later = lanes[0]

    allowance.close(3)
    later.join(LIMIT_SECONDS)
    assert answers == {4: STOPPED}

    assert allowance.grant(0, [1]) == 0
    lanes[1].join(LIMIT_SECONDS)
    assert answers == {4: STOPPED, 1: 0}


def test_the_failure_of_a_batch_is_what_its_request_ends_with(recording, model, monkeypatch):
    # Each piece is doubtful, so that each lane waits for the pieces before its own.
    monkeypatch.setattr(listen, "ways", lambda piece, *_given: [Way([piece], True, 0.5)])
    decode = BatchDecoder.decode

    def breaks(self, heard, pieces):
        if pieces[0].number >= 2:
            raise ValueError("broken")
        return decode(self, heard, pieces)

    monkeypatch.setattr(BatchDecoder, "decode", breaks)

    with pytest.raises(ValueError, match="broken"):
        hear(model, request(recording, language="en", temperature=[0]).encode())


def model_on(device):
    """Return what a second reading asks of a model before it decodes."""
    return SimpleNamespace(
        most_tokens=224,
        feature_extractor=SimpleNamespace(chunk_length=30),
        model=SimpleNamespace(device=device),
    )


def speech(seconds, start=0.0):
    first = int(start * SAMPLE_RATE)
    samples = np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)
    return Piece(samples, [Speech(first, first + samples.size)])


def test_on_a_processor_short_stretches_are_cheap_in_short_windows_alone():
    piece, stretches = speech(28), [speech(3), speech(4, 10)]

    thorough, short = ways(piece, stretches, model_on("cpu"), tries=3)

    assert (thorough.stretches, thorough.whole_windows) == (stretches, True)
    assert (short.stretches, short.whole_windows) == (stretches, False)
    # Two windows of 30 s with three tries, beside those of 8 and 9 s with one.
    assert short.cost == pytest.approx((17 / 2 + 7 / 2) / 30)
    assert thorough.cost == pytest.approx((60 / 2 + 3 * 7 / 2) / 30 + short.cost)


def test_where_windows_are_whole_the_piece_itself_is_cheaper_than_many_stretches():
    piece, stretches = speech(28), [speech(3, 5 * number) for number in range(5)]

    thorough, whole = ways(piece, stretches, model_on("cuda"), tries=1)

    assert thorough.cost == pytest.approx((5 * 30 / 2 + 15 / 2) / 30)
    assert whole == Way([piece], True, pytest.approx((30 / 2 + 28 / 2) / 30))


def test_without_doubts_there_is_nothing_to_read():
    assert ways(speech(28), [], model_on("cpu"), tries=3) == []


def test_a_stretch_as_long_as_a_window_is_read_in_whole_ones():
    piece = speech(28)

    assert [way.whole_windows for way in ways(piece, [piece], model_on("cpu"), tries=3)] == [True]


def read_again(monkeypatch, *texts, device="cpu", seconds=4.0, whole_window=True):
    """Return the text, and which windows at which temperatures were decoded; each text is one decoding's."""
    asked, left = [], list(texts)

    def decode(_whisper, _stretch, how):
        asked.append((how.window_seconds, how.options.temperature, how.options.prompt, how.options.hotwords))
        text, log_probability = left.pop(0)
        words = [Word(0.1 + 0.4 * n, 0.4 + 0.4 * n, f" {word}", 0.9) for n, word in enumerate(text.split())]
        return [Segment(0, 0, 0.1, 2, text, [1] * 9, log_probability, 1.0, 0.0, words, 0.0)]

    monkeypatch.setattr(second_opinion, "decode_sequentially", decode)
    voiced = Voiced(0.5)
    voiced.add(np.ones(int(2 / voiced.window_seconds), dtype=np.float32))
    options, parts = Options(prompt="Asterisk.", hotwords="PBX"), Parts([], lambda _part: None)
    again = second_opinion.SecondOpinion(model_on(device), "en", options, parts, voiced)
    reading = again.read(speech(seconds), whole_window=whole_window)
    return reading and reading.text, asked


SURE, UNSURE = ("The number is four.", -0.2), ("The lumber is four.", -0.6)
SHORT_WINDOW, WHOLE_WINDOW = (9.0, (0.0,), None, None), (None, (0.0, 0.4, 0.8), None, None)


def test_what_is_sure_in_a_short_window_is_not_read_in_a_whole_one(monkeypatch):
    assert read_again(monkeypatch, SURE) == (SURE[0], [SHORT_WINDOW])


@pytest.mark.parametrize(
    "doubtful", [UNSURE, ("", -0.1), ("The number", -0.2), ("number " * 8, -0.2), ("It is four. It is four.", -0.2)]
)
def test_what_is_doubtful_in_a_short_window_is_read_in_a_whole_one(monkeypatch, doubtful):
    assert read_again(monkeypatch, doubtful, SURE) == (SURE[0], [SHORT_WINDOW, WHOLE_WINDOW])


def test_where_a_whole_window_would_cost_too_much_a_doubtful_text_is_none(monkeypatch):
    assert read_again(monkeypatch, UNSURE, whole_window=False) == (None, [SHORT_WINDOW])


def test_answers_of_a_short_window_are_not_those_of_a_whole_one():
    # A run on a processor that is gone on with on a card, where no window is short.
    told = []
    Parts([], told.append).answers(speech(4), 9.0).answer(lambda: {"text": "short"})
    parts = Parts([json.loads(json.dumps(part)) for part in told], lambda _part: None)

    assert parts.answers(speech(4)).answer(lambda: {"text": "whole"}) == {"text": "whole"}
    assert parts.answers(speech(4), 9).answer(lambda: {"text": "asked"}) == {"text": "short"}


@pytest.mark.parametrize("where", [{"device": "cuda"}, {"seconds": 26.0}])
def test_a_window_that_cannot_be_shorter_or_need_not_is_whole(monkeypatch, where):
    assert read_again(monkeypatch, SURE, **where) == (SURE[0], [WHOLE_WINDOW])


def test_the_model_is_given_no_more_of_a_window_than_asked(model, monkeypatch):
    encoded, encode = [], Whisper.encode

    def noted(self, features):
        encoded.append(features.shape)
        return encode(self, features)

    monkeypatch.setattr(Whisper, "encode", noted)
    samples = decode_audio(str(AUDIO / "en-medium.mp3"))[: 8 * SAMPLE_RATE]
    piece = Piece(samples, [Speech(0, samples.size)])
    answers = Parts([], lambda _part: None).answers(piece)

    segments = decode_sequentially(model.whisper, piece, Asked("en", Options(), answers, window_seconds=13))

    assert "".join(segment.text for segment in segments)
    assert set(encoded) == {(80, 1300)}
