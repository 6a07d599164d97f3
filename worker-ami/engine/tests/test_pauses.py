"""A segment never runs over a long silence."""

import numpy as np
import pytest
from faster_whisper.audio import decode_audio
from faster_whisper.transcribe import Segment, Word

from tests.engine import AUDIO, request
from tests.in_process import hear, with_resume
from tests.media import write_audio
from transcription_engine.pauses import long_pauses, parted
from transcription_engine.pieces import Piece
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.speech import Speech

SENTENCE = "The meeting starts at nine on Monday. Please send the report before lunch."
SILENCE_SECONDS = 20
# What is kept around speech; a word's time may lie in it.
PAD_SECONDS = 0.4


def segment(*words):
    words = [Word(start, end, text, 0.9) for text, start, end in words]
    text = "".join(word.word for word in words)
    return Segment(0, 0, words[0].start if words else 0.0, 9.0, text, [], -0.2, 1.0, 0.0, words, 0.0)


def spans(parts):
    return [(part.start, part.end, part.text) for part in parts]


def test_only_long_pauses_between_stretches_of_speech_count():
    speeches = [Speech(int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)) for start, end in [(1, 3), (5, 6), (8.5, 9)]]

    assert long_pauses(Piece(np.zeros(0, np.float32), speeches)) == [7.25]


def test_a_segment_is_cut_between_the_words_before_and_after_a_pause():
    whole = segment((" It", 1.0, 1.2), (" is.", 1.2, 1.5), (" Yes.", 8.0, 8.4), (" No.", 20.0, 20.3))

    assert spans(parted(whole, [5.0, 15.0])) == [(1.0, 1.5, " It is."), (8.0, 8.4, " Yes."), (20.0, 20.3, " No.")]
    assert parted(whole, []) == [whole]
    assert parted(whole, [0.5, 30.0]) == [whole]
    assert parted(segment(), [5.0]) == [segment()]


def test_what_is_written_without_spaces_is_cut_anywhere():
    whole = segment(("会議", 1.0, 1.4), ("は", 1.4, 1.5), ("月曜日", 8.0, 8.6))

    assert spans(parted(whole, [5.0])) == [(1.0, 1.5, "会議は"), (8.0, 8.6, "月曜日")]


def test_what_is_written_as_one_word_stays_one_word():
    whole = segment((" It", 0.5, 0.9), (" is", 0.9, 1.0), (" 10", 1.0, 1.2), ("%", 8.0, 8.1), (" now.", 8.2, 8.5))

    parts = parted(whole, [5.0])

    assert spans(parts) == [(0.5, 1.2, " It is 10%"), (8.2, 8.5, " now.")]
    assert [word.end for word in parts[0].words] == [0.9, 1.0, 1.2, 1.2]


def test_words_out_of_order_stay_in_the_order_of_the_text():
    whole = segment((" It", 1.0, 1.2), (" is", 8.0, 8.1), (" now.", 4.0, 4.2))

    assert [part.text for part in parted(whole, [5.0])] == [" It", " is now."]


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """One sentence twice with silence between, which is one piece, and a minute in one go."""
    short, medium = (decode_audio(str(AUDIO / name)) for name in ("en-short.wav", "en-medium.mp3"))
    samples = np.concatenate([short, np.zeros(SILENCE_SECONDS * SAMPLE_RATE, np.float32), short, medium])
    return write_audio(tmp_path_factory.mktemp("pauses") / "sparse.wav", samples), short.size / SAMPLE_RATE


@pytest.mark.parametrize("words", [True, False])
@pytest.mark.parametrize("profile", ["fast", "balanced", "accurate"])
def test_each_side_of_a_silence_has_segments_of_its_own(sparse, model, profile, words):
    path, first_seconds = sparse
    clip = {"end": 2 * first_seconds + SILENCE_SECONDS}
    line = request(path, profile=profile, language="en", temperature=0, word_timestamps=words, clip=clip).encode()

    segments = [event["segment"] for event in hear(model, line).outcome()[0]]

    before = [s for s in segments if s["end"] <= first_seconds + PAD_SECONDS]
    after = [s for s in segments if s["start"] >= first_seconds + SILENCE_SECONDS - PAD_SECONDS]
    assert before + after == segments
    assert " ".join(s["text"] for s in before) == " ".join(s["text"] for s in after) == SENTENCE
    assert [bool(s["words"]) for s in segments] == [words] * len(segments)


def test_a_piece_with_a_pause_changes_nothing_of_its_batch_nor_of_a_resumed_run(sparse, model):
    line = request(sparse[0], profile="fast", language="en", word_timestamps=False).encode()
    whole = hear(model, line, batch_size=4)
    at_once = [part for part in whole.parts if "batched" in part]

    with_words = [any(segment["words"] for segment in part["batched"]) for part in at_once]
    assert any(with_words)
    assert not all(with_words)
    assert hear(model, line, batch_size=1).outcome() == whole.outcome()
    for kept in (1, len(whole.parts) - 1):
        assert hear(model, with_resume(line, whole.parts[:kept]), batch_size=4).outcome() == whole.outcome()
