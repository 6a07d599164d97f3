"""Runs an engine as the worker does: a process, requests on its stdin, events on its stdout."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

ENGINES = Path(__file__).resolve().parents[1]
FIXTURES = ENGINES.parents[1] / "test" / "fixtures"
AUDIO = FIXTURES / "audio"
# As `npm run protocol` writes it from `core/transcript/engines.ts`.
REGISTRY = json.loads((ENGINES / "registry.json").read_text(encoding="utf-8"))

_SCHEMA = json.loads((ENGINES / "protocol.schema.json").read_text(encoding="utf-8"))
REQUEST_SCHEMA = Draft202012Validator(_SCHEMA["request"])
EVENT_SCHEMA = Draft202012Validator(_SCHEMA["event"])

# Far more than any test needs, also beside the work of others: reached only when the engine hangs.
LIMIT_SECONDS = 600


@dataclass(frozen=True)
class Recording:
    """A file, what is said in it, and how many words in a hundred an engine may have wrong."""

    path: Path
    text: str
    most_wrong: float


@dataclass(frozen=True)
class Run:
    """What one engine process did."""

    events: list[dict[str, Any]]
    exit_code: int
    log: str

    def of(self, request_id: str) -> list[dict[str, Any]]:
        """Return the events that answer one request, in order, but for those that come at any time."""
        return [event for event in self.in_turn() if event.get("id") == request_id]

    def in_turn(self) -> list[dict[str, Any]]:
        """Return the events that come in their turn."""
        return [event for event in self.events if event["type"] not in {"part", "progress"}]

    def types(self) -> list[str]:
        """Return the types of the events that come in their turn, in order."""
        return [event["type"] for event in self.in_turn()]

    def parts(self, request_id: str = "job-1") -> list[dict[str, Any]]:
        """Return what was told of a request for another run to go on with."""
        return [event["part"] for event in self.events if event["type"] == "part" and event["id"] == request_id]


@dataclass(frozen=True)
class Engine:
    """An engine under test."""

    name: str
    model: Path | str
    recordings: tuple[Recording, ...]
    arguments: tuple[str, ...] = field(default=("--device", "cpu", "--cpu-threads", "2"))

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start a process of it."""
        entry = REGISTRY[self.name]
        folders = [str(ENGINES / package / "..") for package in entry["packages"]]
        path = os.pathsep.join([*environment.pop("PYTHONPATH", "").split(os.pathsep), *folders])
        return subprocess.Popen(
            [sys.executable, "-m", entry["module"], "--model", str(self.model), *self.arguments],
            env={**os.environ, **environment, "PYTHONPATH": path.lstrip(os.pathsep)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, lines: list[str], **environment: str) -> Run:
        """Give a process these lines, end its stdin, wait for its end, and check each event against the protocol."""
        with self.start(**environment) as process:
            try:
                output, log = process.communicate("".join(f"{line}\n" for line in lines).encode(), LIMIT_SECONDS)
            finally:
                process.kill()
        events = [json.loads(line) for line in output.splitlines()]
        for event in events:
            EVENT_SCHEMA.validate(event)
        return Run(events, process.returncode, log.decode())


def request(
    audio: Path | str, request_id: str = "job-1", limit: float = 3600, resume: list | None = None, **options: Any
) -> str:
    """Write a request as one line, without the line's end; the language is "auto" unless the options name one."""
    asked = {
        "type": "transcribe",
        "id": request_id,
        "audio_path": str(audio),
        "max_duration_seconds": limit,
        "options": {"language": "auto", **options},
    }
    return json.dumps({**asked, "resume": resume} if resume else asked)


def text_of(events: list[dict[str, Any]]) -> str:
    """Return the text of a request's segments."""
    return " ".join(event["segment"]["text"] for event in events if event["type"] == "segment")
