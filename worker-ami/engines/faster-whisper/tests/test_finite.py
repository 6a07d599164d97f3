"""Numbers that are none never leave the engine, and cost no transcript."""

import json
import math
import subprocess
import sys

import pytest
from faster_whisper import BatchedInferencePipeline, WhisperModel

from contract.runner import AUDIO, request
from tests.engine import ENGINE_ROOT
from tests.in_process import hear, with_resume
from transcription_engine.language import spoken_language

NAN = math.nan


def test_the_writer_sends_no_number_that_is_none():
    script = (
        "import math; from transcription_engine.stdio import claim_stdout; emit = claim_stdout(); "
        "emit({'type': 'part', 'part': {'a': [math.nan, 1.5], 'b': (math.inf, -math.inf)}}); emit({'type': 'b'})"
    )

    run = subprocess.run([sys.executable, "-c", script], cwd=ENGINE_ROOT, capture_output=True, check=True)

    first, second = run.stdout.splitlines()
    assert json.loads(first) == {"type": "part", "part": {"a": [0, 1.5], "b": [0, 0]}}
    assert json.loads(second) == {"type": "b"}
    assert b"A number of a part event is not finite" in run.stderr


@pytest.fixture
def numberless(monkeypatch):
    """Let the model give its texts without a number that says how sure it is."""
    batch, window, align = (
        BatchedInferencePipeline.generate_segment_batched,
        WhisperModel.generate_with_fallback,
        WhisperModel.find_alignment,
    )

    def batched(self, *given):
        encoded, outputs = batch(self, *given)
        return encoded, [{**output, "avg_logprob": NAN, "no_speech_prob": NAN} for output in outputs]

    def decoded(self, *given):
        result, _log_probability, temperature, ratio = window(self, *given)
        return result, NAN, temperature, ratio

    def aligned(self, *given):
        return [[{**word, "probability": NAN} for word in words] for words in align(self, *given)]

    monkeypatch.setattr(BatchedInferencePipeline, "generate_segment_batched", batched)
    monkeypatch.setattr(WhisperModel, "generate_with_fallback", decoded)
    monkeypatch.setattr(WhisperModel, "find_alignment", aligned)


# What has no evidence beside silence the library leaves out, with `accurate`: that is said.
@pytest.mark.parametrize(
    ("profile", "warnings"),
    [
        ("fast", ["doubtful_text"]),
        ("balanced", ["doubtful_text"]),
        ("accurate", ["doubtful_text", "low_coverage"]),
    ],
)
@pytest.mark.usefixtures("numberless")
def test_a_text_without_evidence_is_a_text_without_confidence(model, profile, warnings):
    line = request(AUDIO / "en-short.wav", profile=profile, temperature=0, language="en").encode()

    heard = hear(model, line)

    # As they are sent, and as the next run gets them.
    json.dumps([*heard.answers, *heard.parts], allow_nan=False)
    segments, done = heard.outcome()
    assert segments[-1]["segment"]["text"].endswith("Please send the report before lunch.")
    assert {event["segment"]["confidence"] for event in segments} == {0}
    assert [warning["code"] for warning in done["warnings"]] == warnings
    assert hear(model, with_resume(line, heard.parts)).outcome() == heard.outcome()


def test_a_language_without_a_probability_is_not_the_language():
    votes = [[("<|sv|>", NAN), ("<|en|>", 0.3)]]

    assert spoken_language(votes, [3.0], ["sv", "en"]) == ("en", 1.0)
