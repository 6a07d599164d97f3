"""A part of a file, and audio that does not begin at the beginning."""

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO, request
from tests.media import decode, write_late_audio
from transcription_engine.decode import open_audio
from transcription_engine.errors import AudioTooLong, UnsupportedOption
from transcription_engine.frames import Frames
from transcription_engine.options import Clip
from transcription_engine.resample import SAMPLE_RATE

CLIPS = ["en-short.wav", "sv-short.m4a", "en-medium.mp3", "sv-medium.ogg", "en-stereo.flac", "sv-telephone.wav"]


@pytest.mark.parametrize("name", CLIPS)
def test_a_clip_has_the_samples_of_its_place(name):
    whole = decode_audio(str(AUDIO / name))

    part = decode(str(AUDIO / name), 10, Clip(2.5, 4.0))

    assert part.audio.first_sample == 2.5 * SAMPLE_RATE
    assert part.samples.size == 1.5 * SAMPLE_RATE
    # Where an encoder's padding is cut off differs by some milliseconds between reading from the start and from here.
    lags = range(-1200, 1201, 8)
    wanted = part.samples[2000:-2000]
    best = max(np.corrcoef(wanted, whole[42_000 + lag : 42_000 + lag + wanted.size])[0, 1] for lag in lags)
    assert best > 0.6


def test_where_a_clip_lies_is_known_with_its_first_samples():
    audio = open_audio(str(AUDIO / "en-medium.mp3"), 60, Clip(30, 40))

    next(audio.blocks())

    assert audio.first_sample == 30 * SAMPLE_RATE


def test_a_clip_to_the_end_ends_there():
    whole = decode(str(AUDIO / "en-short.wav"), 60)

    part = decode(str(AUDIO / "en-short.wav"), 60, Clip(2.0))

    assert np.array_equal(part.samples, whole.samples[2 * SAMPLE_RATE :])


def test_nothing_after_a_clip_is_read(monkeypatch):
    read = []
    demuxed = Frames._demuxed
    monkeypatch.setattr(Frames, "_demuxed", lambda frames: (read.append(p) or p for p in demuxed(frames)))
    audio = open_audio(str(AUDIO / "en-medium.mp3"), 60, Clip(10, 11))
    read.clear()

    list(audio.blocks())

    assert 0 < len(read) < 11.5 / 0.024


def test_the_limit_is_for_the_clip():
    assert open_audio(str(AUDIO / "en-medium.mp3"), 5, Clip(10, 14)).clip.end == 14
    with pytest.raises(AudioTooLong):
        open_audio(str(AUDIO / "en-medium.mp3"), 5, Clip(10, 20))


def test_a_clip_after_the_end_is_refused():
    with pytest.raises(UnsupportedOption, match=r"begins at 100 seconds, and the audio has 65\.\d\d"):
        open_audio(str(AUDIO / "en-medium.mp3"), 3600, Clip(100, 110))


def test_times_of_a_clip_are_those_of_the_file(ask):
    lines = [
        request(AUDIO / "en-medium.mp3", "whole"),
        request(AUDIO / "en-medium.mp3", "part", clip={"start": 40.8, "end": 48.5}),
    ]

    run = ask(lines)

    words = {
        name: [w for e in run.of(name) if e["type"] == "segment" for w in e["segment"]["words"]]
        for name in ("whole", "part")
    }
    inside = [word for word in words["whole"] if 41 <= word["start"] < 48]
    common = {word["word"]: word["start"] for word in words["part"]}
    assert len([w for w in inside if abs(common.get(w["word"], 0) - w["start"]) < 0.3]) > 0.6 * len(inside)
    assert run.events[-1]["duration_seconds"] == pytest.approx(65.7, abs=0.2)
    assert all(40.8 <= word["start"] <= word["end"] <= 48.5 for word in words["part"])


def test_audio_that_begins_after_the_picture_has_the_times_of_the_film(ask, tmp_path):
    speech = decode_audio(str(AUDIO / "en-short.wav"))
    path = write_late_audio(tmp_path / "late.mkv", speech, late_by=30)

    run = ask([request(AUDIO / "en-short.wav", "alone"), request(path, "film")])

    first = {name: run.of(name)[1]["segment"]["start"] for name in ("alone", "film")}
    assert first["film"] == pytest.approx(first["alone"] + 30, abs=0.2)
    assert run.events[-1]["duration_seconds"] == pytest.approx(30 + speech.size / SAMPLE_RATE, abs=0.2)
