"""From a file's frames to the rate and the one channel that the model hears."""

from collections.abc import Iterator

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

SAMPLE_RATE = 16_000


def resampled(frames: Iterator[AudioFrame]) -> Iterator[np.ndarray]:
    """Give the frames' sound as 16-bit samples, 16,000 a second, all channels mixed into one."""
    resampler, layout = None, None
    for frame in frames:
        # Broadcast and concatenated streams change rate or channels on the way; a resampler takes one of each.
        if layout != (layout := (frame.format.name, frame.layout.name, frame.sample_rate)):
            yield from _flushed(resampler)
            resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        frame.pts = None
        yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
    yield from _flushed(resampler)


def _flushed(resampler: AudioResampler | None) -> Iterator[np.ndarray]:
    if resampler is not None:
        yield from (part.to_ndarray()[0] for part in resampler.resample(None))
