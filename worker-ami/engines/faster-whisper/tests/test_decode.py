"""From files to samples: everything that a media file can be."""

import re

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from contract.runner import AUDIO
from tests.media import damaged, decode, truncated, write_audio, write_video_without_audio
from transcription_engine.decode import open_audio
from transcription_engine.errors import AudioFileMissing, AudioTooLong, NoAudioStream, UnsupportedMedia
from transcription_engine.resample import SAMPLE_RATE

CLIPS = sorted(path for path in AUDIO.iterdir() if path.suffix != ".txt")
LIMIT = 3600


def tone(seconds, rate=SAMPLE_RATE):
    return 0.3 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)


@pytest.mark.parametrize("clip", CLIPS, ids=lambda path: path.name)
def test_undamaged_files_give_the_samples_that_faster_whisper_gives(clip):
    audio = decode(str(clip), LIMIT)

    assert np.array_equal(audio.samples, decode_audio(str(clip)))
    assert audio.damage is None


@pytest.mark.parametrize("name", ["en-medium.mp3", "en-stereo.flac", "sv-short.m4a"])
def test_a_damaged_place_costs_only_itself(tmp_path, name):
    whole = decode(str(AUDIO / name), LIMIT).samples.size

    audio = decode(str(damaged(AUDIO / name, tmp_path / name, at=0.3)), LIMIT)

    assert audio.samples.size > 0.9 * whole
    assert re.search(r"[1-9] damaged packets? \(at least 0\.[0-9]+ seconds\) left out", audio.damage)


@pytest.mark.parametrize("name", ["en-medium.mp3", "en-stereo.flac", "en-short.wav", "sv-medium.ogg"])
def test_a_truncated_file_gives_what_is_there(tmp_path, name):
    whole = decode(str(AUDIO / name), LIMIT).samples.size

    kept = decode(str(truncated(AUDIO / name, tmp_path / name, keep=0.5)), LIMIT).samples.size

    assert 0.4 * whole < kept < 0.6 * whole


def test_a_truncated_file_whose_index_is_lost_is_refused(tmp_path):
    path = truncated(AUDIO / "sv-short.m4a", tmp_path / "cut.m4a", keep=0.5)

    with pytest.raises(UnsupportedMedia, match="Expected a media file"):
        decode(str(path), LIMIT)


def test_a_file_with_nothing_behind_its_header_is_refused_not_taken_for_silence(tmp_path):
    path = write_audio(tmp_path / "header.m4a", tone(2))
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 4])

    with pytest.raises(UnsupportedMedia, match="Nothing in the file's audio stream can be decoded"):
        decode(str(path), LIMIT)


def test_a_stream_that_changes_its_rate_on_the_way_is_read_to_its_end(tmp_path):
    first = write_audio(tmp_path / "first.mp3", tone(2, 44_100), 44_100)
    second = write_audio(tmp_path / "second.mp3", tone(2, 22_050), 22_050)
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(first.read_bytes() + second.read_bytes())

    assert decode(str(joined), LIMIT).samples.size / SAMPLE_RATE == pytest.approx(4, abs=0.3)


def test_a_stream_without_samples_gives_none(tmp_path):
    assert decode(str(write_audio(tmp_path / "nothing.wav", np.zeros(0))), LIMIT).samples.size == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp3", b""),
        ("notes.mp3", b"These are the notes of the meeting.\n" * 100),
        ("notes.txt", b"These are the notes of the meeting.\n" * 100),
        ("zeros.wav", bytes(50_000)),
        ("call.sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
    ],
)
def test_what_is_not_media_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(UnsupportedMedia):
        decode(str(path), LIMIT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.mp3", "ffconcat version 1.0\nfile other.mp3\n"),
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:99\n#EXTINF:99,\nother.mp3\n#EXT-X-ENDLIST\n"),
    ],
)
def test_an_upload_cannot_make_the_engine_open_another_file(tmp_path, name, content):
    (tmp_path / "other.mp3").write_bytes((AUDIO / "en-medium.mp3").read_bytes())
    (tmp_path / name).write_text(content)

    with pytest.raises(UnsupportedMedia):
        decode(str(tmp_path / name), LIMIT)


def test_a_video_without_sound_has_no_audio_stream(tmp_path):
    with pytest.raises(NoAudioStream, match="it holds video"):
        decode(str(write_video_without_audio(tmp_path / "silent.mp4")), LIMIT)


@pytest.mark.parametrize("clip", [AUDIO / "en-medium.mp3", AUDIO / "sv-medium.ogg"], ids=lambda path: path.name)
def test_audio_longer_than_accepted_is_refused(clip):
    with pytest.raises(AudioTooLong, match="longer than the 10 seconds accepted"):
        decode(str(clip), 10)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(AudioFileMissing, match=r"There is no file .*gone\.mp3"):
        decode("gone.mp3", LIMIT)


def test_the_length_of_a_file_without_one_in_its_header_is_counted_before_anything_is_decoded():
    assert open_audio(str(AUDIO / "en-medium.mp3"), LIMIT).duration_seconds == pytest.approx(65.7, abs=0.1)
    with pytest.raises(AudioTooLong, match="longer than the 65 seconds accepted"):
        open_audio(str(AUDIO / "en-medium.mp3"), 65)


def test_a_header_that_announces_too_much_is_not_believed(tmp_path):
    content = bytearray(write_audio(tmp_path / "sound.wav", tone(2)).read_bytes())
    data = content.index(b"data")
    content[data + 4 : data + 8] = (200_000_000).to_bytes(4, "little")
    (tmp_path / "sound.wav").write_bytes(content)

    assert decode(str(tmp_path / "sound.wav"), 10).samples.size == 2 * SAMPLE_RATE


def test_decoding_ends_at_the_limit_whatever_was_announced(monkeypatch):
    monkeypatch.setattr("transcription_engine.decode.announced_seconds", lambda *_given: 1.0)
    audio = open_audio(str(AUDIO / "en-stereo.flac"), 5)

    with pytest.raises(AudioTooLong):
        list(audio.blocks())

    assert audio.samples < 5.5 * SAMPLE_RATE


def test_samples_come_in_small_blocks():
    sizes = [block.size for block in open_audio(str(AUDIO / "en-stereo.flac"), LIMIT).blocks()]

    assert max(sizes) < SAMPLE_RATE
