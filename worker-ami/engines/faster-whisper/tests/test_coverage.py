"""Which speech has words, and which stretch is read again where it has none."""

import random

import numpy as np
import pytest
from faster_whisper.transcribe import Segment, Word

from transcription_engine.coverage import GAP_SECONDS, covered_seconds, gaps
from transcription_engine.pace import least_seconds, most_seconds
from transcription_engine.pieces import Piece, Voiced
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.speech import Speech
from transcription_engine.splice import inside, spliced
from transcription_engine.stretches import part, stretches

WINDOW = 0.032
# Three sentences with pauses of half a second.
VOICE = [(0.5, 3.0), (3.5, 6.0), (6.5, 9.0)]


def voiced(*places, seconds=40):
    windows = np.zeros(int(seconds / WINDOW), dtype=np.float32)
    for start, end in places:
        windows[int(start / WINDOW) : int(end / WINDOW)] = 1
    heard = Voiced(0.5)
    heard.add(windows)
    return heard


def said(start, end, count=5):
    step = (end - start) / count
    return [Word(start + n * step, start + (n + 1) * step, f" word{n}", 0.9) for n in range(count)]


def segment(words):
    text = "".join(word.word for word in words)
    return Segment(0, 0, words[0].start, words[-1].end, text, [], -0.2, 1.0, 0.0, words, 0.0)


def piece(*places):
    speeches = [Speech(int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)) for start, end in places]
    sounds = [np.arange(speech.start, speech.end, dtype=np.float32) for speech in speeches]
    return Piece(np.concatenate(sounds), speeches, 7)


def found(words, voice=VOICE, spans=((0.0, 10.0),)):
    return [(round(gap.start, 1), round(gap.end, 1)) for gap in gaps(words, voiced(*voice), list(spans))]


def test_speech_with_words_has_no_gap():
    assert found([*said(0.5, 3.0), *said(3.5, 6.0), *said(6.5, 9.0)]) == []


@pytest.mark.parametrize("missing", range(3))
def test_a_sentence_without_words_is_a_gap(missing):
    words = [word for number, place in enumerate(VOICE) if number != missing for word in said(*place)]

    [gap] = gaps(words, voiced(*VOICE), [(0.0, 10.0)])

    assert (gap.start, gap.end) == pytest.approx(VOICE[missing], abs=2 * WINDOW)
    assert gap.seconds == pytest.approx(2.5, abs=2 * WINDOW)


def test_a_word_that_is_stretched_over_a_sentence_does_not_cover_it():
    words = said(0.5, 3.0)
    words[-1] = Word(words[-1].start, 6.0, words[-1].word, 0.9)

    [(start, end)] = found([*words, *said(6.5, 9.0)])

    assert start < 4.5
    assert end == pytest.approx(6.0, abs=0.1)


def test_words_that_the_model_gave_no_room_are_said_where_the_voice_goes_on():
    squeezed = [Word(1.9, 1.9, word, 0.9) for word in (" nine", " six.")]

    assert found([*said(0.5, 1.9), *squeezed], voice=[(0.5, 3.0)]) == []
    assert found([*said(0.5, 1.9), *squeezed], voice=[(0.5, 4.5)]) != []
    assert found(said(0.5, 1.9), voice=[(0.5, 3.0)]) != []


def test_what_is_no_speech_to_the_cutter_and_what_is_short_is_no_gap():
    assert found([], spans=[(0.0, 0.2)]) == []
    assert found([], voice=[(1.0, 1.0 + GAP_SECONDS - 2 * WINDOW)]) == []
    assert found([], voice=[(1.0, 1.6), (1.9, 2.5)]) == [(1.0, 2.5)]


def test_what_is_covered_is_all_but_the_gaps():
    words, voice, spans = said(0.5, 3.0), voiced(*VOICE), [(0.1, 3.2), (3.3, 9.4)]
    left = gaps(words, voice, spans)

    assert covered_seconds(left, words, voice, spans) == pytest.approx(3.1)
    assert covered_seconds(left, [], voice, spans) == 0
    everything = [*words, *said(3.5, 6.0), *said(6.5, 9.0)]
    assert covered_seconds([], everything, voice, spans) == pytest.approx(9.2)


def test_a_stretch_reaches_from_pause_to_pause_and_cuts_no_word():
    words = [*said(0.5, 3.0), *said(6.5, 9.0)]
    voice, whole = voiced(*VOICE), piece((0.2, 9.3))

    [stretch] = stretches(gaps(words, voice, [(0.2, 9.3)]), whole, words, voice)

    assert stretch.speeches[0].start / SAMPLE_RATE == pytest.approx(3.25, abs=WINDOW)
    assert stretch.speeches[-1].end / SAMPLE_RATE == pytest.approx(6.25, abs=WINDOW)
    assert stretch.number == whole.number
    # A word over a pause keeps the cut away from it.
    over = [*words, Word(6.1, 6.4, " er", 0.2)]
    [longer] = stretches(gaps(words, voice, [(0.2, 9.3)]), whole, over, voice)
    assert longer.speeches[-1].end == whole.speeches[-1].end


@pytest.mark.parametrize(
    ("last_word", "begins"),
    [
        (Word(2.5, 3.45, " word4", 0.9), 3.25),
        (Word(2.5, 3.55, " word4", 0.9), 3.25),
        (Word(2.5, 4.0, " word4", 0.9), 0.2),
        (Word(2.5, 6.0, " word4", 0.9), 0.2),
    ],
    ids=["over the pause", "a little beyond it", "into the next sentence", "over all of it"],
)
def test_a_cut_may_go_through_a_word_that_is_said_on_one_side_of_the_pause_alone(last_word, begins):
    words, spans = [*said(0.5, 2.5, 4), last_word, *said(6.5, 9.0)], [(0.2, 9.3)]
    voice, whole = voiced(*VOICE), piece(*spans)

    [stretch] = stretches(gaps(words, voice, spans), whole, words, voice)

    assert stretch.speeches[0].start / SAMPLE_RATE == pytest.approx(begins, abs=2 * WINDOW)


def test_a_cut_may_go_through_the_word_behind_the_gap_too():
    words, spans = [*said(0.5, 3.0), Word(6.05, 7.0, " word0", 0.9), *said(7.0, 9.0)], [(0.2, 9.3)]
    voice, whole = voiced(*VOICE), piece(*spans)

    [stretch] = stretches(gaps(words, voice, spans), whole, words, voice)

    assert stretch.speeches[-1].end / SAMPLE_RATE == pytest.approx(6.25, abs=2 * WINDOW)


def test_what_is_put_in_overlaps_no_word_beside_it():
    first = [segment([Word(0.5, 3.5, " before", 0.9)]), segment([Word(6.0, 9.0, " after", 0.9)])]
    new = segment([Word(3.3, 6.2, " between", 0.9)])

    times = [(word.start, word.end) for one in spliced(first, [new], (3.25, 6.25)) for word in one.words or []]

    assert times == [(0.5, 3.25), (3.3, 6.2), (6.25, 9.0)]
    assert [(one.start, one.end) for one in spliced(first, [new], (3.25, 6.25))] == times


def test_stretches_that_meet_are_read_as_one():
    words = [Word(3.4, 3.6, " a", 0.9), *said(6.5, 9.0)]
    voice, whole = voiced((0.5, 9.0)), piece((0.2, 9.3))

    assert len(stretches(gaps(words, voice, [(0.2, 9.3)]), whole, words, voice)) == 1


def test_a_part_of_a_piece_has_the_sound_of_its_place():
    cut = part(piece((1, 3), (5, 8)), 2.5, 6.0)

    assert [(speech.start, speech.end) for speech in cut.speeches] == [(40_000, 48_000), (80_000, 96_000)]
    assert cut.samples.tolist() == [*range(40_000, 48_000), *range(80_000, 96_000)]


@pytest.mark.parametrize("seed", range(20))
def test_splicing_takes_out_what_it_puts_in_and_nothing_else(seed):
    rng = random.Random(seed)
    segments = [segment(said(10.0 * n, 10.0 * n + 8, rng.randint(1, 9))) for n in range(3)]
    start = rng.uniform(0, 20)
    place = (start, start + rng.uniform(0, 10))

    def text(those):
        return "".join(one.text for one in those)

    before, after = inside(segments, (0, place[0])), inside(segments, (place[1], 99))
    new = segment([Word(place[0], place[1], " new", 0.9)])
    assert text(before) + text(inside(segments, place)) + text(after) == text(segments)
    assert text(spliced(segments, [new], place)) == text(before) + " new" + text(after)
    assert spliced(segments, inside(segments, (-1, 99)), (-1, 99)) == segments


@pytest.mark.parametrize("text", ["Good morning, everybody.", "4242", "会議は月曜日です", "สวัสดีครับ"])
def test_nobody_needs_more_than_the_most_nor_less_than_the_least(text):
    assert 0 < 2 * least_seconds(text) < most_seconds(text)
