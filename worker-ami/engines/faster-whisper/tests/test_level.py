"""Recordings that are hardly loud enough to be heard."""

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from bench.error_rate import word_error_rate
from contract.runner import AUDIO, request
from tests.in_process import hear
from tests.media import decode
from tests.noise import sounds
from tests.stamped import RATE, write_channels
from transcription_engine.level import Leveler

SENTENCE = (AUDIO / "en-short.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


@pytest.mark.parametrize(
    ("decibels", "kind"), [(-47, "<i2"), (-47, "<i3"), (-60, "<i3"), (-60, "<f4"), (-75, "<f4")], ids=str
)
def test_a_very_quiet_recording_gives_the_words_and_a_warning(model, speech, tmp_path, decibels, kind):
    path = write_channels(tmp_path / "quiet.wav", speech[None] * 10 ** (decibels / 20), kind=kind)

    *segments, done = hear(model, request(path, language="en").encode()).answers

    assert word_error_rate(SENTENCE, " ".join(e["segment"]["text"] for e in segments if "segment" in e)) <= 10
    assert [warning["code"] for warning in done["warnings"]] == ["very_quiet"]


@pytest.mark.parametrize("decibels", [0, -20, -30])
def test_an_ordinary_recording_stays_as_it_is(speech, tmp_path, decibels):
    path = write_channels(tmp_path / "usual.wav", speech[None] * 10 ** (decibels / 20))

    audio = decode(str(path), 3600)

    assert np.array_equal(audio.samples, decode_audio(str(path)))
    assert not audio.audio.leveler.amplified


def test_silence_before_somebody_speaks_is_not_amplified(speech, tmp_path):
    hiss = 1e-4 * np.random.default_rng(2).standard_normal(120 * RATE)
    path = write_channels(tmp_path / "late.wav", np.concatenate([hiss, speech])[None], kind="<f4")

    audio = decode(str(path), 3600)

    assert np.abs(audio.samples[: hiss.size]).max() < 0.001
    assert not audio.audio.leveler.amplified


@pytest.mark.parametrize("name", sorted(sounds(1)))
def test_what_nobody_speaks_in_stays_without_words_however_quiet(model, tmp_path, name):
    path = write_channels(tmp_path / "noise.wav", sounds(12)[name][None] / 1000, kind="<f4")

    events = hear(model, request(path, language="en").encode()).answers

    assert [event for event in events if event["type"] == "segment"] == []


def test_a_recording_that_becomes_loud_is_amplified_no_more():
    leveler = Leveler()
    quiet, loud = np.full(RATE, 1e-4, np.float32), np.full(RATE, 0.1, np.float32)

    levels = [float(block.max()) for _place, block in leveler.leveled([(0, quiet)] * 400 + [(0, loud), (0, quiet)])]

    assert levels[0] == pytest.approx(0.1)
    assert levels[-2:] == pytest.approx([0.1, 1e-4], abs=2e-5)


def test_what_is_no_number_is_silence(tmp_path, speech):
    broken = speech.astype(np.float32).copy()
    broken[1000:2000] = np.nan
    path = write_channels(tmp_path / "nan.wav", broken[None], kind="<f4")

    assert np.isfinite(decode(str(path), 3600).samples).all()
