"""Media files with odd timestamps, tracks and channels, made on the spot."""

from collections.abc import Callable, Iterable
from pathlib import Path

import av
import numpy as np

RATE = 16_000
_FRAME = 960


def write_stamped(path: Path, samples: np.ndarray, place_of: Callable[[float], float], codec: str = "libopus") -> Path:
    """Write mono samples whose frames say that they lie at `place_of(seconds)`, instead of where they do."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, layout="mono")
        container.start_encoding()
        for start in range(0, samples.size, _FRAME):
            frame = frame_of(samples[None, start : start + _FRAME])
            frame.pts = start
            for packet in stream.encode(frame):
                seconds = float(packet.pts * packet.time_base)
                packet.pts = packet.dts = round(place_of(seconds) / packet.time_base)
                container.mux(packet)
    return path


def write_tracks(path: Path, tracks: Iterable[np.ndarray], default: int, codec: str = "pcm_s16le") -> Path:
    """Write a file with several mono tracks, of which one is marked as the default."""
    tracks = list(tracks)
    with av.open(str(path), "w") as container:
        streams = [container.add_stream(codec, rate=RATE, layout="mono") for _track in tracks]
        for number, stream in enumerate(streams):
            stream.disposition = av.stream.Disposition.default if number == default else av.stream.Disposition(0)
        container.start_encoding()
        for samples, stream in zip(tracks, streams, strict=True):
            container.mux(stream.encode(frame_of(samples[None])))
            container.mux(stream.encode(None))
    return path


def write_channels(path: Path, channels: np.ndarray, rate: int = RATE, kind: str = "<i2") -> Path:
    """Write a WAV with any number of channels, as samples of 16 or 32 bits, 32-bit floats or packed 24 bits."""
    data = _encoded(channels.T, kind)
    tag, bits = (3, 32) if kind == "<f4" else (1, {"<i2": 16, "<i3": 24}[kind])
    frame = bits // 8 * len(channels)
    words = [(tag, 2), (len(channels), 2), (rate, 4), (min(rate * frame, 2**32 - 1), 4), (frame, 2), (bits, 2)]
    form = b"".join(value.to_bytes(size, "little") for value, size in words)
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", data)
    path.write_bytes(_chunk(b"RIFF", body))
    return path


def frame_of(channels: np.ndarray, layout: str = "mono") -> av.AudioFrame:
    """Return float samples as a frame of 16 bits."""
    packed = np.ascontiguousarray((channels * 32767).astype(np.int16).T).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
    frame.sample_rate = RATE
    return frame


def _encoded(samples: np.ndarray, kind: str) -> bytes:
    if kind == "<f4":
        return samples.astype("<f4").tobytes()
    if kind == "<i3":
        return (samples * 8_388_607).round().astype("<i4").reshape(-1, 1).view("u1")[:, :3].tobytes()
    return (samples * 32_767).astype(kind).tobytes()


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)
