"""Runs requests in the test's own process, where a model is loaded once and can be watched and broken."""

import json
from dataclasses import dataclass, field
from typing import Any

from transcription_engine.errors import Stopped
from transcription_engine.lanes import Lanes
from transcription_engine.model import LoadedModel
from transcription_engine.protocol import parse_request
from transcription_engine.transcribe import Transcriber


@dataclass
class Heard:
    """What a request gave; `stopped` if it was told to end early and did."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    stopped: bool = False

    def outcome(self) -> tuple[list[Any], dict[str, Any]]:
        """Return all that a client gets of it; how long it took is another matter."""
        *segments, done = [event for event in self.answers if event["type"] != "started"]
        return segments, {name: value for name, value in done.items() if name not in {"timings", "transcribe_seconds"}}


def hear(model: LoadedModel, line: bytes, stop_after: int | None = None, batch_size: int = 2) -> Heard:
    """Run a request in this process, and stop it once so many parts were told."""
    heard, lanes = Heard(), Lanes(2)

    def emit(event):
        # As the worker gets and keeps them.
        if event["type"] == "part":
            heard.parts.append(json.loads(json.dumps(event["part"])))
        if stop_after is not None and len(heard.parts) >= stop_after:
            transcriber.stop("job-1")

    transcriber = Transcriber(model, batch_size, lanes, emit)
    try:
        events = transcriber.begin(parse_request(line))
        if stop_after == 0:
            transcriber.stop("job-1")
        heard.answers += events
    except Stopped:
        heard.stopped = True
    finally:
        lanes.close()
    return heard


def with_resume(line: str | bytes, parts: list[dict[str, Any]], **more: Any) -> bytes:
    """Write a request that goes on with the parts of an earlier run."""
    return json.dumps({**json.loads(line), "resume": parts, **more}).encode()
