"""Clips of one word, which are over before the voice detector is sure."""

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO, request
from tests.in_process import hear
from tests.media import write_audio
from tests.noise import sounds
from transcription_engine.faint import faint_voice
from transcription_engine.options import Options
from transcription_engine.pieces import PieceCutter
from transcription_engine.profiles import speech_rules

RATE = 16_000


def clip_of(seconds, length):
    """Cut a bit out of a sentence."""
    samples = decode_audio(str(AUDIO / "sv-short.m4a"))[int(seconds * RATE) : int((seconds + length) * RATE)]
    return np.concatenate([np.zeros(RATE // 20, np.float32), samples, np.zeros(RATE // 10, np.float32)])


@pytest.fixture(scope="module", params=[3.0, 5.8])
def word(request):
    return clip_of(request.param, 0.45)


def events_of(model, tmp_path, samples, **options):
    path = write_audio(tmp_path / "clip.wav", samples)
    return hear(model, request(path, language="sv", **options).encode()).answers


@pytest.mark.parametrize("profile", ["fast", "balanced", "accurate"])
def test_a_word_that_the_detector_misses_is_listened_to(model, tmp_path, word, profile):
    assert list(PieceCutter(iter([word]), speech_rules(Options(), 30)).pieces()) == []

    *_segments, done = events_of(model, tmp_path, word, profile=profile)

    assert done["speech_seconds"] == pytest.approx(word.size / RATE, abs=0.01)


def test_a_caller_who_wants_the_detector_to_be_sure_has_his_way(model, tmp_path, word):
    done = events_of(model, tmp_path, word, vad={"threshold": 0.9})[-1]

    assert done["speech_seconds"] == 0


@pytest.mark.parametrize("seconds", [1, 3, 12])
@pytest.mark.parametrize("name", sorted(sounds(1)))
def test_noise_and_music_are_not_listened_to(name, seconds):
    assert faint_voice(sounds(seconds)[name].astype(np.float32), 0.5) is None


def test_nothing_is_nobody():
    assert faint_voice(np.zeros(0, np.float32), 0.5) is None
    assert faint_voice(np.zeros(100, np.float32), 0.5) is None
