"""Runs the real engine with the demonstration model, as the worker runs an engine."""

import json
import subprocess
from pathlib import Path

from contract.runner import EVENT_SCHEMA, FIXTURES, Engine, Run

ENGINE_ROOT = Path(__file__).parents[1]
DEMO_MODEL = FIXTURES / "models" / "whisper-demo"
# The last event of each request.
ENDS = {"done", "error", "stopped"}


def start_engine(*arguments: str, model: Path | str = DEMO_MODEL, **environment: str) -> subprocess.Popen[bytes]:
    """Start an engine process on the CPU."""
    return _engine(arguments, model).start(**environment)


def run_engine(lines: list[str], *arguments: str, model: Path | str = DEMO_MODEL, **environment: str) -> Run:
    """Give an engine these lines, end its stdin, wait for its end, and check each event against the protocol."""
    return _engine(arguments, model).run(lines, **environment)


def answers_to(process: subprocess.Popen[bytes], ready: bytes, lines: list[str]) -> Run:
    """Give a running engine these requests, wait for the answers, and check each event as `run_engine` does."""
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())
    process.stdin.flush()
    events = [json.loads(ready)]
    for _line in lines:
        while (event := json.loads(process.stdout.readline()))["type"] not in ENDS:
            events.append(event)
        events.append(event)
    for event in events:
        EVENT_SCHEMA.validate(event)
    return Run(events, 0, "")


def _engine(arguments: tuple[str, ...], model: Path | str) -> Engine:
    return Engine("faster-whisper", model, (), ("--device", "cpu", "--cpu-threads", "2", *arguments))
