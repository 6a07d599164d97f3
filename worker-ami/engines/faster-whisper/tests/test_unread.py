"""Headers that announce less than there is."""

import av
import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO, request
from tests.in_process import hear
from tests.media import decode
from tests.stamped import RATE, frame_of, write_channels
from transcription_engine.decode import open_audio

LIMIT = 3600


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


def wav(path, speech, size, riff=None, behind=b""):
    """Write a WAV whose data chunk says that it has so many bytes."""
    content = bytearray(write_channels(path, speech[None]).read_bytes())
    data = content.index(b"data")
    content[4:8] = (size + 36 if riff is None else riff).to_bytes(4, "little")
    content[data + 4 : data + 8] = size.to_bytes(4, "little")
    path.write_bytes(bytes(content) + behind)
    return path


def assert_is(samples, speech):
    assert samples.size == speech.size
    assert np.abs(samples - speech).max() < 1e-3


@pytest.mark.parametrize("size", [0, 2, 40_000, 40_001, 0xFFFFFFFF])
def test_a_length_that_was_not_set_anew_is_read_over(speech, tmp_path, size):
    path = wav(tmp_path / "short.wav", speech, size, riff=min(size + 36, 0xFFFFFFFF))

    assert_is(decode(str(path), LIMIT).samples, speech)
    assert open_audio(str(path), LIMIT).duration_seconds == pytest.approx(speech.size / RATE, abs=0.1)


@pytest.mark.parametrize("behind", [b"", b"LIST\x1a\0\0\0" + b"INFOISFT\x0e\0\0\0Lavf59.27.100\0", b"\0"])
def test_chunks_behind_the_sound_are_no_sound(speech, tmp_path, behind):
    path = wav(tmp_path / "whole.wav", speech, 2 * speech.size, behind=behind)

    assert_is(decode(str(path), LIMIT).samples, speech)


def test_a_second_recording_behind_the_first_is_heard(speech, tmp_path):
    second = write_channels(tmp_path / "second.wav", speech[None]).read_bytes()
    path = wav(tmp_path / "joined.wav", speech, 2 * speech.size, behind=second)

    assert decode(str(path), LIMIT).samples.size == pytest.approx(2 * speech.size, abs=100)


def test_a_recording_over_four_gibibytes_has_its_whole_length(speech, tmp_path):
    size = 2**32 + 1_000_000
    path = wav(tmp_path / "large.wav", speech, size % 2**32)
    with path.open("r+b") as file:
        # Where FFmpeg looks for a further chunk.
        file.seek(44 + size % 2**32)
        file.write(b"\1\2\3\4" + (2**32 - 16).to_bytes(4, "little"))
        file.truncate(44 + size)

    assert open_audio(str(path), 10**6).duration_seconds == pytest.approx(size / 2 / RATE, abs=1)


def test_what_cannot_be_read_on_is_told(model, speech, tmp_path):
    path = tmp_path / "short.aiff"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16be", rate=RATE, layout="mono")
        container.mux(stream.encode(frame_of(speech[None])))
        container.mux(stream.encode(None))
    content = bytearray(path.read_bytes())
    for name, at, size in ((b"SSND", 4, 40_008), (b"COMM", 10, 20_000)):
        start = content.index(name) + at
        content[start : start + 4] = size.to_bytes(4, "big")
    path.write_bytes(content)

    done = hear(model, request(path, language="en").encode()).answers[-1]

    assert done["duration_seconds"] < 2
    assert [warning["code"] for warning in done["warnings"]] == ["not_read_to_the_end"]
    assert "bytes at the end of the file were not read" in done["warnings"][0]["message"]
