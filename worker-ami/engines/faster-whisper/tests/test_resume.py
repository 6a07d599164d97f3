"""A run that was broken off and gone on with gives what one run gives, and asks the model nothing twice."""

import json
from dataclasses import replace

import numpy as np
import pytest
from faster_whisper import WhisperModel

from contract.runner import LIMIT_SECONDS, request
from tests.engine import run_engine, start_engine
from tests.in_process import hear, with_resume
from tests.media import write_audio
from tests.noise import sounds
from transcription_engine import listen, profiles
from transcription_engine import recording as recording_of
from transcription_engine.batch import BatchDecoder
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece
from transcription_engine.reread import first_reading
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.speech import Speech
from transcription_engine.stretches import part

WINDOW_SECONDS = 30
# Above temperature 0 the model draws lots: two runs over the same file differ without any interruption.
PROFILES = {
    "fast": {"profile": "fast"},
    "balanced": {"profile": "balanced", "temperature": [0]},
    "accurate": {"profile": "accurate", "temperature": [0]},
    "accurate with words to expect": {
        "profile": "accurate",
        "temperature": [0],
        "prompt": "Monday.",
        "hotwords": "Umeå",
    },
    "balanced in a known language": {"profile": "balanced", "temperature": [0], "language": "en"},
    "fast without word times": {"profile": "fast", "word_timestamps": False},
    "several languages": {"profile": "balanced", "temperature": [0], "multilingual": True},
    "several languages, accurate": {"profile": "accurate", "temperature": [0], "multilingual": True},
    "a clip": {"profile": "balanced", "temperature": [0], "clip": {"start": 8, "end": 50}},
}
# Early in one profile, late in the next.
CUTS = [0.2, 0.7]
CUT_PROFILES = [pytest.param(options, CUTS[at % 2], id=name) for at, (name, options) in enumerate(PROFILES.items())]


@pytest.fixture
def decoded(monkeypatch):
    """Count the windows that are decoded, at once or one by one."""
    windows = []
    at_once, one_by_one = BatchDecoder.decode, WhisperModel.generate_with_fallback

    def batch(self, heard, pieces):
        windows.append(len(pieces))
        return at_once(self, heard, pieces)

    def window(self, *given):
        windows.append(1)
        return one_by_one(self, *given)

    monkeypatch.setattr(BatchDecoder, "decode", batch)
    monkeypatch.setattr(WhisperModel, "generate_with_fallback", window)
    return windows


def places(parts):
    return {tuple(part["place"]) for part in parts if "place" in part}


@pytest.mark.parametrize(("options", "cut"), CUT_PROFILES)
def test_an_interrupted_run_ends_as_one_run_does_and_asks_nothing_twice(minute, model, decoded, options, cut):
    line = request(minute, **options).encode()
    whole = hear(model, line)
    windows = sum(decoded)

    decoded.clear()
    first = hear(model, line, stop_after=round(cut * len(whole.parts)))
    second = hear(model, with_resume(line, first.parts))

    # A request that has no more to ask is done all the same.
    assert first.stopped or not second.parts
    assert second.outcome() == whole.outcome()
    assert (sum(decoded) - windows) * WINDOW_SECONDS <= 0


@pytest.mark.parametrize(("parts", "stopped"), [(0, True), (1, True), (-1, False)], ids=["nothing", "one", "all"])
def test_a_run_may_be_stopped_before_its_first_answer_and_after_its_last(minute, model, parts, stopped):
    line = request(minute, profile="fast").encode()
    whole = hear(model, line)

    first = hear(model, line, stop_after=parts % (len(whole.parts) + 1))
    second = hear(model, with_resume(line, first.parts))

    assert first.stopped == stopped
    assert second.outcome() == whole.outcome()
    if not stopped:
        assert (first.outcome(), second.parts) == (whole.outcome(), [])


def test_second_opinions_are_gone_on_with_too(tmp_path, model, decoded):
    # As low as this, the voice detector lets noise through, and what the model makes of it is doubted.
    vad = {"threshold": 0.2, "min_speech_seconds": 0}
    noise = write_audio(tmp_path / "noise.wav", sounds(60)["loud"])
    line = request(noise, profile="balanced", temperature=[0], language="en", vad=vad).encode()
    whole = hear(model, line)
    windows = sum(decoded)
    asked_alone = [number for number, part in enumerate(whole.parts) if "answer" in part]
    decoded.clear()

    # What the model said is known; when its words were said is still to be asked.
    second = hear(model, with_resume(line, whole.parts[: asked_alone[0] + 1]))

    assert second.outcome() == whole.outcome()
    assert len(second.parts) == len(whole.parts) - asked_alone[0] - 1
    assert sum(decoded) < windows


def test_a_short_first_piece_batches_of_four_and_several_stretches_are_gone_on_with(minute, model, monkeypatch):
    def in_two(piece, reading, voiced):
        start, end = piece.speeches[0].start / SAMPLE_RATE, piece.speeches[-1].end / SAMPLE_RATE
        middle = (start + end) / 2
        first, halves = first_reading(piece, reading, voiced), [part(piece, start, middle), part(piece, middle, end)]
        return replace(first, stretches=halves if piece.number == 1 else [])

    monkeypatch.setattr(listen, "first_reading", in_two)
    monkeypatch.setattr(recording_of, "_MANY_PIECES", 1)
    line = request(minute, profile="balanced", temperature=[0]).encode()
    whole = hear(model, line, batch_size=4)
    answers = [number for number, told in enumerate(whole.parts) if "answer" in told]
    assert len({tuple(whole.parts[number]["place"]) for number in answers}) == 2

    for kept in (answers[0] + 1, answers[-1]):
        second = hear(model, with_resume(line, whole.parts[:kept]), batch_size=4)
        assert second.outcome() == whole.outcome()
        assert len(second.parts) == len(whole.parts) - kept


def test_sections_that_were_heard_side_by_side_are_all_gone_on_with(recording, model, decoded, monkeypatch):
    monkeypatch.setattr(profiles, "SECTION_SECONDS", 30)
    line = request(recording, **PROFILES["accurate"]).encode()
    whole = hear(model, line)
    windows = sum(decoded)
    decoded.clear()

    first = hear(model, line, stop_after=5)
    second = hear(model, with_resume(line, first.parts))

    assert len(places(first.parts)) >= 2
    assert second.outcome() == whole.outcome()
    assert sum(decoded) == windows


def test_a_run_may_be_interrupted_again_and_again(minute, model):
    line = request(minute, **PROFILES["balanced"]).encode()
    whole, parts, rounds = hear(model, line), [], 0

    while (heard := hear(model, with_resume(line, parts), stop_after=1)).stopped:
        parts += heard.parts
        rounds += 1

    assert rounds >= 3
    assert heard.outcome() == whole.outcome()


def test_the_time_of_the_runs_before_is_counted(minute, model):
    line = request(minute, profile="fast").encode()
    first = hear(model, line, stop_after=3)
    told = first.parts[-1]["seconds"]

    second = hear(model, with_resume(line, first.parts))

    assert second.answers[-1]["transcribe_seconds"] >= told > 0


def test_what_was_answered_for_other_places_is_not_gone_on_with(minute, model, monkeypatch):
    line = request(minute, profile="fast", language="en").encode()
    whole = hear(model, line)
    # Under a limit of length the file may be cut otherwise: its first piece is half as long.
    monkeypatch.setattr(recording_of, "_MANY_PIECES", 1)
    otherwise = hear(model, line)

    heard = hear(model, with_resume(line, whole.parts))

    assert places(otherwise.parts) != places(whole.parts)
    assert heard.outcome() == otherwise.outcome()


def test_another_batch_size_goes_on_with_the_same_pieces(recording, model, decoded):
    line = request(recording, profile="fast").encode()
    first = hear(model, line, stop_after=4)
    told = places(first.parts)
    decoded.clear()

    second = hear(model, with_resume(line, first.parts), batch_size=3)

    assert not told & places(second.parts)
    assert [s["segment"]["id"] for s in second.answers[1:-1]] == list(range(len(second.answers) - 2))


@pytest.mark.parametrize(
    "part",
    [
        {},
        {"seconds": 1},
        {"seconds": "a", "place": [0, 9], "batched": []},
        {"seconds": 1, "place": [0, 9], "batched": [{"text": "a"}]},
        {"seconds": 1, "place": None, "batched": []},
        {"seconds": 1, "place": [0], "batched": []},
        {"seconds": 1, "language": "en"},
        {"seconds": 1, "place": [0, 9], "window": None, "number": "x", "answer": {}},
    ],
)
def test_a_part_that_cannot_be_read_is_heard_again(recording, model, part, caplog):
    line = request(recording, profile="fast", clip={"start": 0, "end": 10}).encode()

    heard = hear(model, with_resume(line, [part]))

    assert heard.outcome() == hear(model, line).outcome()
    assert "A part that cannot be read is heard again" in caplog.text


def test_answers_after_a_gap_are_not_used():
    """Parts can be lost from the end of what was stored, and a broken one in the middle is left out."""
    piece = Piece(np.zeros(9, dtype=np.float32), [Speech(0, 9)])
    answers = [{"seconds": 1, "place": [0, 9], "window": None, "number": n, "answer": {"n": n}} for n in (0, 1, 3)]
    known = Parts(answers, lambda _part: None).answers(piece)

    assert [known.answer(lambda: {"n": "asked"})["n"] for _ in range(4)] == [0, 1, "asked", "asked"]


def test_a_process_is_stopped_and_another_goes_on(recording):
    line = request(recording, profile="fast")
    whole = run_engine([line])
    parts, last = [], None
    with start_engine() as process:
        try:
            process.stdin.write(f"{line}\n".encode())
            process.stdin.flush()
            for text in process.stdout:
                last = json.loads(text)
                parts += [last["part"]] if last["type"] == "part" else []
                if len(parts) == 3:
                    process.stdin.write(b'{"type":"stop","id":"job-1"}\n')
                    process.stdin.close()
                    break
            last = [json.loads(text) for text in process.stdout]
            parts += [event["part"] for event in last if event["type"] == "part"]
            assert process.wait(LIMIT_SECONDS) == 0
        finally:
            process.kill()

    again = run_engine([with_resume(line, parts).decode()])

    assert last[-1] == {"type": "stopped", "id": "job-1"}
    assert 3 <= len(parts) < len(whole.parts())
    assert [event for event in again.of("job-1") if event["type"] == "segment"] == [
        event for event in whole.of("job-1") if event["type"] == "segment"
    ]


def test_a_killed_process_loses_at_most_what_its_lanes_were_at(recording, decoded, model):
    line = request(recording, profile="fast")
    parts = []
    with start_engine() as process:
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
        for text in process.stdout:
            event = json.loads(text)
            parts += [event["part"]] if event["type"] == "part" else []
            if len(parts) == 4:
                break
        process.kill()
    whole = hear(model, line.encode())
    decoded.clear()

    again = hear(model, with_resume(line, parts))

    assert again.outcome() == whole.outcome()
    assert len(again.parts) == len(whole.parts) - len(parts)
