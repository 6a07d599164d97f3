"""Very quiet recordings, made loud enough to be heard.

The voice detector hears absolute level, and samples of 16 bits hold nothing of a recording at -90 dB. Only what is very
quiet from its beginning on is amplified, by what its loudest places want; all else stays bit for bit what it is.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from transcription_engine.resample import INT16_SCALE, SAMPLE_RATE

Block = tuple[int, np.ndarray]

_WINDOW_SAMPLES = 512
# Somebody speaks for longer than this in any recording worth amplifying; clicks are shorter.
_LOUD_WINDOWS = 10
# Effective values of the loudest places: below the first, voices begin to be missed; the second is usual.
_QUIET, _USUAL = 0.002, 0.1
# Beyond this a recording of 16 bits has but the noise of its last bit.
_MOST_GAIN = 1_000.0
# Nothing is decided on the silence before somebody speaks, unless it is longer.
_WAIT_SAMPLES = 300 * SAMPLE_RATE


class Leveler:
    """Amplifies a recording that is very quiet."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._loudest = [0.0] * _LOUD_WINDOWS
        self._held: deque[Block] = deque()
        self._held_samples = 0
        self.amplified = False

    @property
    def level(self) -> float:
        """The effective value that the recording's loudest places reach."""
        return self._loudest[0]

    def leveled(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Give the blocks, in order and each as soon as its gain is known."""
        for place, samples in blocks:
            sound = samples if np.isfinite(samples.sum()) else np.nan_to_num(samples, posinf=0, neginf=0)
            self._measure(sound)
            self._held.append((place, sound))
            self._held_samples += sound.size
            if self.level >= _QUIET:
                yield from self._all_held()
            while self._held_samples > _WAIT_SAMPLES:
                yield self._next()
        yield from self._all_held()

    def _measure(self, samples: np.ndarray) -> None:
        if self.level >= _QUIET:
            return
        size = min(samples.size, _WINDOW_SAMPLES)
        windows = samples[: samples.size - samples.size % size].reshape(-1, size) if size else samples[:0, None]
        for value in np.sqrt(np.square(windows).mean(axis=1)):
            heapq.heappushpop(self._loudest, float(value))

    def _all_held(self) -> Iterator[Block]:
        while self._held:
            yield self._next()

    def _next(self) -> Block:
        place, samples = self._held.popleft()
        self._held_samples -= samples.size
        if not 0 < self.level < _QUIET:
            return place, _as_others_hear_it(samples)
        self.amplified = True
        return place, np.clip(samples * np.float32(min(_USUAL / self.level, _MOST_GAIN)), -1, 1)


def _as_others_hear_it(samples: np.ndarray) -> np.ndarray:
    # In steps of 16 bits, as faster-whisper takes any file.
    return np.clip(np.rint(samples * INT16_SCALE), -INT16_SCALE, INT16_SCALE - 1) / INT16_SCALE
