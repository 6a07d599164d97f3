"""The tests that an engine takes over by `from contract.suite import *`, with a fixture `engine` of its own."""

import json
import signal
import wave
from dataclasses import replace
from itertools import pairwise

import pytest

from bench.error_rate import word_error_rate
from contract.runner import AUDIO, LIMIT_SECONDS, REGISTRY, request, text_of

# One of each option that may be beyond an engine, with a value that the protocol allows.
OPTIONS = {
    "multilingual": True,
    "profile": "fast",
    "prompt": "Names: Ilmatar.",
    "hotwords": "Ilmatar",
    "word_timestamps": False,
    "vad": {"min_silence_seconds": 0.5},
    "beam_size": 2,
    "temperature": 0,
    "clip": {"start": (CLIP_START := 2.5), "end": (CLIP_END := 5)},
}
# Seconds.
SHORT = (0, 0.001, 0.1, 0.5)


@pytest.fixture(scope="module")
def spoken(engine):
    """One run over all recordings."""
    return engine.run([request(recording.path, recording.path.name) for recording in engine.recordings])


@pytest.fixture(scope="module")
def asked(engine, tmp_path_factory):
    """One run over everything that is asked of the first recording, and of files that are none."""
    folder, path = tmp_path_factory.mktemp("asked"), engine.recordings[0].path
    (folder / "empty.mp3").touch()
    (folder / "notes.txt").write_text("Notes of the meeting.\n" * 50)
    return engine.run(
        [
            *(request(path, name, **{name: value}) for name, value in OPTIONS.items()),
            request(path, "a"),
            request(path, "stopped"),
            '{"type":"stop","id":"stopped"}',
            request(AUDIO / "silence.flac", "silence"),
            *(request(_beginning(folder, seconds), f"{seconds} s") for seconds in SHORT),
            "garbage",
            '{"id":"no request"}',
            request(folder / "empty.mp3", "empty"),
            request(folder / "notes.txt", "text"),
            request(path, "long", limit=1),
            request(path, "foreign", language="xx"),
            request(folder / "gone.mp3", "gone"),
            request(path, "b"),
        ]
    )


def _beginning(folder, seconds):
    path = folder / f"{seconds}.wav"
    with wave.open(str(AUDIO / "en-short.wav")) as source, wave.open(str(path), "wb") as short:
        short.setparams(source.getparams())
        short.writeframes(source.readframes(int(seconds * source.getframerate())))
    return path


def test_it_says_what_it_is_and_honours_what_the_registry_promises(engine, spoken):
    ready = spoken.events[0]

    assert (ready["type"], ready["engine"], ready["model"]) == ("ready", engine.name, engine.model.name)
    assert sorted(ready["options"]) == sorted(REGISTRY[engine.name]["options"])
    assert ready["device"] in {"cpu", "cuda"}


def test_requests_are_answered_in_turn_and_the_end_of_input_ends_it(engine, spoken):
    names = [recording.path.name for recording in engine.recordings]

    for name in names:
        types = [event["type"] for event in spoken.of(name)]
        assert types == ["started", *["segment"] * (len(types) - 2), "done"]
    assert [event["id"] for event in spoken.events if event["type"] == "done"] == names
    assert spoken.exit_code == 0


def test_it_writes_down_what_is_said(engine, spoken):
    for recording in engine.recordings:
        events = spoken.of(recording.path.name)
        wrong = word_error_rate(recording.text, text_of(events))
        assert wrong <= recording.most_wrong, text_of(events)
        assert events[-1]["language"]["code"] in spoken.events[0]["languages"]


def test_times_are_ordered_and_inside_the_audio_and_words_make_up_the_text(engine, spoken):
    for recording in engine.recordings:
        _started, *told, done = spoken.of(recording.path.name)
        segments = [event["segment"] for event in told]
        assert [segment["id"] for segment in segments] == list(range(len(segments)))
        for segment in segments:
            words = segment["words"]
            assert segment["text"] == segment["text"].strip() == "".join(word["word"] for word in words).strip()
            for span in (segment, *words):
                assert 0 <= span["start"] <= span["end"] <= done["duration_seconds"]
        starts = [word["start"] for segment in segments for word in segment["words"]]
        assert starts == sorted(starts)
        assert all(before["end"] <= after["end"] for before, after in pairwise(segments))


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_beyond_it_is_refused_and_another_honoured(asked, name):
    ready, *_told = asked.events
    # A model of one language cannot be asked for several, whatever its engine can.
    beyond_model = name == "multilingual" and len(ready["languages"]) == 1
    last = asked.of(name)[-1]

    if name in ready["options"] and not beyond_model:
        assert last["type"] == "done"
    else:
        assert (last["type"], last.get("code")) == ("error", "unsupported_option")


def test_words_are_left_out_and_a_clip_keeps_the_times_of_the_file(asked):
    plain, clipped = (
        [event["segment"] for event in asked.of(name) if event["type"] == "segment"]
        for name in ("word_timestamps", "clip")
    )
    assert plain
    assert all(segment["words"] == [] for segment in plain)
    assert clipped
    assert all(CLIP_START <= segment["start"] <= segment["end"] <= CLIP_END + 0.1 for segment in clipped)


def test_silence_is_a_transcript_without_segments(asked):
    events = asked.of("silence")

    assert [event["type"] for event in events] == ["started", "done"]
    assert events[-1]["speech_seconds"] == 0
    assert events[-1]["language"] == {"code": "und", "probability": 0.0}


@pytest.mark.parametrize("seconds", SHORT)
def test_very_short_audio_is_answered(asked, seconds):
    done = asked.of(f"{seconds} s")[-1]

    assert done["type"] == "done"
    assert done["duration_seconds"] == pytest.approx(seconds, abs=0.002)


def test_files_that_cannot_be_transcribed_are_told_apart_and_do_not_stop_the_engine(asked):
    wrong = ("empty", "text", "long", "foreign", "gone")

    assert {name: asked.of(name)[-1]["code"] for name in wrong} == {
        "empty": "unsupported_media",
        "text": "unsupported_media",
        "long": "audio_too_long",
        "foreign": "unsupported_option",
        "gone": "internal",
    }
    assert (asked.in_turn()[-1]["type"], asked.in_turn()[-1]["id"], asked.exit_code) == ("done", "b", 0)


def test_garbage_between_requests_is_skipped(asked):
    assert [event["type"] for event in asked.of("no request")] == ["error"]
    assert text_of(asked.of("a")) == text_of(asked.of("b")) != ""


def test_it_can_be_told_to_stop(asked):
    assert asked.of("stopped")[-1]["type"] in {"stopped", "done"}


def test_what_was_told_of_a_file_is_gone_on_with(engine, spoken):
    path = engine.recordings[-1].path
    told = spoken.parts(path.name)

    again = engine.run([request(path, path.name, resume=told)])

    assert told != []
    assert again.parts(path.name) == []
    segments = [event for event in spoken.of(path.name) if event["type"] == "segment"]
    assert [event for event in again.of(path.name) if event["type"] == "segment"] == segments


def test_only_events_reach_standard_output_whatever_libraries_print(engine, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import atexit, os\natexit.register(lambda: (print('a print'), os.write(1, b'a raw write')))\n"
    )

    run = engine.run([], PYTHONPATH=str(tmp_path))

    assert [event["type"] for event in run.events] == ["ready"]
    assert "a print" in run.log
    assert "a raw write" in run.log


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_even_in_the_middle_of_a_request(engine, ending):
    with engine.start() as process:
        try:
            process.stdin.write(f"{request(AUDIO / 'en-medium.mp3')}\n".encode())
            process.stdin.flush()
            types = [json.loads(process.stdout.readline())["type"] for _ in range(2)]
            process.send_signal(ending)

            assert process.wait(LIMIT_SECONDS) == -ending
        finally:
            process.kill()
    assert types == ["ready", "started"]


def test_it_ends_when_nobody_reads_its_events(engine):
    with engine.start() as process:
        try:
            process.stdout.readline()
            process.stdout.close()
            process.stdin.write(f"{request(engine.recordings[0].path)}\n".encode())
            process.stdin.flush()

            assert process.wait(LIMIT_SECONDS) == 0
        finally:
            process.kill()


@pytest.mark.parametrize("model", ["/no/such/model", str(AUDIO)])
def test_a_model_that_cannot_be_loaded_is_told_by_the_exit_code(engine, model):
    run = replace(engine, model=model).run([])

    assert (run.events, run.exit_code) == ([], 3)
    assert model in run.log
