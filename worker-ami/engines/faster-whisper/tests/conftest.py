"""Fixtures that several test files use."""

import os

# As in the engine's process, and before numpy is loaded: on some processors one thread of it rounds otherwise than two,
# and a model in doubt between two words then takes the other one.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import pytest
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO
from tests.engine import DEMO_MODEL
from tests.media import write_audio
from transcription_engine.device import Device
from transcription_engine.model import ModelChoice, load_model


@pytest.fixture(scope="session")
def stock_model():
    """The demo model as faster-whisper loads it, without the engine."""
    return WhisperModel(str(DEMO_MODEL), device="cpu", compute_type="int8", cpu_threads=2)


@pytest.fixture(scope="session")
def recording(tmp_path_factory):
    """Two minutes in two languages, with a stretch of noise that trips the gates."""
    medium, other = (decode_audio(str(AUDIO / name)) for name in ("en-medium.mp3", "sv-medium.ogg"))
    noise = 0.1 * np.random.default_rng(1).standard_normal(16_000 * 5).astype(np.float32)
    samples = np.concatenate([medium, other[: 16_000 * 25], noise, medium[: 16_000 * 30]])
    return write_audio(tmp_path_factory.mktemp("resume") / "recording.wav", samples)


@pytest.fixture(scope="session")
def model():
    """The demo model as the engine loads it for two lanes."""
    return load_model(ModelChoice(str(DEMO_MODEL)), Device("cpu", "int8", 2, None, 2, 1))
