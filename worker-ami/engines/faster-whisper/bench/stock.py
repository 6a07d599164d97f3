"""Stock faster-whisper as a process, by its documented calls: a path a line in, the text and its seconds out."""

import argparse
import json
import sys
import time
from collections.abc import Iterable

from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.transcribe import Segment

# What the project's README shows.
_BATCH_SIZE = 8


def main() -> None:
    """Load the model, say so, and transcribe each path that comes in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--mode", choices=("sequential", "batched"), required=True)
    asked = parser.parse_args()
    model = WhisperModel(asked.model, device="cpu", compute_type="int8", cpu_threads=asked.threads)
    pipeline = BatchedInferencePipeline(model)
    print(json.dumps({"type": "ready"}), flush=True)  # noqa: T201
    for line in sys.stdin:
        began = time.perf_counter()
        if asked.mode == "sequential":
            # Loops over many minutes otherwise, with any model; what every guide says to set.
            segments, _info = model.transcribe(line.strip(), condition_on_previous_text=False)
        else:
            segments, _info = pipeline.transcribe(line.strip(), batch_size=_BATCH_SIZE)
        print(json.dumps(_read(segments, began)), flush=True)  # noqa: T201


def _read(segments: Iterable[Segment], began: float) -> dict[str, object]:
    """Let the model work: segments are decoded when they are asked for."""
    texts, longest, first = [], 0.0, None
    for segment in segments:
        first = first or time.perf_counter() - began
        texts.append(segment.text)
        longest = max(longest, segment.end - segment.start)
    seconds = time.perf_counter() - began
    return {
        "text": " ".join(texts),
        "seconds": seconds,
        "first_seconds": first or seconds,
        "longest_segment_seconds": longest,
    }


if __name__ == "__main__":
    main()
