"""The examples that TypeScript and Python must agree on, and what no example can hold."""

import json

import msgspec
import pytest

from contract.runner import EVENT_SCHEMA, FIXTURES, REQUEST_SCHEMA, request
from transcription_engine.errors import InvalidRequest
from transcription_engine.options import Clip, Options, Vad
from transcription_engine.protocol import Request, parse_request


def examples(name):
    return (FIXTURES / "engine-protocol" / f"{name}.ndjson").read_bytes().splitlines()


@pytest.mark.parametrize("line", [line for line in examples("requests-valid") if b"stop" not in line])
def test_a_valid_request_is_read(line):
    fields = json.loads(line)

    parsed = parse_request(line)

    assert REQUEST_SCHEMA.is_valid(fields)
    assert (parsed.id, parsed.audio_path) == (fields["id"], fields["audio_path"])
    assert parsed.max_duration_seconds == fields["max_duration_seconds"]
    for name in ("language", "task", "profile", "prompt", "hotwords", "word_timestamps", "beam_size"):
        assert getattr(parsed.options, name) == fields["options"].get(name, getattr(Options(), name))


@pytest.mark.parametrize("line", examples("requests-invalid"))
def test_an_invalid_request_is_refused(line):
    assert not REQUEST_SCHEMA.is_valid(json.loads(line))
    with pytest.raises(InvalidRequest):
        parse_request(line)


def plain(schema, definitions):
    """Write a JSON Schema in one way, whoever generated it, without what says nothing of the values."""
    if isinstance(schema, list):
        return sorted((plain(item, definitions) for item in schema), key=str)
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return plain(definitions[schema["$ref"].split("/")[-1]], definitions)
    names = {"oneOf": "anyOf", "const": "enum"}
    ignored = {"title", "description", "default", "discriminator", "$schema", "$defs", "propertyNames"}
    said = {
        names.get(name, name): value for name, value in schema.items() if name not in ignored and value not in ({}, [])
    }
    if "const" in schema:
        said["enum"] = [schema["const"]]
    if "enum" in said:
        said.pop("type", None)
    return {name: plain(value, definitions) for name, value in said.items()}


def test_the_models_are_what_the_schema_says():
    ours = msgspec.json.schema(Request)

    assert plain(ours, ours["$defs"]) == plain(REQUEST_SCHEMA.schema, {})


@pytest.mark.parametrize("line", examples("events-valid"))
def test_a_valid_event_fits_the_schema(line):
    assert EVENT_SCHEMA.is_valid(json.loads(line))


@pytest.mark.parametrize("line", examples("events-invalid"))
def test_an_invalid_event_does_not_fit_the_schema(line):
    assert not EVENT_SCHEMA.is_valid(json.loads(line))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        request("a.wav", prompt="\ud800").encode(),
        request("a.wav").replace("3600", "NaN").encode(),
        request("a.wav").replace("3600", "1e999").encode(),
    ],
)
def test_a_line_that_is_no_json_number_or_object_is_refused(line):
    with pytest.raises(InvalidRequest):
        parse_request(line)


def options_of(**options):
    return parse_request(request("a.wav", **options).encode()).options


def test_numbers_are_read_in_the_forms_that_the_protocol_allows():
    assert options_of(temperature=0.4).temperature == (0.4,)
    assert options_of(temperature=[0, 1]).temperature == (0.0, 1.0)
    assert options_of(vad={"threshold": 0.3}).vad == Vad(threshold=0.3)
    assert options_of(clip={"start": 2, "end": 4.5}).clip == Clip(2.0, 4.5)
    assert options_of(clip={"start": 2}).clip == Clip(2.0, float("inf"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"diarize": True}, r"unknown field `diarize` - at `\$.options`"),
        ({"vad": {"min_speech_ms": 5}}, r"unknown field `min_speech_ms` - at `\$.options.vad`"),
        # JSON Schema has no words for these.
        ({"clip": {"start": 5, "end": 5}}, r"`end` \(5\) must be after `start` \(5\) - at `\$.options.clip`"),
        ({"prompt": "a" * 2001}, r"Expected `str` of length <= 2000 - at `\$.options.prompt`"),
        ({"beam_size": 99}, r"Expected `int` <= 10 - at `\$.options.beam_size`"),
        ({"temperature": [0, 2]}, r"Expected `float` <= 1.0 - at `\$.options.temperature\[1\]`"),
        ({"clip": {"end": 1e-7}}, r"Expected `float` >= 0.001 - at `\$.options.clip.end`"),
    ],
)
def test_what_cannot_be_done_is_refused_not_ignored(options, message):
    with pytest.raises(InvalidRequest, match=message) as refused:
        options_of(**options)

    assert refused.value.request_id == "job-1"
