"""Runs the real engine with the demonstration model, as the worker runs an engine."""

import subprocess
from pathlib import Path

from contract.runner import FIXTURES, Engine, Run

ENGINE_ROOT = Path(__file__).parents[1]
DEMO_MODEL = FIXTURES / "models" / "whisper-demo"


def start_engine(*arguments: str, model: Path | str = DEMO_MODEL, **environment: str) -> subprocess.Popen[bytes]:
    """Start an engine process on the CPU."""
    return _engine(arguments, model).start(**environment)


def run_engine(lines: list[str], *arguments: str, model: Path | str = DEMO_MODEL, **environment: str) -> Run:
    """Give an engine these lines, end its stdin, wait for its end, and check each event against the protocol."""
    return _engine(arguments, model).run(lines, **environment)


def _engine(arguments: tuple[str, ...], model: Path | str) -> Engine:
    return Engine("faster-whisper", model, (), ("--device", "cpu", "--cpu-threads", "2", *arguments))
