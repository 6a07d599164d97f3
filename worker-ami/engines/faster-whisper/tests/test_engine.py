"""The real engine with the demo model, over real standard input and output."""

import pytest
from faster_whisper import BatchedInferencePipeline

from bench.error_rate import word_error_rate
from contract.runner import AUDIO, request
from tests.engine import run_engine
from tests.media import damaged, truncated, write_video_without_audio
from transcription_engine.device import choose_device

SPOKEN = ["en-short.wav", "sv-short.m4a", "en-medium.mp3", "sv-medium.ogg", "en-stereo.flac", "sv-telephone.wav"]
POINTS = 3


@pytest.fixture(scope="module")
def spoken_run():
    return run_engine([request(AUDIO / name, name) for name in SPOKEN])


def text_of(events):
    return " ".join(event["segment"]["text"] for event in events if event["type"] == "segment")


def test_it_says_what_it_loaded(spoken_run):
    ready = spoken_run.events[0]

    assert ready["type"] == "ready"
    assert (ready["engine"], ready["model"], ready["device"]) == ("faster-whisper", "whisper-demo", "cpu")
    assert (ready["compute_type"], ready["languages"]) == ("int8", ["en", "sv"])
    assert ready["batch_size"] == choose_device("cpu", "auto", None, None).batch_size
    assert {"python", "faster_whisper", "ctranslate2", "av", "onnxruntime"} <= ready["versions"].keys()


def test_requests_are_answered_in_turn_and_the_end_of_input_ends_it(spoken_run):
    for name in SPOKEN:
        types = [event["type"] for event in spoken_run.of(name)]
        assert types == ["started", *["segment"] * (len(types) - 2), "done"]
    assert [event["id"] for event in spoken_run.events if event["type"] == "done"] == SPOKEN
    assert spoken_run.exit_code == 0


@pytest.mark.parametrize("name", SPOKEN)
def test_the_text_is_as_good_as_the_stock_library_makes_it(spoken_run, stock_model, name):
    reference = (AUDIO / name).with_suffix(".txt").read_text(encoding="utf-8")
    segments, info = BatchedInferencePipeline(stock_model).transcribe(str(AUDIO / name), batch_size=8)
    stock = " ".join(segment.text for segment in segments)
    events = spoken_run.of(name)

    assert word_error_rate(reference, text_of(events)) <= word_error_rate(reference, stock) + POINTS
    assert events[-1]["language"]["code"] == info.language == name[:2]
    assert events[-1]["warnings"] == []
    assert events[-1]["speech_seconds"] == pytest.approx(info.duration_after_vad, abs=0.001)


@pytest.mark.parametrize("name", SPOKEN)
def test_times_are_ordered_and_inside_the_audio(spoken_run, name):
    started, *segments, done = spoken_run.of(name)

    assert started["duration_seconds"] == pytest.approx(done["duration_seconds"], abs=0.2)
    assert [event["segment"]["id"] for event in segments] == list(range(len(segments)))
    for segment in (event["segment"] for event in segments):
        assert segment["text"] == segment["text"].strip() == "".join(word["word"] for word in segment["words"]).strip()
        starts = [word["start"] for word in segment["words"]]
        assert starts == sorted(starts)
        for span in (segment, *segment["words"]):
            assert 0 <= span["start"] <= span["end"] <= done["duration_seconds"]


def test_a_forced_language_is_certain(ask):
    run = ask([request(AUDIO / "sv-short.m4a", language="sv")])

    assert run.events[-1]["language"] == {"code": "sv", "probability": 1.0}


@pytest.mark.parametrize(
    ("language", "expected"),
    [("auto", {"code": "und", "probability": 0.0}), ("sv", {"code": "sv", "probability": 1.0})],
)
def test_silence_is_a_transcript_without_segments(ask, language, expected):
    run = ask([request(AUDIO / "silence.flac", language=language)])

    assert run.types() == ["ready", "started", "done"]
    assert run.events[-1]["speech_seconds"] == 0
    assert run.events[-1]["language"] == expected


def test_damaged_audio_is_transcribed_with_a_warning(ask, tmp_path):
    path = damaged(AUDIO / "sv-short.m4a", tmp_path / "damaged.m4a", at=0.3)

    done = ask([request(path)]).events[-1]

    assert (done["type"], [warning["code"] for warning in done["warnings"]]) == ("done", ["damaged_audio"])
    assert "3 damaged packets (at least 0.19 seconds) left out" in done["warnings"][0]["message"]


def test_files_that_cannot_be_transcribed_are_told_apart_and_do_not_stop_the_engine(tmp_path):
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "notes.txt").write_text("Notes of the meeting.\n" * 50)
    video = write_video_without_audio(tmp_path / "silent.mp4")
    lines = [
        request(tmp_path / "empty.mp3", "empty"),
        request(tmp_path / "notes.txt", "text"),
        request(video, "video"),
        request(truncated(AUDIO / "sv-short.m4a", tmp_path / "cut.m4a", keep=0.5), "truncated"),
        request(AUDIO / "en-medium.mp3", "long", limit=10),
        request(AUDIO / "en-short.wav", "foreign", language="xx"),
        request(tmp_path / "gone.mp3", "gone"),
        request(AUDIO / "en-short.wav", "good"),
    ]

    run = run_engine(lines)

    assert {event["id"]: event["code"] for event in run.events if event["type"] == "error"} == {
        "empty": "unsupported_media",
        "text": "unsupported_media",
        "video": "no_audio_stream",
        "truncated": "unsupported_media",
        "long": "audio_too_long",
        "foreign": "unsupported_option",
        "gone": "internal",
    }
    assert "Expected auto or one of: en, sv." in run.of("foreign")[0]["message"]
    assert (run.types()[-1], run.events[-1]["id"], run.exit_code) == ("done", "good", 0)
