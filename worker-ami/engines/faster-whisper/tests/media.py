"""Media files made on the spot."""

from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np

from transcription_engine.decode import open_audio
from transcription_engine.options import Clip


def decode(path: str, limit: float, clip: Clip | None = None) -> SimpleNamespace:
    """Decode a whole file, or a clip of it, as the engine does."""
    audio = open_audio(path, limit, clip)
    samples = np.concatenate([np.zeros(0, dtype=np.float32), *audio.blocks()])
    return SimpleNamespace(samples=samples, damage=audio.damage, audio=audio)


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


def write_late_audio(path: Path, samples: np.ndarray, late_by: int) -> Path:
    """Write a film whose picture begins at once and whose sound comes later, by so many seconds."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=1)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for second in range(late_by + 1):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), second, dtype=np.uint8), format="rgb24")
            picture.pts = second
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts = 16_000, late_by * 16_000
        container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    return path


def write_media(  # noqa: PLR0913, PLR0917 - what a file can differ in.
    path: Path, samples: np.ndarray, codec: str, rate: int, layout: str, bit_rate: int | None = None
) -> Path:
    """Write mono float samples at 16 kHz in any container, codec, rate and number of channels."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        if bit_rate:
            stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = 16_000
        container.start_encoding()
        context = stream.codec_context
        # Of each kind of frame an encoder takes its own size; 1024 where it takes any.
        resampler = av.AudioResampler(context.format, layout, rate, frame_size=context.frame_size or 1024)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def write_picture(path: Path) -> Path:
    """Write a PNG."""
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    return path
