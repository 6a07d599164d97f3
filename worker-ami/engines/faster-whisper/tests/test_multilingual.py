"""With `multilingual` each piece is heard in the language that is spoken in it."""

import re

import numpy as np
import pytest

from contract.runner import AUDIO, request
from tests.in_process import hear
from tests.media import decode, write_audio

WINDOW_SECONDS = 30


@pytest.fixture(scope="module")
def two_languages(tmp_path_factory):
    """Speak half a minute of English, then as much of Swedish."""
    windows = [_window(AUDIO / name) for name in ("en-medium.mp3", "sv-medium.ogg")]
    return write_audio(tmp_path_factory.mktemp("languages") / "both.wav", np.concatenate(windows))


@pytest.mark.parametrize("profile", ["fast", "balanced", "accurate"])
def test_each_piece_is_heard_in_its_own_language(two_languages, model, profile):
    one, own = (_words(hear(model, line)) for line in _requests(two_languages, profile))

    assert _share(own, "sv-medium.txt") > 0.8
    assert _share(one, "sv-medium.txt") < _share(own, "sv-medium.txt") - 0.1


def _requests(path, profile):
    options = {"profile": profile, "temperature": [0], "language": "en"}
    return [request(path, **options, **more).encode() for more in ({}, {"multilingual": True})]


def _window(path):
    samples = decode(str(path), 3600).samples[: (WINDOW_SECONDS - 2) * 16_000]
    return np.pad(samples, (0, WINDOW_SECONDS * 16_000 - samples.size))


def _words(heard):
    texts = [event["segment"]["text"] for event in heard.answers if event["type"] == "segment"]
    return re.findall(r"\w+", " ".join(texts).lower())


def _share(words, reference):
    """Return the share of the words of a reference's beginning that are among these."""
    said = re.findall(r"\w+", (AUDIO / reference).read_text().lower())[:30]
    return sum(word in words for word in said) / len(said)
