"""The examples that TypeScript and Python must agree on, and what no example can hold."""

import json

import pytest

from tests.engine import EVENT_SCHEMA, FIXTURES, REQUEST_SCHEMA, request
from transcription_engine.errors import InvalidRequest
from transcription_engine.protocol import TranscribeRequest, parse_request


def examples(name):
    return (FIXTURES / "engine-protocol" / f"{name}.ndjson").read_bytes().splitlines()


@pytest.mark.parametrize("line", examples("requests-valid"))
def test_a_valid_request_is_read(line):
    fields = json.loads(line)

    parsed = parse_request(line)

    assert REQUEST_SCHEMA.is_valid(fields)
    assert parsed == TranscribeRequest(
        fields["id"], fields["audio_path"], fields["max_duration_seconds"], fields["options"]["language"]
    )


@pytest.mark.parametrize("line", examples("requests-invalid"))
def test_an_invalid_request_is_refused(line):
    assert not REQUEST_SCHEMA.is_valid(json.loads(line))
    with pytest.raises(InvalidRequest):
        parse_request(line)


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
        request("a.wav").replace("3600", "NaN").encode(),
        request("a.wav").replace("3600", "1e999").encode(),
    ],
)
def test_a_line_that_is_no_json_number_or_object_is_refused(line):
    with pytest.raises(InvalidRequest):
        parse_request(line)


def test_a_field_the_engine_does_not_have_is_refused_not_ignored():
    line = request("a.wav").replace('"language"', '"beam_size": 1, "language"').encode()

    with pytest.raises(InvalidRequest, match=r"unknown field beam_size; known are language") as refused:
        parse_request(line)

    assert refused.value.request_id == "job-1"
