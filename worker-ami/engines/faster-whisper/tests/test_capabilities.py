"""Options that a model, a profile or a file does not allow are refused in words."""

import pytest

from contract.runner import AUDIO, request
from tests.engine import run_engine
from transcription_engine.capabilities import Capabilities, refuse_impossible
from transcription_engine.errors import UnsupportedOption
from transcription_engine.options import Options

SWEDISH = Capabilities(("sv",), ("transcribe",))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(language="en"), "does not know the language 'en'. Expected auto or one of: sv"),
        (Options(multilingual=True), "knows one language, sv"),
        (Options(task="translate"), "cannot translate. Expected the task transcribe"),
        (Options(temperature=(0.2,)), "balanced decodes at temperature 0 first, not at 0.2"),
        (Options(profile="fast", temperature=(0.0, 0.2)), "fast decodes once, at temperature 0"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_can(options, message):
    with pytest.raises(UnsupportedOption, match=message):
        refuse_impossible(options, SWEDISH, "kb-whisper-small")


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(language="sv", temperature=(0.0, 0.4)),
        Options(profile="accurate", temperature=(0.4,)),
        Options(profile="fast", temperature=(0.0,)),
    ],
)
def test_what_can_be_done_is_accepted(options):
    refuse_impossible(options, SWEDISH, "kb-whisper-small")


def test_what_the_model_was_trained_for_comes_from_the_start_arguments():
    lines = [
        request(AUDIO / "en-short.wav", "translated", task="translate"),
        request(AUDIO / "en-short.wav", "english", language="en"),
        request(AUDIO / "sv-short.m4a", "swedish"),
    ]

    run = run_engine(lines, "--languages", "sv", "--tasks", "transcribe")

    assert (run.events[0]["languages"], run.events[0]["tasks"]) == (["sv"], ["transcribe"])
    assert [event["code"] for event in run.events if event["type"] == "error"] == ["unsupported_option"] * 2
    assert run.events[-1]["language"]["code"] == "sv"


@pytest.mark.parametrize("arguments", [("--tasks", "summarise"), ("--tasks", "")])
def test_a_task_that_whisper_does_not_have_is_a_wrong_argument(arguments):
    assert run_engine([], *arguments).exit_code == 2


def test_a_language_that_the_model_has_no_token_for_cannot_be_promised():
    run = run_engine([], "--languages", "sv,fi")

    assert run.exit_code == 3
    assert "--languages names fi, and the model has tokens for en, sv" in run.log
