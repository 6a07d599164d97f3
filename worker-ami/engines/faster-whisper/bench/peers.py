"""What is measured: the engine and stock faster-whisper, each in a process of its own that stays warm."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
# Longer than any file that somebody benchmarks.
_MAX_SECONDS = 1e6


@dataclass(frozen=True)
class Run:
    """What a peer needed for some files, until the first text and in all, and their texts in order."""

    seconds: float
    first_seconds: float
    texts: list[str]


class Peer:
    """A process that takes lines and answers with lines of JSON."""

    def __init__(self, *arguments: str):
        """Start it and wait until its model is loaded."""
        self._process = subprocess.Popen(  # noqa: S603 - this Python, with arguments from our own command line.
            [sys.executable, "-m", *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._read()

    def close(self) -> None:
        """End it."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def memory_mb(self, field: str = "VmHWM") -> float | None:
        """Return the most memory it had so far (or has now: VmRSS), where the system tells."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(field))

    def _write(self, lines: Sequence[str]) -> None:
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        return json.loads(self._process.stdout.readline())


class Stock(Peer):
    """faster-whisper's own call, file after file."""

    def __init__(self, model: str, threads: int, mode: str):
        """Start it in a mode: sequential or batched."""
        super().__init__("bench.stock", "--model", model, "--threads", str(threads), "--mode", mode)

    def transcribe(self, paths: Sequence[str]) -> Run:
        """Transcribe files one after the other."""
        began, texts, first = time.perf_counter(), [], 0.0
        for path in paths:
            self._write([path])
            texts.append(self._read()["text"])
            first = first or time.perf_counter() - began
        return Run(time.perf_counter() - began, first, texts)


class Engine(Peer):
    """The engine, with all its requests on its standard input at once."""

    def __init__(self, model: str, threads: int, profile: str = "balanced"):
        """Start it; requests ask for a profile."""
        super().__init__("transcription_engine", "--model", model, "--device", "cpu", "--cpu-threads", str(threads))
        self._profile = profile

    def transcribe(self, paths: Sequence[str]) -> Run:
        """Transcribe files."""
        began, texts, first = time.perf_counter(), ["" for _path in paths], 0.0
        self._write([self._request(number, path) for number, path in enumerate(paths)])
        left = len(paths)
        while left:
            event = self._read()
            if event["type"] == "segment":
                first = first or time.perf_counter() - began
                texts[int(event["id"])] += " " + event["segment"]["text"]
            elif event["type"] == "error":
                raise RuntimeError(f"The engine could not transcribe {paths[int(event['id'])]}: {event['message']}")
            left -= event["type"] == "done"
        return Run(time.perf_counter() - began, first, texts)

    def _request(self, number: int, path: str) -> str:
        options = {"language": "auto", "profile": self._profile}
        fields = {"id": str(number), "audio_path": path, "max_duration_seconds": _MAX_SECONDS, "options": options}
        return json.dumps({"type": "transcribe", **fields})
