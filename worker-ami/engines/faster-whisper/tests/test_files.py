"""Everything that people upload: each file has its answer, and the engine goes on."""

import gzip
import io
import zipfile

import av
import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from bench.error_rate import word_error_rate
from contract.runner import AUDIO, request
from tests.engine import run_engine
from tests.media import truncated, write_media, write_picture, write_video_without_audio
from tests.noise import sounds

SENTENCE = (AUDIO / "en-short.txt").read_text(encoding="utf-8")
RATE = 16_000
# Container, encoder, rate and channels; those that this build of FFmpeg cannot write are left out.
MADE = [
    ("mp3", "libmp3lame", 44_100, "stereo"),
    ("wav", "pcm_s16le", 8_000, "mono"),
    ("wav", "pcm_s24le", 192_000, "stereo"),
    ("wav", "pcm_f32le", 48_000, "5.1"),
    ("wav", "pcm_u8", 11_025, "mono"),
    ("wav", "pcm_mulaw", 8_000, "mono"),
    ("flac", "flac", 96_000, "stereo"),
    ("m4a", "aac", 48_000, "5.1"),
    ("m4a", "alac", 44_100, "stereo"),
    ("mp4", "aac", 44_100, "stereo"),
    ("aac", "aac", 22_050, "mono"),
    ("opus", "libopus", 48_000, "mono"),
    ("webm", "libopus", 48_000, "stereo"),
    ("amr", "libopencore_amrnb", 8_000, "mono"),
    ("mov", "pcm_s16le", 32_000, "stereo"),
    ("mkv", "ac3", 48_000, "5.1"),
    ("3gp", "aac", 16_000, "mono"),
    ("avi", "mp2", 44_100, "stereo"),
    ("aiff", "pcm_s16be", 44_100, "mono"),
]


def text_of(events):
    return " ".join(event["segment"]["text"] for event in events if event["type"] == "segment")


@pytest.fixture(scope="module")
def speech():
    return decode_audio(str(AUDIO / "en-short.wav"))


@pytest.fixture(scope="module")
def made(speech, tmp_path_factory):
    folder, paths = tmp_path_factory.mktemp("made"), {}
    for number, (suffix, codec, rate, layout) in enumerate(MADE):
        if codec in av.codecs_available:
            path = folder / f"{number}.{suffix}"
            paths["-".join((suffix, codec, str(rate), layout))] = write_media(path, speech, codec, rate, layout)
    return paths


@pytest.fixture(scope="module")
def made_run(made, ask):
    return ask([request(path, name, language="en") for name, path in made.items()])


@pytest.mark.parametrize(("suffix", "codec", "rate", "layout"), MADE)
def test_formats_rates_and_channels_give_the_words(made_run, suffix, codec, rate, layout):
    if codec not in av.codecs_available:
        pytest.skip(f"this FFmpeg cannot write {codec}")
    events = made_run.of(f"{suffix}-{codec}-{rate}-{layout}")

    assert events[-1]["type"] == "done", events[-1]
    # Telephone codecs cost the small model some words.
    assert word_error_rate(SENTENCE, text_of(events)) <= (60 if rate <= 11_025 else 25)


@pytest.mark.parametrize("name", ["talk", "talk.txt", "talk.mp3", "talk.exe", "möte 日本語 +%.pdf"])
def test_the_name_of_a_file_says_nothing_about_it(ask, tmp_path, name):
    path = tmp_path / name
    path.write_bytes((AUDIO / "sv-short.m4a").read_bytes())

    run = ask([request(path)])

    assert "möte" in text_of(run.events)


def mp3_with_cover(speech, path):
    cover = write_picture(path.with_suffix(".png")).read_bytes()
    picture = b"\0image/png\0\x03\0" + cover
    frame = b"APIC" + len(picture).to_bytes(4, "big") + b"\0\0" + picture
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    sound = write_media(path.with_suffix(".plain.mp3"), speech, "libmp3lame", 44_100, "mono").read_bytes()
    path.write_bytes(b"ID3\x03\0\0" + size + frame + sound)
    return path


def wav_with_broken_lengths(speech, path):
    content = bytearray(write_media(path, speech, "pcm_s16le", RATE, "mono").read_bytes())
    data = content.index(b"data")
    content[4:8] = content[data + 4 : data + 8] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    return path


def mp3_with_foreign_beginning(speech, path):
    sound = write_media(path, speech, "libmp3lame", 44_100, "mono").read_bytes()
    path.write_bytes(np.random.default_rng(3).bytes(5_000) + sound)
    return path


def mp3_of_changing_bit_rates(speech, path):
    parts = [
        write_media(path.with_suffix(f".{rate}.mp3"), part, "libmp3lame", 44_100, "mono", bit_rate=rate).read_bytes()
        for rate, part in zip((32_000, 192_000), np.array_split(speech, 2), strict=True)
    ]
    path.write_bytes(b"".join(parts))
    return path


@pytest.mark.parametrize(
    "make", [mp3_with_cover, wav_with_broken_lengths, mp3_with_foreign_beginning, mp3_of_changing_bit_rates]
)
def test_odd_files_give_the_words(ask, speech, tmp_path, make):
    path = make(speech, tmp_path / f"odd.{make.__name__[:3]}")

    run = ask([request(path, language="en")])

    assert run.types()[-1] == "done", run.events[-1]
    assert word_error_rate(SENTENCE, text_of(run.events)) <= 45
    assert run.events[-1]["duration_seconds"] == pytest.approx(speech.size / RATE, abs=0.3)


def zip_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("audio.wav", bytes(20_000_000))
    return path


def gzip_bomb(path):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as archive:
        archive.write(bytes(20_000_000))
    path.write_bytes(packed.getvalue())
    return path


def test_what_has_no_sound_is_told_apart_and_the_engine_stays_healthy(speech, tmp_path):
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "notes.txt").write_text("Notes of the meeting.\n" * 50)
    (tmp_path / "page.html").write_text("<html><body>Not found</body></html>")
    (tmp_path / "random.wav").write_bytes(np.random.default_rng(1).bytes(100_000))
    silence = sounds(1)["silence"]
    files = {
        "empty": (tmp_path / "empty.mp3", "unsupported_media"),
        "text": (tmp_path / "notes.txt", "unsupported_media"),
        "page": (tmp_path / "page.html", "unsupported_media"),
        "random": (tmp_path / "random.wav", "unsupported_media"),
        "zip": (zip_bomb(tmp_path / "audio.zip"), "unsupported_media"),
        "gzip": (gzip_bomb(tmp_path / "audio.wav.gz"), "unsupported_media"),
        "picture": (write_picture(tmp_path / "cover.png"), "no_audio_stream"),
        "video": (write_video_without_audio(tmp_path / "silent.mp4"), "no_audio_stream"),
        "cut": (truncated(AUDIO / "sv-short.m4a", tmp_path / "cut.m4a", keep=0.5), "unsupported_media"),
        "short": (write_media(tmp_path / "short.wav", speech[:1600], "pcm_s16le", RATE, "mono"), None),
        "silent": (write_media(tmp_path / "silent.flac", silence, "flac", RATE, "mono"), None),
        "good": (AUDIO / "en-short.wav", None),
    }

    run = run_engine([request(path, name) for name, (path, _code) in files.items()])

    ends = {name: run.of(name)[-1] for name in files}
    assert {name: end.get("code") for name, end in ends.items()} == {name: code for name, (_, code) in files.items()}
    assert all(run.of(name)[:-1] == [] for name, (_, code) in files.items() if code)
    assert word_error_rate(SENTENCE, text_of(run.of("good"))) == 0
    assert run.exit_code == 0
