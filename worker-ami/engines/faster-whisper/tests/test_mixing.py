"""Channels that cancel each other, that nobody can name, and more of them than FFmpeg mixes."""

import av
import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from bench.error_rate import word_error_rate
from contract.runner import AUDIO, request
from tests.in_process import hear
from tests.media import decode
from tests.stamped import RATE, frame_of, write_channels
from transcription_engine.errors import UnsupportedMedia

SENTENCE = (AUDIO / "en-short.txt").read_text(encoding="utf-8")
LIMIT = 3600


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


def hum(samples):
    return 0.1 * np.sin(2 * np.pi * 50 * np.arange(samples.size) / RATE)


@pytest.mark.parametrize("kind", ["<i2", "<i3", "<f4"])
@pytest.mark.parametrize("hums", [False, True], ids=["alone", "with the same hum"])
def test_a_channel_and_its_inverse_give_the_words_and_a_warning(model, speech, tmp_path, kind, hums):
    noise = hum(speech) if hums else 0
    path = write_channels(tmp_path / "inverse.wav", np.stack([0.8 * speech + noise, -0.8 * speech + noise]), kind=kind)

    *segments, done = hear(model, request(path, language="en").encode()).answers

    assert word_error_rate(SENTENCE, " ".join(e["segment"]["text"] for e in segments if "segment" in e)) <= 10
    assert [warning["code"] for warning in done["warnings"]] == ["channels_cancel"]


def test_channels_that_cancel_for_a_moment_are_heard_there_without_a_word(speech, tmp_path):
    right = np.tile(speech, 5)
    right[2 * 8192 : 3 * 8192] *= -1
    path = write_channels(tmp_path / "moment.wav", np.stack([np.tile(speech, 5), right]))

    audio = decode(str(path), LIMIT)

    assert np.abs(audio.samples - np.tile(speech, 5)).max() < 0.001
    assert not audio.audio.mixer.cancels


@pytest.mark.parametrize("right", [0.0, 0.5, 1.0], ids=["silent", "softer", "the same"])
def test_ordinary_stereo_is_mixed_as_ever(speech, tmp_path, right):
    path = write_channels(tmp_path / "stereo.wav", np.stack([speech, right * speech]))

    audio = decode(str(path), LIMIT)

    assert np.array_equal(audio.samples, decode_audio(str(path)))
    assert not audio.audio.mixer.cancels


def test_channels_that_have_nothing_in_common_do_not_cancel(tmp_path):
    noise = 0.1 * np.random.default_rng(1).standard_normal((2, 10 * RATE))
    path = write_channels(tmp_path / "noise.wav", noise)

    assert decode(str(path), LIMIT).audio.mixer.cancelled == 0


@pytest.mark.parametrize("count", [*range(3, 24), 32, 33, 64])
def test_any_number_of_channels_is_mixed_with_the_one_that_speaks(speech, tmp_path, count):
    channels = np.zeros((count, 2 * RATE))
    channels[count // 2] = speech[RATE : 3 * RATE]
    path = write_channels(tmp_path / "many.wav", channels)

    samples = decode(str(path), LIMIT).samples

    assert samples.size == 2 * RATE
    if count > 8:
        assert np.abs(samples - channels[count // 2]).max() < 0.001


def without_names(path):
    """Rub out the names that a QuickTime file gives to its channels."""
    content = bytearray(path.read_bytes())
    at = content.index(b"chan") - 4
    size = int.from_bytes(content[at : at + 4], "big")
    descriptions = (4).to_bytes(4, "big") + (bytes(20) * 4)
    chan = bytes(4) + bytes(4) + bytes(4) + descriptions
    content[at : at + size] = (8 + len(chan)).to_bytes(4, "big") + b"chan" + chan
    for parent in (b"stsd", b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        _lengthen(content, parent, 8 + len(chan) - size)
    entry = content.index(b"stsd") + 12
    content[entry : entry + 4] = (int.from_bytes(content[entry : entry + 4], "big") + 8 + len(chan) - size).to_bytes(
        4, "big"
    )
    path.write_bytes(content)
    return path


def _lengthen(content, name, by):
    at = content.index(name) - 4
    content[at : at + 4] = (int.from_bytes(content[at : at + 4], "big") + by).to_bytes(4, "big")


def test_channels_without_names_are_mixed(speech, tmp_path):
    path = tmp_path / "quad.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE, layout="quad")
        container.mux(stream.encode(frame_of(np.stack([speech] * 4), "quad")))
        container.mux(stream.encode(None))

    samples = decode(str(without_names(path)), LIMIT).samples

    assert np.abs(samples - speech).max() < 0.001


@pytest.mark.parametrize("rate", [1, 100, 10_000_000, 2**31 - 1])
def test_a_rate_that_no_sound_has_is_refused_in_little_memory(tmp_path, rate):
    path = write_channels(tmp_path / "rate.wav", np.zeros((2, 60_000)), rate=rate)

    with pytest.raises(UnsupportedMedia, match=rf"has {rate} samples a second"):
        decode(str(path), 2**31)
