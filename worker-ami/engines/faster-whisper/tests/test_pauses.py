"""A segment never runs over a long silence."""

import numpy as np
import pytest
from faster_whisper.audio import decode_audio
from faster_whisper.transcribe import Word

from contract.runner import AUDIO, request
from tests.in_process import hear, with_resume
from tests.media import write_audio
from transcription_engine.pauses import Pause, long_pauses, placed
from transcription_engine.pieces import Voiced
from transcription_engine.resample import SAMPLE_RATE

SENTENCE = "The meeting starts at nine on Monday. Please send the report before lunch."
SILENCE_SECONDS = 20
# What is kept around speech; a word's time may lie in it.
PAD_SECONDS = 0.4
WINDOW = 0.032


def words(*given):
    return [Word(start, end, text, 0.9) for text, start, end in given]


def where(*given, pauses):
    return [(place, word.word) for place, word in placed(words(*given), pauses)]


def test_only_long_pauses_in_the_voice_count():
    voiced = Voiced(0.5)
    voiced.add(np.array([0, 1] + [0] * 40 + [1] + [0] * 20 + [1, 0, 0], np.float32))

    [pause] = long_pauses(voiced, [(0.0, 2.0), (2.0, 2.1)])

    assert (pause.start, pause.end) == pytest.approx((2 * WINDOW, 42 * WINDOW))
    assert long_pauses(voiced, []) == []


def test_words_are_said_before_and_after_a_pause():
    given = [(" It", 1.0, 1.2), (" is.", 1.2, 1.5), (" Yes.", 8.0, 8.4), (" No.", 20.0, 20.3)]

    assert where(*given, pauses=[Pause(2, 8), Pause(9, 20)]) == [(0, " It"), (0, " is."), (1, " Yes."), (2, " No.")]
    assert {place for place, _word in where(*given, pauses=[])} == {0}


def test_what_is_written_without_spaces_is_parted_anywhere():
    given = [("会議", 1.0, 1.4), ("は", 1.4, 1.5), ("月曜日", 8.0, 8.6)]

    assert [place for place, _word in where(*given, pauses=[Pause(2, 8)])] == [0, 0, 1]


def test_what_is_written_as_one_word_stays_one_word():
    given = [(" It", 0.5, 0.9), (" is", 0.9, 1.0), (" 10", 1.0, 1.2), ("%", 8.0, 8.1), (" now.", 8.2, 8.5)]

    found = placed(words(*given), [Pause(2, 8)])

    assert [place for place, _word in found] == [0, 0, 0, 0, 1]
    assert [word.end for _place, word in found] == [0.9, 1.0, 1.2, 1.2, 8.5]


def test_words_out_of_order_stay_in_the_order_of_the_text():
    given = [(" It", 1.0, 1.2), (" is", 8.0, 8.1), (" now.", 4.0, 4.2)]

    assert where(*given, pauses=[Pause(2, 8)]) == [(0, " It"), (1, " is"), (1, " now.")]


def test_no_word_lasts_into_a_pause():
    before, after = placed(words((" Go.", 1.0, 6.0), (" I", 4.0, 8.5)), [Pause(2, 8)])

    assert (before[1].start, before[1].end) == (1.0, 2.4)
    assert (after[1].start, after[1].end) == (7.6, 8.5)


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """One sentence twice with silence between, which is one piece, and some pieces more."""
    short, medium = (decode_audio(str(AUDIO / name)) for name in ("en-short.wav", "en-medium.mp3"))
    silence, more = np.zeros(SILENCE_SECONDS * SAMPLE_RATE, np.float32), medium[: 40 * SAMPLE_RATE]
    samples = np.concatenate([short, silence, short, more])
    return write_audio(tmp_path_factory.mktemp("pauses") / "sparse.wav", samples), short.size / SAMPLE_RATE


@pytest.mark.parametrize("with_words", [True, False])
@pytest.mark.parametrize("profile", ["fast", "balanced", "accurate"])
def test_each_side_of_a_silence_has_segments_of_its_own(sparse, model, profile, with_words):
    path, first_seconds = sparse
    clip = {"end": 2 * first_seconds + SILENCE_SECONDS}
    line = request(path, profile=profile, language="en", temperature=0, word_timestamps=with_words, clip=clip).encode()

    segments = [event["segment"] for event in hear(model, line).outcome()[0]]

    before = [s for s in segments if s["end"] <= first_seconds + PAD_SECONDS]
    after = [s for s in segments if s["start"] >= first_seconds + SILENCE_SECONDS - PAD_SECONDS]
    assert before + after == segments
    assert " ".join(s["text"] for s in before) == " ".join(s["text"] for s in after) == SENTENCE
    assert [bool(s["words"]) for s in segments] == [with_words] * len(segments)


def test_a_piece_with_a_pause_changes_nothing_of_its_batch_nor_of_a_resumed_run(sparse, model):
    line = request(sparse[0], profile="fast", language="en", word_timestamps=False).encode()
    whole = hear(model, line, batch_size=4)

    assert hear(model, line, batch_size=1).outcome() == whole.outcome()
    for kept in (1, len(whole.parts) - 1):
        assert hear(model, with_resume(line, whole.parts[:kept]), batch_size=4).outcome() == whole.outcome()
