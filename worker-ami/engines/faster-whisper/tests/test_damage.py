"""What is missing, in words, and what breaks off while it is read."""

import av
import numpy as np
import pytest

from contract.runner import AUDIO
from tests.media import damaged, decode
from transcription_engine import decode as decoding
from transcription_engine.damage import Damage
from transcription_engine.resample import SAMPLE_RATE


def test_nothing_left_out_is_no_damage():
    assert not Damage().found()


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([0.064], "1 damaged packet (at least 0.06 seconds) left out"),
        ([0.5, 0.0, 0.25], "3 damaged packets (at least 0.75 seconds) left out"),
        ([0.0], "the audio is damaged: 1 damaged packet left out. Words"),
    ],
)
def test_packets_and_their_seconds_are_said(lengths, expected):
    damage = Damage()
    for seconds in lengths:
        damage.leave_out(seconds)

    assert damage.found()
    assert expected in damage.in_words(decoded=12.0, announced=None)


@pytest.mark.parametrize(("announced", "said"), [(12.128, True), (6.848, False), (None, False)])
def test_a_shorter_result_than_announced_is_said(announced, said):
    damage = Damage(packets=1, seconds=0.064)

    words = damage.in_words(decoded=6.848, announced=announced)

    assert ("6.85 of the 12.13 seconds that the file announces were decoded" in words) == said


def test_a_file_that_cannot_be_read_to_its_end_gives_what_was_read(monkeypatch):
    class BreaksOff:
        """Hands on what it is given, but reads only ten packets."""

        def __init__(self, container):
            self._container = container

        def __getattr__(self, name):
            return getattr(self._container, name)

        def __enter__(self):
            return self

        def __exit__(self, *_problem):
            self._container.close()

        def demux(self, stream):
            for _number, packet in zip(range(10), self._container.demux(stream), strict=False):
                yield packet
            raise av.error.OSError(5, "Input/output error")

    opened = decoding.open_media
    monkeypatch.setattr(decoding, "open_media", lambda path: BreaksOff(opened(path)))

    audio = decode(str(AUDIO / "en-stereo.flac"), 3600)

    assert 0 < audio.samples.size < 2 * SAMPLE_RATE
    assert "the file cannot be read to its end (Input/output error)" in audio.damage
    assert "of the 22.99 seconds that the file announces were decoded" in audio.damage


def test_what_is_kept_of_a_damaged_file_is_as_it_was(tmp_path):
    clip = AUDIO / "sv-short.m4a"

    kept = decode(str(damaged(clip, tmp_path / "damaged.m4a", at=0.7)), 3600).samples

    second = SAMPLE_RATE
    assert np.array_equal(kept[:second], decode(str(clip), 3600).samples[:second])
