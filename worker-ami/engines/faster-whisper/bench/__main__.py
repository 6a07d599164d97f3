"""Prints, as JSON, how the engine compares with stock faster-whisper on this machine's processors."""

import argparse
import json
import platform
import tempfile
import wave
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import numpy as np
from faster_whisper.audio import decode_audio

from bench.measure import long_file, memory_growth, short_clips
from transcription_engine.device import usable_processors

_RATE = 16_000
_CLIP_SECONDS = 10


def main() -> None:
    """Measure what the command line asks for."""
    asked = _parse()
    threads = asked.threads or usable_processors()
    audio = str(Path(asked.audio).resolve())
    model = str(Path(asked.model).resolve()) if Path(asked.model).is_dir() else asked.model
    report = {"conditions": _conditions(asked, threads)}
    if "long" in asked.only:
        reference = Path(asked.reference).read_text(encoding="utf-8")
        report["long_file"] = long_file(model, threads, audio, reference, asked.runs)
    with tempfile.TemporaryDirectory() as folder:
        clips = _clips(audio, asked.clips, Path(folder))
        if "clips" in asked.only:
            report["short_clips"] = short_clips(model, threads, clips, asked.runs)
        if "memory" in asked.only:
            report["memory"] = memory_growth(model, threads, clips[0], asked.requests)
    print(json.dumps(report, indent=2))  # noqa: T201


def _conditions(asked: argparse.Namespace, threads: int) -> dict[str, object]:
    packages = {name: version(name) for name in ("faster_whisper", "ctranslate2", "av", "onnxruntime")}
    return {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "machine": platform.machine(),
        "threads": threads,
        "audio": Path(asked.audio).name,
        "model": Path(asked.model).name,
        "runs": asked.runs,
        "versions": {"python": platform.python_version(), **packages},
    }


def _clips(audio: str, count: int, folder: Path) -> list[str]:
    samples = (decode_audio(audio) * 32767).astype(np.int16)
    starts = np.linspace(0, max(samples.size - _CLIP_SECONDS * _RATE, 0), count).astype(int)
    paths = []
    for number, start in enumerate(starts):
        path = folder / f"{number}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(_RATE)
            file.writeframes(samples[start : start + _CLIP_SECONDS * _RATE].tobytes())
        paths.append(str(path))
    return paths


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--model", required=True, help="a directory, or a model's name on the Hugging Face Hub")
    parser.add_argument("--audio", required=True, help="a recording of some minutes")
    parser.add_argument("--reference", help="what is said in it (needed for the long file)")
    parser.add_argument("--threads", type=int, help="default: the processors that this process may use")
    parser.add_argument("--runs", type=int, default=3, help="rounds in which every peer has its turn")
    parser.add_argument("--clips", type=int, default=100, help="clips of 10 s cut from the recording")
    parser.add_argument("--requests", type=int, default=200, help="short requests over which memory is watched")
    parser.add_argument("--only", nargs="+", choices=("long", "clips", "memory"), default=("long", "clips", "memory"))
    asked = parser.parse_args()
    if "long" in asked.only and not asked.reference:
        parser.error("--reference is missing: the long file's error rate needs a text file with what is said in it")
    return asked


if __name__ == "__main__":
    main()
