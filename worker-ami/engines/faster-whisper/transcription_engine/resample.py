"""From a file's frames to the rate and the one channel that the model hears."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from transcription_engine.errors import UnsupportedMedia
from transcription_engine.mixing import Mixer, mixable

SAMPLE_RATE = 16_000
INT16_SCALE = np.float32(32_768.0)
_A_SECOND_OF_SILENCE = np.zeros(SAMPLE_RATE, dtype=np.float32)
# From the slowest telephone to the fastest DSD; what is beyond is a broken header, and would take all memory.
_RATES = range(1_000, 3_000_001)
# What comes after handles a block about as fast as a frame.
_BLOCK_SAMPLES = 4_096
# FFmpeg calculates with whole numbers where the samples are no finer than this, which is what other programs get.
_COARSE = {"u8", "u8p", "s16", "s16p"}


def resampled(frames: Iterable[tuple[AudioFrame, float]], mixer: Mixer) -> Iterator[tuple[int, np.ndarray]]:
    """Give sound as float samples between -1 and 1, 16,000 a second, all channels mixed into one.

    Args:
      frames: frames with their place in seconds; where one begins later than the one before ended, there is a gap.
      mixer: mixes the channels.

    Returns:
      Blocks with the place of their first sample; after a gap there is one further on.
    """
    position: int | None = None
    # Broadcast and concatenated streams change rate or channels on the way; a resampler takes one of each.
    for (_kind, begins), stretch in groupby(frames, _Stretches()):
        position = max(round(begins * SAMPLE_RATE), position or 0)
        for block in _of_one_kind((frame for frame, _place in stretch), mixer):
            yield position, block
            position += block.size


def silence(samples: int) -> Iterator[np.ndarray]:
    """Give so many samples of silence, of any number, in little memory."""
    for start in range(0, samples, SAMPLE_RATE):
        yield _A_SECOND_OF_SILENCE[: samples - start]


class _Stretches:
    """Names the stretch that a frame belongs to: by its kind, and where the last gap ended."""

    def __init__(self) -> None:
        self._begins = self._ends = 0.0
        self._kind: tuple[str, str, int] | None = None

    def __call__(self, placed: tuple[AudioFrame, float]) -> tuple[tuple[str, str, int], float]:
        frame, place = placed
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        # Frames that follow each other have the very same sum of lengths.
        if self._kind != kind or place != self._ends:
            self._kind, self._begins = kind, place
        self._ends = place + frame.samples / frame.sample_rate
        return kind, self._begins


def _of_one_kind(frames: Iterator[AudioFrame], mixer: Mixer) -> Iterator[np.ndarray]:
    gathered: list[np.ndarray] = []
    size = 0
    for frame in _at_our_rate(mixable(frames, mixer)):
        gathered.append(frame.to_ndarray()[0])
        size += frame.samples
        if size >= _BLOCK_SAMPLES:
            yield _floats(np.concatenate(gathered))
            gathered, size = [], 0
    if gathered:
        yield _floats(np.concatenate(gathered))


def _at_our_rate(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
    resampler: AudioResampler | None = None
    for frame in frames:
        if resampler is None:
            _refuse_rate(frame.sample_rate)
            kind = "s16" if frame.format.name in _COARSE else "flt"
            resampler = AudioResampler(format=kind, layout="mono", rate=SAMPLE_RATE)
        frame.pts = None
        yield from resampler.resample(frame)
    if resampler is not None:
        yield from resampler.resample(None)


def _floats(samples: np.ndarray) -> np.ndarray:
    return samples.astype(np.float32) / INT16_SCALE if samples.dtype == np.int16 else samples


def _refuse_rate(rate: int) -> None:
    if rate not in _RATES:
        raise UnsupportedMedia(
            f"The file says that its sound has {rate} samples a second. Expected {_RATES[0]} to {_RATES[-1]}: save it "
            "anew at 16,000 or 48,000, or upload an undamaged copy."
        )
