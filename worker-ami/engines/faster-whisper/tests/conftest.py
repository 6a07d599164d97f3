"""Fixtures that several test files use."""

import os
import threading

# As in the engine's process, and before numpy is loaded: on some processors one thread of it rounds otherwise than two,
# and a model in doubt between two words then takes the other one.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import pytest
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO, LIMIT_SECONDS
from tests.engine import DEMO_MODEL, answers_to, start_engine
from tests.media import write_audio
from transcription_engine.device import Device
from transcription_engine.memory import keep_memory
from transcription_engine.model import ModelChoice, load_model

keep_memory()


@pytest.fixture(scope="session")
def stock_model():
    """The demo model as faster-whisper loads it, without the engine."""
    return WhisperModel(str(DEMO_MODEL), device="cpu", compute_type="int8", cpu_threads=2)


@pytest.fixture(scope="session")
def recording(tmp_path_factory):
    """Two minutes in two languages, with a stretch of noise that trips the gates."""
    return _write_recording(tmp_path_factory, 65.7, 25, 30)


@pytest.fixture(scope="session")
def minute(tmp_path_factory):
    """The same in one minute, for what is heard many times."""
    return _write_recording(tmp_path_factory, 20, 15, 20)


def _write_recording(tmp_path_factory, *seconds):
    """Write so many seconds of English, then of Swedish, some noise, and so many seconds of English again."""
    medium, other = (decode_audio(str(AUDIO / name)) for name in ("en-medium.mp3", "sv-medium.ogg"))
    first, second, third = (round(16_000 * length) for length in seconds)
    noise = 0.1 * np.random.default_rng(1).standard_normal(16_000 * 5).astype(np.float32)
    samples = np.concatenate([medium[:first], other[:second], noise, medium[:third]])
    return write_audio(tmp_path_factory.mktemp("recording") / "recording.wav", samples)


@pytest.fixture(scope="session")
def ask():
    """Give requests to one engine process, which answers all of a session's, and return what it did for these."""
    with start_engine() as process:
        # Nobody looks at its log, which would fill the pipe.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        ready = process.stdout.readline()
        yield lambda lines: answers_to(process, ready, lines)
        process.stdin.close()
        assert process.wait(LIMIT_SECONDS) == 0


@pytest.fixture(scope="session")
def model():
    """The demo model as the engine loads it for two lanes."""
    return load_model(ModelChoice(str(DEMO_MODEL)), Device("cpu", "int8", 2, None, 2, 1))
