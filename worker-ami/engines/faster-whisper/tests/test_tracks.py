"""Which of several audio tracks is heard, and what is said of the others."""

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from bench.error_rate import word_error_rate
from contract.runner import AUDIO, request
from tests.in_process import hear
from tests.stamped import write_tracks
from transcription_engine.decode import open_audio
from transcription_engine.errors import UnsupportedMedia

SENTENCE = (AUDIO / "en-short.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


def without_codec(path, track):
    """Make one track of a Matroska file one of a codec that nobody knows."""
    parts = path.read_bytes().split(b"A_PCM/INT/LIT")
    names = [b"A_PCM/INT/LIT"] * (len(parts) - 1)
    names[track] = b"A_UNKNOWN_ONE"
    path.write_bytes(b"".join(part + name for part, name in zip(parts, [*names, b""], strict=True)))
    return path


def heard(model, path):
    events = hear(model, request(path, language="en").encode()).answers
    text = " ".join(event["segment"]["text"] for event in events if event["type"] == "segment")
    return text, {warning["code"]: warning["message"] for warning in events[-1]["warnings"]}


def test_the_default_track_is_heard(model, speech, tmp_path):
    other = decode_audio(str(AUDIO / "sv-short.m4a"))

    text, warnings = heard(model, write_tracks(tmp_path / "two.mkv", [other, speech], default=1))

    assert word_error_rate(SENTENCE, text) <= 10
    assert (
        "has 2 audio tracks, and only track 2 was transcribed. Track 1 was not listened to"
        in warnings["tracks_not_heard"]
    )


def test_a_track_in_which_nobody_speaks_gives_way_to_one_with_speech(model, speech, tmp_path):
    silence = np.zeros_like(speech)

    text, warnings = heard(model, write_tracks(tmp_path / "two.mkv", [silence, silence, speech], default=0))

    assert word_error_rate(SENTENCE, text) <= 10
    assert "only track 3 was transcribed" in warnings["tracks_not_heard"]
    assert "In track 1 no speech was found" in warnings["tracks_not_heard"]


def test_a_track_of_an_unknown_codec_is_no_obstacle(model, speech, tmp_path):
    path = without_codec(write_tracks(tmp_path / "two.mkv", [np.zeros_like(speech), speech], default=0), 0)

    text, warnings = heard(model, path)

    assert word_error_rate(SENTENCE, text) <= 10
    assert "Track 1 has a codec that cannot be decoded" in warnings["tracks_not_heard"]


def test_nothing_but_unknown_codecs_is_refused(speech, tmp_path):
    path = without_codec(write_tracks(tmp_path / "one.mkv", [speech], default=0), 0)

    with pytest.raises(UnsupportedMedia, match="codec that cannot be decoded"):
        open_audio(str(path), 3600)


def test_tracks_without_speech_are_a_transcript_without_text(model, speech, tmp_path):
    silence = np.zeros_like(speech)

    text, warnings = heard(model, write_tracks(tmp_path / "two.mkv", [silence, silence], default=1))

    assert text == ""
    assert "only track 2 was transcribed" in warnings["tracks_not_heard"]
