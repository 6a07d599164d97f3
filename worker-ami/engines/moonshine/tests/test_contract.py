"""This engine, with the model that its makers publish, held to what every engine is held to, on real speech."""

import pytest

from contract.runner import AUDIO, Engine, Recording
from contract.suite import *  # noqa: F403 the tests are the suite's

BECKETT = "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better."
SYNTHETIC = AUDIO / "en-medium.mp3"


@pytest.fixture(scope="module")
def engine(model_directory):
    """A man who reads comes with the model; the voices of a synthesizer, which it hardly knows, are for length."""
    return Engine(
        "moonshine",
        model_directory,
        (
            Recording(model_directory / "beckett.wav", BECKETT, 0),
            Recording(SYNTHETIC, SYNTHETIC.with_suffix(".txt").read_text(encoding="utf-8"), 80),
        ),
    )
