"""Fixtures that several test files use."""

import pytest
from faster_whisper import WhisperModel

from tests.engine import DEMO_MODEL


@pytest.fixture(scope="session")
def stock_model():
    """The demo model as faster-whisper loads it, without the engine."""
    return WhisperModel(str(DEMO_MODEL), device="cpu", compute_type="int8", cpu_threads=2)
