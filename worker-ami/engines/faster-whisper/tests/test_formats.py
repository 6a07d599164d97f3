"""Which files are opened: recordings by their content, telephone samples by their ending, and no script or list."""

import av
import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO
from tests.media import decode, write_media
from transcription_engine.errors import UnsupportedMedia

LIMIT = 3600


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


def raw(path, samples, codec, rate):
    """Encode samples and write nothing but what the encoder gives."""
    context = av.CodecContext.create(codec, "w")
    context.sample_rate, context.layout, context.format = rate, "mono", "s16"
    frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16)[None], format="s16", layout="mono")
    frame.sample_rate = 16_000
    parts = []
    for part in av.AudioResampler("s16", "mono", rate, frame_size=320).resample(frame):
        parts += [bytes(packet) for packet in context.encode(part)]
    path.write_bytes(b"".join(parts))
    return path


@pytest.mark.parametrize(
    ("ending", "codec", "rate"),
    [
        *((ending, "pcm_mulaw", 8_000) for ending in ("ulaw", "ul", "pcmu", "ULAW")),
        *((ending, "pcm_alaw", 8_000) for ending in ("alaw", "al", "pcma")),
        *((f"sln{kind}", "pcm_s16le", rate) for kind, rate in (("", 8_000), ("16", 16_000), ("48", 48_000))),
        ("g722", "g722", 16_000),
    ],
)
def test_telephone_samples_are_known_by_their_ending(speech, tmp_path, ending, codec, rate):
    samples = decode(str(raw(tmp_path / f"call.{ending}", speech, codec, rate)), LIMIT).samples

    assert samples.size == pytest.approx(speech.size, abs=1000)
    lags = range(-64, 65)
    middle = slice(20_000, 80_000)
    best = max(np.corrcoef(samples[middle], np.roll(speech, lag)[middle])[0, 1] for lag in lags)
    assert best > 0.9


@pytest.mark.parametrize("ending", ["ulaw", "g722", "sln", "mp3", "exe"])
def test_a_file_that_tells_its_format_is_read_by_it_whatever_its_ending(speech, tmp_path, ending):
    path = write_media(tmp_path / "talk.m4a", speech, "aac", 16_000, "mono").rename(tmp_path / f"talk.{ending}")

    assert decode(str(path), LIMIT).samples.size == pytest.approx(speech.size, abs=2100)


def test_samples_without_header_and_ending_are_refused_with_the_endings_that_are_known(speech, tmp_path):
    path = raw(tmp_path / "call", speech, "pcm_mulaw", 8_000)

    with pytest.raises(UnsupportedMedia, match=r"\.ulaw, \.alaw, \.g722, \.gsm, \.sln"):
        decode(str(path), LIMIT)


@pytest.mark.parametrize(
    "script",
    [
        "# SBaGen\n-SE\nts: pink/40 150+4/20\nNOW ts\n+10:00:00 ts\n",
        "-SE\noff: -\nalone: 200+10/80\n00:00 off\n00:10 alone\n10:00 off\n",
        "[00:01.00]la la la\n[00:10.00]la\n",
        ";FFMETADATA1\ntitle=x\n",
        "WEBVTT\n\n00:00.000 --> 00:10.000\nHello\n",
    ],
    ids=["sbagen", "sbagen with times", "lyrics", "metadata", "subtitles"],
)
def test_a_script_is_no_recording(tmp_path, script):
    for name in ("tones.sbg", "tones.wav"):
        (tmp_path / name).write_text(script)

        with pytest.raises(UnsupportedMedia):
            decode(str(tmp_path / name), 10**6)
