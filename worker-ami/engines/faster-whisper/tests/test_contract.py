"""This engine, with the demonstration model, held to what every engine is held to."""

import pytest

from contract.runner import AUDIO, Engine, Recording
from contract.suite import *  # noqa: F403 the tests are the suite's
from tests.engine import DEMO_MODEL


def _clip(name, most_wrong):
    path = AUDIO / name
    return Recording(path, path.with_suffix(".txt").read_text(encoding="utf-8"), most_wrong)


@pytest.fixture(scope="module")
def engine():
    """Synthetic speech, which is all that the model knows."""
    return Engine("faster-whisper", DEMO_MODEL, (_clip("en-short.wav", 10), _clip("en-medium.mp3", 10)))
