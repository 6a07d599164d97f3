"""A recording that is put together of sounds."""

import json
import re
import wave
from pathlib import Path

import av
import numpy as np

RATE = 16_000


class Recording:
    """Grows sound by sound, and knows what is said in it and when."""

    def __init__(self, *sounds: np.ndarray) -> None:
        """Begin with sounds in which nobody speaks."""
        self.sounds = list(sounds)
        self.said: list[tuple[float, float, str]] = []

    @property
    def seconds(self) -> float:
        """How long it is."""
        return sum(map(len, self.sounds)) / RATE

    @property
    def samples(self) -> np.ndarray:
        """All of it."""
        return np.concatenate(self.sounds)

    def say(self, text: str, sound: np.ndarray) -> None:
        """Add a sentence; what stands in brackets is heard and not said."""
        start, said = self.seconds, re.sub(r"\s*\([^)]*\)", "", text)
        self.sounds.append(sound)
        if said:
            self.said.append((start, self.seconds, said))

    def save(self, stem: Path) -> None:
        """Write the sound, and what is said in it."""
        stem.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(f"{stem}.wav", "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.clip(self.samples, -32768, 32767).astype(np.int16).tobytes())
        Path(f"{stem}.json").write_text(json.dumps(self.said), encoding="utf-8")


def silence(seconds: float) -> np.ndarray:
    """Return samples of it."""
    return np.zeros(int(seconds * RATE), np.int16)


def decoded(file: Path) -> np.ndarray:
    """Return a file's samples."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(file), format="g722" if file.suffix == ".g722" else None) as source:
        frames = [part for frame in source.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in [*frames, *resampler.resample(None)]])
