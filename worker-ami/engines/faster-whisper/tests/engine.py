"""Runs the real engine as the worker does: a process, requests on its stdin, events on its stdout."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

ENGINE_ROOT = Path(__file__).parents[1]
FIXTURES = ENGINE_ROOT.parents[2] / "test" / "fixtures"
AUDIO = FIXTURES / "audio"
DEMO_MODEL = FIXTURES / "models" / "whisper-demo"

_SCHEMA = json.loads((ENGINE_ROOT.parent / "protocol.schema.json").read_text(encoding="utf-8"))
REQUEST_SCHEMA = Draft202012Validator(_SCHEMA["request"])
EVENT_SCHEMA = Draft202012Validator(_SCHEMA["event"])

# Far more than any test needs: reached only when the engine hangs.
LIMIT_SECONDS = 120


@dataclass(frozen=True)
class Run:
    """What one engine process did."""

    events: list[dict[str, Any]]
    exit_code: int
    log: str

    def of(self, request_id: str) -> list[dict[str, Any]]:
        """Return the events that answer one request, in order."""
        return [event for event in self._in_turn() if event.get("id") == request_id]

    def parts(self) -> list[dict[str, Any]]:
        """Return what was told for another run to go on with."""
        return [event["part"] for event in self.events if event["type"] == "part"]

    def types(self) -> list[str]:
        """Return the types of all events that come in their turn, in order."""
        return [event["type"] for event in self._in_turn()]

    def _in_turn(self) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] not in {"part", "progress"}]


def request(audio: Path | str, request_id: str = "job-1", limit: float = 3600, **options: Any) -> str:
    """Write a request as one line, without the line's end; the language is "auto" unless the options name one."""
    return json.dumps(
        {
            "type": "transcribe",
            "id": request_id,
            "audio_path": str(audio),
            "max_duration_seconds": limit,
            "options": {"language": "auto", **options},
        }
    )


def start_engine(*arguments: str, model: Path | str = DEMO_MODEL, **environment: str) -> subprocess.Popen[bytes]:
    """Start an engine process on the CPU."""
    command = [sys.executable, "-m", "transcription_engine", "--model", str(model), "--device", "cpu"]
    return subprocess.Popen(
        [*command, "--cpu-threads", "2", *arguments],
        cwd=ENGINE_ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run_engine(lines: list[str], *arguments: str, model: Path | str = DEMO_MODEL, **environment: str) -> Run:
    """Give an engine these lines, end its stdin, wait for its end, and check each event against the protocol."""
    with start_engine(*arguments, model=model, **environment) as process:
        try:
            output, log = process.communicate("".join(f"{line}\n" for line in lines).encode(), LIMIT_SECONDS)
        finally:
            process.kill()
    events = [json.loads(line) for line in output.splitlines()]
    for event in events:
        EVENT_SCHEMA.validate(event)
    return Run(events, process.returncode, log.decode())
