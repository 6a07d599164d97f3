"""The real engine on silence and noise, in its profiles, and its quality report."""

import pytest
from faster_whisper.audio import decode_audio
from faster_whisper.transcribe import Segment

from contract.runner import AUDIO, request
from tests.media import write_audio
from tests.noise import sounds
from transcription_engine.heard import Heard
from transcription_engine.quality import Quality

SECONDS_OF_NOISE = 180
MINUTE = 60
# As low as this, the voice detector lets some noise through, and the gates have to see what it is.
CREDULOUS = {"threshold": 0.2, "min_speech_seconds": 0}


def segments_of(events):
    return [event["segment"] for event in events if event["type"] == "segment"]


@pytest.fixture(scope="module")
def spoken_run(ask):
    return ask([request(AUDIO / "en-medium.mp3")])


@pytest.fixture(scope="module")
def noise_run(ask, tmp_path_factory):
    folder = tmp_path_factory.mktemp("noise")
    files = {name: write_audio(folder / f"{name}.wav", sound) for name, sound in sounds(SECONDS_OF_NOISE).items()}
    minute = write_audio(folder / "minute.wav", sounds(MINUTE)["loud"])
    lines = [request(path, name) for name, path in files.items()]
    lines += [
        request(minute, f"loud {profile}", profile=profile, vad=CREDULOUS)
        for profile in ("fast", "balanced", "accurate")
    ]
    return ask(lines)


@pytest.mark.parametrize("name", sounds(1))
def test_minutes_of_silence_or_noise_give_no_words(noise_run, name):
    events = noise_run.of(name)

    assert segments_of(events) == []
    assert events[-1]["duration_seconds"] == SECONDS_OF_NOISE
    assert events[-1]["quality"]["mean_confidence"] is None


@pytest.mark.parametrize("profile", ["fast", "balanced", "accurate"])
def test_what_the_model_makes_of_noise_is_kept_apart_with_a_warning(noise_run, profile):
    events = noise_run.of(f"loud {profile}")
    done = events[-1]

    assert segments_of(events) == []
    assert done["speech_seconds"] > 0
    removed = done["quality"]["removed_segments"]
    assert removed
    assert all("words_over_silence" in segment["reasons"] for segment in removed)
    assert {"text_removed", "low_coverage"} <= {warning["code"] for warning in done["warnings"]}
    assert bool(done["quality"]["redecoded_segments"]) == (profile == "balanced")


@pytest.mark.parametrize("name", ["en-medium.mp3", "sv-short.m4a"])
# Above temperature 0 the model draws lots, in the stock library too.
@pytest.mark.parametrize(
    "options",
    [
        {"temperature": [0]},
        {"beam_size": 2, "temperature": 0},
        {"prompt": "Monday.", "hotwords": "Berlin", "temperature": 0},
    ],
)
def test_accurate_gives_the_text_of_the_stock_library(ask, stock_model, name, options):
    asked = {**options, "initial_prompt": options.get("prompt")}
    asked.pop("prompt", None)
    segments, _info = stock_model.transcribe(
        decode_audio(str(AUDIO / name)),
        language=name[:2],
        vad_filter=True,
        condition_on_previous_text=False,
        hallucination_silence_threshold=2,
        word_timestamps=True,
        **asked,
    )

    run = ask([request(AUDIO / name, language=name[:2], profile="accurate", **options)])

    # The model invents a sentence with those words, and on some processors without: that one is kept apart.
    removed = run.events[-1]["quality"]["removed_segments"]
    spoken = sorted([*segments_of(run.events), *removed], key=lambda segment: (segment["start"], segment["end"]))
    # The engine's segments are sentences and breaths of what the library says at once.
    assert " ".join(segment["text"] for segment in spoken) == " ".join(segment.text.strip() for segment in segments)
    assert len(removed) <= 1


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ([1.0], "the text from 1.5 to 3.5 s is doubtful (cut_off, repeats)"),
        ([1.0, 8.0], "2 segments are, the first from 1.5 to 3.5 s, doubtful (cut_off, repeats)"),
    ],
)
def test_text_that_stays_doubtful_is_said(times, message):
    quality, reasons = Quality(0.7), ["repeats", "cut_off"]
    doubtful = [(Segment(0, 0, at, at + 2, " No.", [], -0.2, 1.0, 0.0, [], 0.0), reasons) for at in times]
    quality.add(Heard(doubtful=doubtful), [], 0.5)

    assert [warning["code"] for warning in quality.warnings(0)] == ["doubtful_text"]
    assert quality.warnings(0)[0]["message"].startswith(message)


def test_the_report_says_how_sure_the_model_was(spoken_run):
    quality, segments = spoken_run.events[-1]["quality"], segments_of(spoken_run.events)
    words = [word for segment in segments for word in segment["words"]]

    assert quality["transcribed_seconds"] == quality["speech_seconds"] == spoken_run.events[-1]["speech_seconds"]
    assert quality["lowest_confidence"] == min(segment["confidence"] for segment in segments)
    assert quality["lowest_confidence"] < quality["mean_confidence"] < 1
    for word in words:
        low = any(
            span["start"] <= word["start"] and word["end"] <= span["end"] for span in quality["low_confidence_spans"]
        )
        assert low or word["probability"] >= 0.7


def test_without_word_times_there_is_the_same_text_without_words(ask, spoken_run):
    run = ask([request(AUDIO / "en-medium.mp3", word_timestamps=False)])

    plain = segments_of(run.events)
    assert [s["text"] for s in plain] == [s["text"] for s in segments_of(spoken_run.events)]
    assert all(segment["words"] == [] for segment in plain)
    assert run.events[-1]["quality"] == spoken_run.events[-1]["quality"]
    assert run.events[-1]["quality"]["low_confidence_spans"]


def test_a_prompt_and_hotwords_reach_the_model(ask):
    lines = [request(AUDIO / "sv-telephone.wav", "plain", profile="fast")]
    lines += [request(AUDIO / "sv-telephone.wav", "led", profile="fast", prompt="Nej nej nej.", hotwords="Umeå")]

    run = ask(lines)

    assert segments_of(run.of("led")) != segments_of(run.of("plain"))
