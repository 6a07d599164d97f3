"""Short clips in which the voice detector hears nobody, though somebody may say a word.

The detector needs some sound to be sure, and a clip of one word is over before. Such a clip is listened to as a whole,
and the gates judge what the model makes of it.
"""

import numpy as np

from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.voice import WINDOW_SAMPLES, VoiceDetector

# With silence before it the detector is surer of a word: of words that it missed it then had 0.46 to 0.76, of steady
# noise 0.43 at most, of a melody 0.58.
_LEAD_IN = np.zeros(SAMPLE_RATE, dtype=np.float32)
_LIKELY_SHARE = 0.8
# A word stands out from the silence around it: 20 dB. Steady noise, hum and most music do not.
_CONTRAST = 10.0
_LOUDEST, _SOFTEST = 95, 5


def faint_voice(samples: np.ndarray, threshold: float) -> np.ndarray | None:
    """Return for each window of a clip whether it is loud, if somebody may speak there; else None.

    Args:
      samples: the whole clip.
      threshold: the probability from which on a place is taken for speech.
    """
    levels = _levels(samples)
    if not levels.size:
        return None
    loudest, softest = np.percentile(levels, [_LOUDEST, _SOFTEST])
    if loudest <= _CONTRAST * softest or _probability(samples) < _LIKELY_SHARE * threshold:
        return None
    return levels * _CONTRAST >= loudest


def _levels(samples: np.ndarray) -> np.ndarray:
    windows = samples[: samples.size - samples.size % WINDOW_SAMPLES].reshape(-1, WINDOW_SAMPLES)
    return np.sqrt(np.square(windows).mean(axis=1))


def _probability(samples: np.ndarray) -> float:
    detector = VoiceDetector()
    heard = [detector.hear(np.concatenate([_LEAD_IN, samples])), detector.finish()]
    return float(np.concatenate([found.reshape(-1) for found in heard]).max())
