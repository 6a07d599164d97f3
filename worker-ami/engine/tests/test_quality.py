"""The real engine on silence and noise, in its profiles, and its quality report."""

import pytest
from faster_whisper.audio import decode_audio

from tests.engine import AUDIO, request, run_engine
from tests.media import write_audio
from tests.noise import sounds

TEN_MINUTES = 600
# As low as this, the voice detector lets some noise through, and the gates have to see what it is.
CREDULOUS = {"threshold": 0.2, "min_speech_seconds": 0}


def segments_of(events):
    return [event["segment"] for event in events if event["type"] == "segment"]


@pytest.fixture(scope="module")
def noise_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("noise")
    files = {name: write_audio(folder / f"{name}.wav", sound) for name, sound in sounds(TEN_MINUTES).items()}
    lines = [request(path, name) for name, path in files.items()]
    lines += [
        request(files["loud"], f"loud {profile}", profile=profile, vad=CREDULOUS)
        for profile in ("fast", "balanced", "accurate")
    ]
    return run_engine(lines)


@pytest.mark.parametrize("name", sounds(1))
def test_ten_minutes_of_silence_or_noise_give_no_words(noise_run, name):
    events = noise_run.of(name)

    assert segments_of(events) == []
    assert events[-1]["duration_seconds"] == TEN_MINUTES
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
def test_accurate_gives_the_text_of_the_stock_library(stock_model, name, options):
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

    run = run_engine([request(AUDIO / name, language=name[:2], profile="accurate", **options)])

    # With those words the model invents a sentence, more of it than the time allows: that one is kept apart.
    removed = run.events[-1]["quality"]["removed_segments"]
    spoken = sorted([*segments_of(run.events), *removed], key=lambda segment: (segment["start"], segment["end"]))
    assert [segment["text"] for segment in spoken] == [segment.text.strip() for segment in segments]
    assert len(removed) <= ("prompt" in options)


def test_the_report_says_how_sure_the_model_was():
    run = run_engine([request(AUDIO / "en-medium.mp3")])
    quality, segments = run.events[-1]["quality"], segments_of(run.events)
    words = [word for segment in segments for word in segment["words"]]

    assert quality["transcribed_seconds"] == quality["speech_seconds"] == run.events[-1]["speech_seconds"]
    assert quality["lowest_confidence"] == min(segment["confidence"] for segment in segments)
    assert quality["lowest_confidence"] < quality["mean_confidence"] < 1
    for word in words:
        low = any(
            span["start"] <= word["start"] and word["end"] <= span["end"] for span in quality["low_confidence_spans"]
        )
        assert low or word["probability"] >= 0.5


def test_without_word_times_there_is_the_same_text_without_words():
    run = run_engine(
        [request(AUDIO / "en-medium.mp3", "with"), request(AUDIO / "en-medium.mp3", "without", word_timestamps=False)]
    )

    plain = segments_of(run.of("without"))
    assert [s["text"] for s in plain] == [s["text"] for s in segments_of(run.of("with"))]
    assert all(segment["words"] == [] for segment in plain)


def test_a_prompt_and_hotwords_reach_the_model():
    lines = [request(AUDIO / "sv-telephone.wav", "plain", profile="fast")]
    lines += [request(AUDIO / "sv-telephone.wav", "led", profile="fast", prompt="Nej nej nej.", hotwords="Umeå")]

    run = run_engine(lines)

    assert segments_of(run.of("led")) != segments_of(run.of("plain"))
