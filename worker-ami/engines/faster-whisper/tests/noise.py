"""Sounds that nobody speaks in, made on the spot, always the same."""

import numpy as np

RATE = 16_000


def sounds(seconds: int) -> dict[str, np.ndarray]:
    """Return several kinds of silence, noise and music by name."""
    random, time = np.random.default_rng(5), np.arange(seconds * RATE) / RATE
    white = random.standard_normal(time.size)
    notes = np.repeat(random.choice([220, 247, 262, 294, 330, 349, 392], 2 * seconds + 2), RATE // 2)[: time.size]
    turn = np.cumsum(2 * np.pi * notes / RATE)
    decay = np.exp(-(time % 0.5) * 4)
    return {
        "silence": np.zeros(time.size),
        "white": 0.1 * white,
        "loud": 0.5 * white,
        "pink": 0.8 * _coloured(white, 0.5),
        "brown": 0.9 * _coloured(white, 1.0),
        "hum": 0.2 * sum(np.sin(2 * np.pi * 50 * n * time) / n for n in range(1, 8)),
        "pulsing": _coloured(white, 0.5) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * time)),
        "bursts": 0.5 * white * (np.sin(2 * np.pi * 1.3 * time) > 0.7),
        "melody": 0.3 * (np.sin(turn) + 0.5 * np.sin(2 * turn) + 0.25 * np.sin(3 * turn)) * decay,
    }


def _coloured(white: np.ndarray, power: float) -> np.ndarray:
    bins = np.fft.rfft(white)
    shaped = np.fft.irfft(bins / np.maximum(np.arange(bins.size), 1.0) ** power, white.size)
    return shaped / np.abs(shaped).max()
