"""How probable it is that somebody speaks, while the samples come in.

faster-whisper's detector wants the whole recording at once; this one keeps the network's state from block to block and
gives bit for bit the same probabilities.
"""

import numpy as np
from faster_whisper.vad import get_vad_model

# What the Silero network takes: 32 ms of sound and 4 ms of what came before.
WINDOW_SAMPLES = 512
_CONTEXT_SAMPLES = 64
_STATE_SHAPE = (1, 1, 128)
# About four seconds: larger blocks are not faster, and nothing can be said before a block is full.
_BLOCK_WINDOWS = 128


class VoiceDetector:
    """Turns samples into one probability for each window of 512."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._session = get_vad_model().session
        self._hidden = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._cell = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._context = np.zeros(_CONTEXT_SAMPLES, dtype=np.float32)
        self._waiting: list[np.ndarray] = []
        self._waiting_samples = 0

    def hear(self, samples: np.ndarray) -> np.ndarray:
        """Take samples; give the probabilities that are known now, mostly none, then those of a whole block."""
        self._waiting.append(samples)
        self._waiting_samples += samples.size
        if self._waiting_samples < _BLOCK_WINDOWS * WINDOW_SAMPLES:
            return np.zeros(0, dtype=np.float32)
        heard = np.concatenate(self._waiting)
        whole = heard.size // WINDOW_SAMPLES * WINDOW_SAMPLES
        self._waiting, self._waiting_samples = [heard[whole:]], heard.size - whole
        return self._probabilities(heard[:whole])

    def finish(self) -> np.ndarray:
        """Give the remaining probabilities; like the stock detector, hear at least one sample of silence at the end."""
        heard = np.concatenate([*self._waiting, np.zeros(1, dtype=np.float32)])
        missing = -heard.size % WINDOW_SAMPLES
        return self._probabilities(np.pad(heard, (0, missing)))

    def _probabilities(self, samples: np.ndarray) -> np.ndarray:
        windows = samples.reshape(-1, WINDOW_SAMPLES)
        seen = np.empty((len(windows), _CONTEXT_SAMPLES + WINDOW_SAMPLES), dtype=np.float32)
        seen[:, _CONTEXT_SAMPLES:] = windows
        seen[0, :_CONTEXT_SAMPLES] = self._context
        seen[1:, :_CONTEXT_SAMPLES] = windows[:-1, -_CONTEXT_SAMPLES:]
        self._context = windows[-1, -_CONTEXT_SAMPLES:].copy()
        output, self._hidden, self._cell = self._session.run(None, {"input": seen, "h": self._hidden, "c": self._cell})
        return output
