"""Gaps, jumps and restarts: length, clips and the times of words are those that a player shows."""

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO, request
from tests.in_process import hear
from tests.media import decode, write_media
from tests.stamped import write_stamped
from transcription_engine.clock import Clock, Timed, placed
from transcription_engine.decode import open_audio
from transcription_engine.errors import AudioTooLong
from transcription_engine.options import Clip
from transcription_engine.resample import SAMPLE_RATE

HOUR = 3600


def places(times, restarts=False, seconds=1.0):
    return [place for _timed, place in placed([Timed(None, time, seconds) for time in times], Clock(restarts))]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([0, 1, 2], [0, 1, 2]),
        ([None, None, None], [0, 1, 2]),
        ([0, None, 2], [0, 1, 2]),
        ([0, 1.05, 1.95, 3.1], [0, 1, 2, 3]),
        ([0.1, 1.1, 2.1], [0, 1, 2]),
        ([5, 6, 7], [5, 6, 7]),
        ([0, 1, 22, 23], [0, 1, 22, 23]),
        ([0, 1, 0, 1, 2], [0, 1, 2, 3, 4]),
        ([0, 1, 22, 23, 2, 3, 14, 15], [0, 1, 22, 23, 24, 25, 36, 37]),
        ([0, 1, 9_999_999, 3, 4], [0, 1, 2, 3, 4]),
        ([0, 1, 0, 3, 4], [0, 1, 2, 3, 4]),
    ],
    ids=[
        *("in order", "missing", "missing once", "rounded", "padded", "late", "a gap", "a restart"),
        *("forth, back and forth", "one that is wrong", "one that is wrong and early"),
    ],
)
def test_everything_has_its_place_on_one_timeline(times, expected):
    assert places(times) == pytest.approx(expected, abs=0.21)


def test_the_clock_of_a_broadcast_may_be_set_anew_in_both_directions():
    assert places([0, 1, 50_000, 50_001, 3, 4, 9], restarts=True) == [0, 1, 2, 3, 4, 5, 10]


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


@pytest.fixture(scope="module")
def with_gap(speech, tmp_path_factory):
    """A sentence, and the same after twenty seconds of nothing."""
    path = tmp_path_factory.mktemp("gap") / "gap.webm"
    return write_stamped(
        path, np.tile(speech, 2), lambda seconds: seconds + 20 * (seconds >= speech.size / SAMPLE_RATE)
    )


def words_of(heard):
    return [w for event in heard.answers if event["type"] == "segment" for w in event["segment"]["words"]]


def test_words_after_a_gap_have_the_times_of_the_player_in_a_clip_too(model, speech, with_gap):
    whole = hear(model, request(with_gap, language="en").encode())
    part = hear(model, request(with_gap, language="en", clip={"start": 22}).encode())

    length = speech.size / SAMPLE_RATE
    assert whole.answers[-1]["duration_seconds"] == pytest.approx(2 * length + 20, abs=0.1)
    assert all(word["end"] < length + 0.5 or word["start"] > length + 19.5 for word in words_of(whole))
    later = [word["start"] for word in words_of(whole) if word["start"] > length + 1]
    # The demonstration model's times for a word differ a little with what it hears before it.
    assert np.median(np.abs(np.array(later) - [word["start"] for word in words_of(part)])) < 0.1


def test_a_gap_is_silence_in_small_blocks(with_gap, speech):
    audio = open_audio(str(with_gap), HOUR)
    blocks = list(audio.blocks())

    samples = np.concatenate(blocks)
    assert max(block.size for block in blocks) <= SAMPLE_RATE
    assert not samples[speech.size + SAMPLE_RATE : speech.size + 19 * SAMPLE_RATE].any()
    assert samples[speech.size + 20 * SAMPLE_RATE :].any()
    assert audio.duration_seconds == pytest.approx(2 * speech.size / SAMPLE_RATE + 20, abs=0.1)


def test_a_gap_beyond_the_limit_is_refused_before_it_is_filled(tmp_path, speech):
    path = write_stamped(
        tmp_path / "gap.mkv", speech, lambda seconds: seconds + 100 * HOUR * (seconds > 3), "pcm_s16le"
    )
    audio = open_audio(str(path), 2**31)
    audio.max_seconds = 10 * HOUR

    with pytest.raises(AudioTooLong):
        list(audio.blocks())

    assert audio.samples <= 4 * SAMPLE_RATE


def test_a_clip_before_a_gap_beyond_the_limit_is_heard(tmp_path, speech):
    path = write_stamped(
        tmp_path / "gap.mkv", speech, lambda seconds: seconds + 100 * HOUR * (seconds > 3), "pcm_s16le"
    )

    assert decode(str(path), 10, Clip(0, 5)).samples.size == pytest.approx(3 * SAMPLE_RATE, abs=2000)


@pytest.fixture(scope="module")
def chained(speech, tmp_path_factory):
    """Three Ogg files as one, as recorders and `cat` make them."""
    folder = tmp_path_factory.mktemp("chained")
    link = write_media(folder / "link.opus", speech, "libopus", 48_000, "mono").read_bytes()
    (folder / "chained.opus").write_bytes(link * 3)
    return folder / "chained.opus"


def test_files_joined_to_one_follow_each_other(chained, speech):
    audio = decode(str(chained), HOUR)

    assert audio.audio.duration_seconds == pytest.approx(3 * speech.size / SAMPLE_RATE, abs=0.2)
    assert open_audio(str(chained), HOUR).duration_seconds == pytest.approx(3 * speech.size / SAMPLE_RATE, abs=0.2)


@pytest.mark.parametrize("link", [1, 2])
def test_a_clip_of_a_later_link_is_that_link(chained, speech, link):
    begins = link * speech.size / SAMPLE_RATE

    part = decode(str(chained), HOUR, Clip(begins, begins + 5))

    alone = decode(str(AUDIO / "en-short.wav"), HOUR).samples[: part.samples.size]
    assert part.audio.first_sample == round(begins * SAMPLE_RATE)
    lags = range(-800, 801, 4)
    wanted = part.samples[2000:60_000]
    assert max(np.corrcoef(wanted, alone[2000 + lag : 60_000 + lag])[0, 1] for lag in lags) > 0.8
