"""What in a file is no sound, and no damage either."""

import av
import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO
from tests.media import damaged, decode, write_media
from tests.stamped import RATE, frame_of

LIMIT = 3600


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


def id3(size):
    return b"ID3\x04\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + bytes(size)


APE = b"APETAGEX" + (2000).to_bytes(4, "little") + (48).to_bytes(4, "little") + bytes(16) + b"x" * 48
BETWEEN = {
    "nothing": b"",
    "a tag before the next": id3(300),
    "a tag behind the last": b"TAG" + b"a title".ljust(125, b"\0"),
    "a tag of APE": APE,
    "padding": bytes(500),
}


@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN)
def test_mp3s_that_were_joined_are_not_damaged(speech, tmp_path, between):
    part = write_media(tmp_path / "part.mp3", speech, "libmp3lame", 44_100, "mono").read_bytes()
    (tmp_path / "joined.mp3").write_bytes(part + between + part + between)

    audio = decode(str(tmp_path / "joined.mp3"), LIMIT)

    assert audio.damage is None
    assert audio.samples.size == pytest.approx(2 * speech.size, abs=3000)


def padded(path, codec, samples, rate=RATE):
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        container.start_encoding()
        resampler = av.AudioResampler(stream.codec_context.format, "mono", rate)
        for frame in resampler.resample(frame_of(samples[None])):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(path.read_bytes() + b"\0")
    return path


@pytest.mark.parametrize("count", range(16_000, 16_008))
@pytest.mark.parametrize("name", ["x.w64", "x.wav", "x.aiff"])
def test_the_bytes_that_fill_a_chunk_are_not_damage_and_cost_no_sample(speech, tmp_path, name, count):
    codec = "pcm_s24be" if name.endswith("aiff") else "pcm_s24le"

    audio = decode(str(padded(tmp_path / name, codec, speech[:count])), LIMIT)

    assert audio.damage is None
    # W64 fills up to eight bytes, which can be two samples.
    assert 0 <= audio.samples.size - count <= 2
    assert np.abs(audio.samples[:count] - speech[:count]).max() < 1e-3


@pytest.mark.parametrize("name", ["en-medium.mp3", "en-stereo.flac", "sv-short.m4a"])
def test_real_damage_is_told(tmp_path, name):
    assert "left out" in decode(str(damaged(AUDIO / name, tmp_path / name, at=0.3)), LIMIT).damage
