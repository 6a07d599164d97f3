"""A sign of life while a file is read: a long silence gives no text and asks the model nothing."""

import time
from collections.abc import Callable, Iterator

import numpy as np

from transcription_engine.decode import Audio
from transcription_engine.parts import Parts
from transcription_engine.resample import SAMPLE_RATE

# Well within the time after which the worker takes the engine for hung.
_BEAT_SECONDS = 5.0

Beat = Callable[[float], None]


def watched_blocks(audio: Audio, parts: Parts, beat: Beat) -> Iterator[np.ndarray]:
    """Give the samples of a file, and now and then say how far it is read.

    Args:
      audio: the file.
      parts: says whether to stop.
      beat: is told the seconds of the file that are read.

    Raises:
      Stopped: the request was told to stop.
      EngineError: as `Audio.blocks` does.
    """
    last = time.monotonic()
    for block in audio.blocks():
        parts.check_stop()
        if time.monotonic() - last >= _BEAT_SECONDS:
            last = time.monotonic()
            beat((audio.first_sample + audio.samples) / SAMPLE_RATE)
        yield block
