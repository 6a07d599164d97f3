"""A segment is a sentence or a breath, and its parts are what was decoded."""

import random

import pytest
from faster_whisper.transcribe import Segment, Word

from transcription_engine.pauses import LONG_SECONDS, Pause
from transcription_engine.sentences import LONGEST_SECONDS, sentences


def segment(*words):
    words = [Word(start, end, text, 0.9) for text, start, end in words]
    text = "".join(word.word for word in words)
    return Segment(0, 0, words[0].start, words[-1].end, text, [], -0.2, 1.0, 0.0, words, 0.0)


def in_a_row(text, start=0.0, step=0.3):
    return segment(*[(f" {word}", start + n * step, start + (n + 1) * step) for n, word in enumerate(text.split(" "))])


def texts(parts):
    return [part.text for part in parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is. Yes! Is it? No…", [" It is.", " Yes!", " Is it?", " No…"]),
        ('She said "Go." He went.', [' She said "Go."', " He went."]),
        ("Ask Mr. Smith or J. Doe, e.g. Monday.", [" Ask Mr. Smith or J. Doe, e.g. Monday."]),
        ("It costs 3.5 kronor, ca. 4. och sedan", [" It costs 3.5 kronor, ca. 4. och sedan"]),
        ("one sentence", [" one sentence"]),
    ],
)
def test_sentences_are_cut_at_their_ends(text, expected):
    assert texts(sentences(in_a_row(text), [])) == expected


def test_a_point_before_a_breath_ends_a_sentence_whatever_it_stands_behind():
    whole = segment((" Press", 0.0, 0.3), (" 1.", 0.3, 0.8), (" press", 1.2, 1.5), (" 2.", 1.5, 2.0))

    assert texts(sentences(whole, [])) == [" Press 1.", " press 2."]


def test_scripts_without_spaces_are_cut_at_their_marks():
    whole = segment(("会議", 0.0, 0.4), ("です。", 0.4, 0.9), ("月曜", 0.9, 1.4), ("です。", 1.4, 1.9))

    assert texts(sentences(whole, [])) == ["会議です。", "月曜です。"]


def test_a_part_is_as_sure_as_its_words():
    whole = in_a_row("It is. No.")
    whole.words[-1] = Word(0.6, 0.9, " No.", 0.0)

    first, second = sentences(whole, [])

    assert first.avg_logprob == pytest.approx(-0.105, abs=0.001)
    assert second.avg_logprob < -9


def test_a_word_whose_time_lies_where_nobody_speaks_goes_to_its_sentence():
    pause = Pause(2.0, 10.0)
    begins = segment((" Go.", 1.0, 1.9), (" I", 2.3, 2.5), (" am", 10.0, 10.2))
    ends = segment((" It", 1.0, 1.9), (" is.", 9.5, 9.7), (" Yes", 10.0, 10.2))

    assert [(p.text, p.start >= 9.6) for p in sentences(begins, [pause])] == [(" Go.", False), (" I am", True)]
    assert [(p.text, p.end <= 2.4) for p in sentences(ends, [pause])] == [(" It is.", True), (" Yes", False)]


@pytest.mark.parametrize("seed", range(200))
def test_whatever_the_words_their_text_stays_and_no_segment_is_long_or_over_a_pause(seed):
    rng = random.Random(seed)
    words, pauses, at = [], [], rng.uniform(0, 3)
    for _ in range(rng.randint(1, 120)):
        length = rng.choice([0.0, 0.1, 0.3, 0.5, 1.2])
        mark = rng.choice(["", "", "", "", ",", ".", "?", "%"])
        words.append((f"{rng.choice([' ', ' ', ' ', ''])}{rng.choice('aB3')}{mark}", at, at + length))
        at += length + rng.choice([0.0, 0.0, 0.05, 0.4])
        if rng.random() < 0.05:
            pauses.append(Pause(at, at + rng.uniform(LONG_SECONDS, 9)))
            at = pauses[-1].end
    whole = segment(*words)

    parts = sentences(whole, pauses)

    assert "".join(texts(parts)) == whole.text
    assert [w.word for part in parts for w in part.words] == [w.word for w in whole.words]
    assert all(part.end - part.start <= LONGEST_SECONDS for part in parts)
    for part in parts:
        assert (part.start, part.end) == (part.words[0].start, part.words[-1].end)
        assert not any(part.start < pause.middle < part.end for pause in pauses)
