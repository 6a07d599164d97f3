"""At which temperatures a window is decoded, and what is a loop in which script."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from faster_whisper.transcribe import get_compression_ratio

from transcription_engine.ladder import climbed
from transcription_engine.repetition import MOST_COMPRESSION_RATIO, compression_ratio

# What a Russian exchange says in half a minute, in its own letters; real ones of that length are like this.
RUSSIAN = (
    "Нажмите один, чтобы ввести номер, или нажмите два, чтобы воспользоваться справочником. Нажмите один, если вы "
    "хотите, чтобы этот звонящий абонент связался с вами прямо сейчас и всегда в дальнейшем. Нажмите два, если вы "  # noqa: RUF001
    "хотите, чтобы этот звонящий абонент переключился на голосовую почту прямо сейчас и всегда в дальнейшем."
)
HINDI = (
    "कृपया अपना नंबर दर्ज करें और फिर हैश दबाएं। यदि आप इस संदेश को सुरक्षित रखना चाहते हैं तो एक दबाएं। यदि आप इस संदेश को "
    "मिटाना चाहते हैं तो दो दबाएं। यदि आप मुख्य सूची पर वापस जाना चाहते हैं तो तीन दबाएं।"
)
LOOPS = [
    "Thank you. ",
    "Спасибо. ",
    "धन्यवाद। ",
    "ขอบคุณครับ ",
    "شكرا لكم. ",
    "Tack så mycket. ",
    "谢谢大家。",
    "고맙습니다. ",
]


@pytest.mark.parametrize("text", ["Please enter your number, then press the pound key.", "Thank you. " * 20])
def test_ascii_is_measured_as_openai_measures_it(text):
    assert compression_ratio(text) == get_compression_ratio(text)


@pytest.mark.parametrize("text", [RUSSIAN, HINDI])
def test_ordinary_text_of_any_script_is_no_loop(text):
    assert compression_ratio(text) < MOST_COMPRESSION_RATIO


@pytest.mark.parametrize("phrase", LOOPS)
def test_a_loop_is_one_in_every_script(phrase):
    assert compression_ratio(phrase * 12) > MOST_COMPRESSION_RATIO


def test_letters_of_another_script_count_as_much_as_those_of_ascii():
    plain, other = "abcdefghij klmnop", "абвгдежзий клмноп"

    assert compression_ratio(other * 5) == pytest.approx(compression_ratio(plain * 5), rel=0.1)


def test_more_different_letters_than_there_are_bytes_are_measured_too():
    assert 0 < compression_ratio("".join(map(chr, range(0x100, 0x400)))) < MOST_COMPRESSION_RATIO


@dataclass
class Options:
    """Of the library's those that the ladder reads."""

    temperatures: list[float]
    log_prob_threshold: float = -1.0
    no_speech_threshold: float = 0.6
    compression_ratio_threshold: float | None = 2.4


GOOD, IMPROBABLE, LOOP = ("a word", -0.3), ("a bird", -1.2), ("a word " * 20, -0.1)
BETTER = ("a third", -1.1)


def climb(*texts, no_speech=0.0):
    """Give a text for each temperature from 0 on; return the rung, and the temperatures that were tried."""
    tried = []

    def decode(options):
        (temperature,) = options.temperatures
        tried.append((temperature, options.compression_ratio_threshold))
        text, log_probability = texts[len(tried) - 1]
        return SimpleNamespace(sequences_ids=[text], no_speech_prob=no_speech), log_probability, temperature, 99.0

    temperatures = [0.2 * number for number in range(len(texts))]
    rung = climbed(decode, SimpleNamespace(decode=str), Options(temperatures))
    assert {threshold for _temperature, threshold in tried} == {None}
    return rung, [temperature for temperature, _threshold in tried]


def test_a_good_text_is_the_last_one():
    rung, tried = climb(GOOD, GOOD)

    assert (rung.result.sequences_ids[0], rung.temperature, tried) == ("a word", 0.0, [0.0])


@pytest.mark.parametrize("doubtful", [IMPROBABLE, LOOP])
def test_after_a_doubtful_text_comes_a_higher_temperature(doubtful):
    rung, tried = climb(doubtful, GOOD)

    assert (rung.result.sequences_ids[0], rung.temperature, tried) == ("a word", 0.2, [0.0, 0.2])


def test_ordinary_russian_is_decoded_once():
    _rung, tried = climb((RUSSIAN, -0.3), GOOD)

    assert tried == [0.0]


@pytest.mark.parametrize(
    ("texts", "best"),
    [((IMPROBABLE, BETTER, LOOP), BETTER), ((LOOP, IMPROBABLE), IMPROBABLE), ((LOOP, ("b " * 50, -0.5)), LOOP)],
)
def test_where_all_are_doubtful_the_most_probable_one_that_is_no_loop_stays(texts, best):
    rung, tried = climb(*texts)

    # The library asks for the last temperature, to tell the next window.
    assert (rung.result.sequences_ids[0], rung.temperature) == (best[0], tried[-1])
    assert len(tried) == len(texts)


def test_silence_is_not_read_again():
    _rung, tried = climb(IMPROBABLE, GOOD, no_speech=0.9)

    assert tried == [0.0]
