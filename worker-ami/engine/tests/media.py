"""Media files made on the spot."""

from pathlib import Path

import av
import numpy as np


def write_video_without_audio(path: Path) -> Path:
    """Write a second of moving picture and nothing to hear."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for shade in range(10):
            picture = np.full((64, 64, 3), shade * 20, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def write_audio(path: Path, samples: np.ndarray, rate: int = 16_000) -> Path:
    """Write mono float samples as wav, mp3, or m4a with its index in front."""
    codec = {".wav": "pcm_s16le", ".mp3": "mp3", ".m4a": "aac"}[path.suffix]
    options = {"movflags": "faststart"} if path.suffix == ".m4a" else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        container.start_encoding()
        # An encoder takes no frame without samples.
        if samples.size:
            frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16)[None], format="s16", layout="mono")
            frame.sample_rate = rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def damaged(source: Path, path: Path, at: float, size: int = 1500) -> Path:
    """Copy a file with some of its bytes, from the fraction `at` of its length on, overwritten."""
    content = bytearray(source.read_bytes())
    start = int(len(content) * at)
    content[start : start + size] = np.random.default_rng(7).bytes(size)
    path.write_bytes(content)
    return path


def truncated(source: Path, path: Path, keep: float) -> Path:
    """Copy the first part of a file; `keep` is the fraction kept."""
    content = source.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    return path
