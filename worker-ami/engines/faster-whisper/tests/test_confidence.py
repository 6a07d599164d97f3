"""How probable words are said to be."""

import pytest
from faster_whisper.transcribe import Segment, Word

from transcription_engine.confidence import calibrated


def segment(*probabilities):
    words = [Word(0.4 * n, 0.4 * n + 0.3, f" word{n}", probability) for n, probability in enumerate(probabilities)]
    return Segment(0, 0, 0.0, 9.0, "".join(word.word for word in words), [1], -0.2, 1.0, 0.0, words, 0.0)


def rated(*probabilities):
    return [word.probability for word in calibrated([segment(*probabilities)])[0].words]


def test_nothing_but_the_probability_changes():
    before = segment(0.9, 0.4)

    (after,) = calibrated([before])

    assert [(word.start, word.end, word.word) for word in after.words] == [
        (word.start, word.end, word.word) for word in before.words
    ]
    assert (after.text, after.avg_logprob) == (before.text, before.avg_logprob)
    assert [word.probability for word in before.words] == [0.9, 0.4]


def test_a_word_that_the_model_is_less_sure_of_is_less_probable():
    assert rated(0.99, 0.9, 0.7, 0.5, 0.3, 0.1) == sorted(rated(0.99, 0.9, 0.7, 0.5, 0.3, 0.1), reverse=True)


def test_a_doubtful_word_is_more_probable_among_sure_ones():
    among_sure, among_doubtful = rated(*[0.99] * 10, 0.4)[-1], rated(*[0.6] * 10, 0.4)[-1]

    assert among_sure > 0.7
    assert among_doubtful < 0.4


def test_words_far_away_do_not_count():
    sure, doubtful = [0.99] * 30, [0.2] * 30

    assert rated(*sure, *doubtful)[0] == rated(*sure)[0]
    assert rated(*sure, *doubtful)[-1] == rated(*doubtful)[-1]


def test_words_of_other_segments_do():
    together = calibrated([segment(*[0.99] * 10), segment(0.4)])

    assert together[1].words[0].probability == rated(*[0.99] * 10, 0.4)[-1]


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_nothing_is_impossible_or_certain(probability):
    assert 0 < rated(*[probability] * 5)[0] < 1


def test_segments_without_words_stay_so():
    assert calibrated([segment()]) == [segment()]
    assert calibrated([]) == []
