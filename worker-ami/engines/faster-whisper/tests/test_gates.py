"""Reasons to doubt a text, and which of two readings is believed."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from faster_whisper.transcribe import Segment, Word

from transcription_engine import listen
from transcription_engine.gates import Place, Reading, doubts
from transcription_engine.listen import Listener, Request
from transcription_engine.options import Options
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.second_opinion import SecondOpinion
from transcription_engine.speech import Speech
from transcription_engine.timings import Timings

SPAN = [(0.0, 4.0)]
MOST_TOKENS = 224
SENTENCE = " The number is four."


def segment(text=SENTENCE, log_probability=-0.2, no_speech=0.01, words_at=0.0):
    words = [Word(words_at + n * 0.4, words_at + n * 0.4 + 0.3, f" {word}", 0.9) for n, word in enumerate(text.split())]
    end = words[-1].end if words else words_at
    return Segment(0, 0, words_at, end, text, [1] * 9, log_probability, 1.0, no_speech, words, 0.0)


def voiced(from_second=0.0, to_second=4.0):
    return voiced_at((from_second, to_second))


def voiced_at(*places):
    windows = np.zeros(200, dtype=np.float32)
    for start, end in places:
        windows[int(start / 0.032) : int(end / 0.032)] = 1
    heard = Voiced(0.5)
    heard.add(windows)
    return heard


@pytest.mark.parametrize(
    ("reading", "reasons"),
    [
        (segment(), []),
        (segment(text=""), []),
        (segment(text=" No, no, no, no."), []),
        (segment(text=" Zero zero one zero zero zero."), []),
        (segment(text=" No, no, no, no, no, no."), ["repeats"]),
        (segment(text=" Thank you." * 4), ["repeats"]),
        (segment(text=" Thank you." * 9), ["repetitive", "repeats"]),
        (segment(text=" and so it goes on" * 40), ["repetitive", "repeats", "words_over_silence"]),
        (segment(text="4," * 60), ["repetitive", "repeats", "words_over_silence"]),
        (segment(text="谢谢" * 12), ["repetitive", "repeats"]),
        (segment(text=" Спасибо." * 9), ["repetitive", "repeats"]),
        (segment(text=" Hahahaha"), []),
        (segment(log_probability=-1.1), ["improbable"]),
        (segment(log_probability=-0.6, no_speech=0.7), ["no_speech"]),
        (segment(log_probability=-0.3, no_speech=0.7), []),
        (segment(words_at=5.0), ["words_over_silence"]),
    ],
)
def test_a_text_trips_the_gates_that_it_should(reading, reasons):
    assert doubts(Reading([reading], MOST_TOKENS), Place(voiced(), SPAN)) == reasons


def test_a_text_that_ends_where_the_model_had_to_stop_is_doubted_and_one_that_goes_on_is_not():
    stopped = replace(segment(), tokens=[1] * MOST_TOKENS)

    assert doubts(Reading([segment(), stopped], MOST_TOKENS), Place(voiced(), SPAN)) == ["cut_off"]
    assert doubts(Reading([stopped, segment()], MOST_TOKENS), Place(voiced(), SPAN)) == []


def test_more_words_than_anybody_can_say_are_over_silence():
    assert doubts(Reading([segment()], MOST_TOKENS), Place(voiced(1.0, 1.1), SPAN)) == ["words_over_silence"]


def piece_of(seconds):
    samples = seconds * SAMPLE_RATE
    return Piece(np.zeros(samples, dtype=np.float32), [Speech(0, samples)])


def hear(monkeypatch, batched, sequential, profile="balanced", voice=None):
    return listening(monkeypatch, batched, sequential, profile, voice).in_batch([piece_of(4)])


def listening(monkeypatch, batched, sequential, profile="balanced", voice=None):
    again = [sequential] if sequential else []
    monkeypatch.setattr(listen, "BatchDecoder", lambda *_given: None)
    opinion = sequential if callable(sequential) else lambda *_given, **_named: Reading(again, MOST_TOKENS)
    monkeypatch.setattr(SecondOpinion, "read", opinion)
    monkeypatch.setattr(Listener, "_decode", lambda *_given: [[batched]])
    # Which words are heard is what counts here, and not how probable they are said to be.
    monkeypatch.setattr(listen, "calibrated", list)
    whisper = SimpleNamespace(
        most_tokens=MOST_TOKENS,
        feature_extractor=SimpleNamespace(chunk_length=30),
        model=SimpleNamespace(num_workers=2, device="cpu"),
    )
    parts = Parts([], lambda _part: None)
    return Listener(whisper, "en", Request(Options(profile=profile), voice or voiced(0, 1.9), Timings(), parts, None))


def test_a_text_without_doubts_is_decoded_once(monkeypatch):
    heard = hear(monkeypatch, segment(), None)

    assert (heard.segments, heard.read_twice, heard.removed, heard.doubtful) == ([segment()], [], [], [])
    assert (heard.gaps, heard.transcribed_seconds) == ([], 4)


def test_the_better_text_wins_and_both_are_kept(monkeypatch):
    loop = segment(text=" Thank you." * 4)

    heard = hear(monkeypatch, loop, segment())

    twice = heard.read_twice[0]
    assert heard.segments == [segment()]
    assert (twice.batched_text, twice.sequential_text) == (loop.text.strip(), SENTENCE.strip())
    assert (twice.chosen, twice.reasons) == ("sequential", ["repeats"])
    assert heard.doubtful == []


def test_a_second_text_that_is_worse_changes_nothing(monkeypatch):
    first = segment(log_probability=-1.1)

    heard = hear(monkeypatch, first, segment(log_probability=-1.4))

    assert (heard.segments, heard.read_twice[0].chosen) == ([first], "batched")
    assert heard.doubtful == [(first, ["improbable"])]


def test_speech_is_not_lost_where_the_second_decoding_gives_nothing(monkeypatch):
    first = segment(log_probability=-1.1)

    assert hear(monkeypatch, first, None).segments == [first]


def test_words_where_nobody_speaks_are_kept_apart(monkeypatch):
    invented = segment(log_probability=-1.2, no_speech=0.7)

    heard = hear(monkeypatch, invented, None)

    assert (heard.segments, heard.removed) == ([], [(invented, ["improbable", "no_speech"])])
    assert heard.transcribed_seconds == 0


def test_words_that_the_model_is_fairly_sure_of_stay_where_a_voice_is_heard(monkeypatch):
    quiet = segment(log_probability=-0.6, no_speech=0.7)

    heard = hear(monkeypatch, quiet, None)

    assert (heard.segments, heard.removed) == ([quiet], [])
    assert heard.read_twice[0].reasons == ["no_speech"]


def test_a_loop_never_takes_the_place_of_a_text_whatever_it_covers(monkeypatch):
    first = segment(log_probability=-1.1)

    heard = hear(monkeypatch, first, segment(text=" Thank you." * 16), voice=voiced(0, 4))

    assert heard.read_twice[0].chosen == "batched"
    assert heard.doubtful[0][1] == ["improbable"]


def test_a_loop_that_both_readings_have_is_doubtful(monkeypatch):
    loop = segment(text="4," * 16)

    heard = hear(monkeypatch, loop, loop)

    assert (heard.segments, heard.doubtful) == ([loop], [(loop, ["repetitive", "repeats"])])


def test_doubtful_stretches_are_read_side_by_side_each_with_answers_of_its_own(monkeypatch):
    both, told = threading.Barrier(2, timeout=10), []

    def opinion(again, stretch, **_named):
        # Nobody comes through alone, and the later one is answered first.
        both.wait()
        begin = stretch.speeches[0].start / SAMPLE_RATE
        if begin < 3:
            second_done.wait(10)
        answer = again.parts.answers(stretch).answer(lambda: {"begin": round(begin)})
        told.append(answer["begin"])
        second_done.set()
        return Reading([segment(words_at=begin + 0.3, text=f" It is {round(begin)}.")], MOST_TOKENS)

    second_done = threading.Event()
    voice = voiced_at((0, 1.6), (2.1, 3.7), (4.2, 5.8))
    heard = listening(monkeypatch, segment(words_at=2.1), opinion, voice=voice).in_batch([piece_of(6)])

    assert told == [4, 0]
    assert [sentence.text for sentence in heard.segments] == [" It is 0.", SENTENCE, " It is 4."]
    assert [twice.sequential_text for twice in heard.read_twice] == ["It is 0.", "It is 4."]


def test_speech_without_words_is_read_again_and_only_that(monkeypatch):
    first, second = segment(), segment(words_at=2.1, text=" It is five.")

    heard = hear(monkeypatch, first, second, voice=voiced_at((0, 1.6), (2.0, 3.5)))

    twice = heard.read_twice[0]
    assert [sentence.text for sentence in heard.segments] == [first.text, second.text]
    assert (twice.batched_text, twice.chosen, twice.reasons) == ("", "sequential", ["speech_without_words"])
    assert 1.6 < twice.start < 2.0 < twice.end
    assert (heard.gaps, heard.transcribed_seconds) == ([], 4)


def test_what_may_not_be_read_to_the_end_is_as_if_it_was_not_read(monkeypatch):
    voice = voiced_at((0, 1.6), (2.0, 3.5))

    heard = listening(monkeypatch, segment(), lambda *_given, **_named: None, voice=voice).in_batch([piece_of(4)])

    assert [sentence.text for sentence in heard.segments] == [SENTENCE]
    assert heard.read_twice == []
    assert [round(gap.seconds, 1) for gap in heard.gaps] == [1.5]


def test_speech_that_stays_without_words_is_said(monkeypatch):
    heard = hear(monkeypatch, segment(), None, voice=voiced_at((0, 1.6), (2.0, 3.5)))

    assert [sentence.text for sentence in heard.segments] == [SENTENCE]
    assert [round(gap.seconds, 1) for gap in heard.gaps] == [1.5]
    assert heard.transcribed_seconds == pytest.approx(2, abs=0.2)


def test_fast_decodes_nothing_twice_but_keeps_inventions_apart(monkeypatch):
    loop, invented = segment(text=" Thank you." * 4), segment(words_at=5.0)

    kept = hear(monkeypatch, loop, segment(), profile="fast").segments
    assert "".join(sentence.text for sentence in kept) == loop.text
    assert hear(monkeypatch, loop, segment(), profile="fast").doubtful == [(loop, ["repeats"])]
    assert hear(monkeypatch, invented, segment(), profile="fast").removed == [(invented, ["words_over_silence"])]
