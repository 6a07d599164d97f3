"""From several channels to one, without losing what only some of them have."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

# What FFmpeg mixes as is usual in the trade. Others (more channels, or with names that it does not know) it refuses,
# or does not check: those are mixed here.
_KNOWN_LAYOUTS = {
    *("mono", "stereo", "downmix", "2.1", "3.0", "3.0(back)", "3.1", "4.0", "4.1", "quad", "quad(side)"),
    *("5.0", "5.0(side)", "5.1", "5.1(side)", "6.0", "6.0(front)", "hexagonal", "6.1", "6.1(back)", "6.1(front)"),
    *("7.0", "7.0(front)", "7.1", "7.1(wide)", "7.1(wide-side)", "octagonal"),
    # Without names: FFmpeg then takes the usual ones.
    *(f"{count} channels" for count in range(1, 9)),
}
# Channels that have nothing to do with each other mix to the sum of their energies, one and its inverse to nothing.
_CANCELLED = 0.1
# Weaker than the loudest channel by this factor of energy, a channel has nothing to say (40 dB).
_IDLE = 1e-4
# Rumble and hum are often the same in channels whose voices cancel; from one sample to the next they hardly change.
# One pair of them in so many samples is enough to tell.
_EACH = 8
# Half a second of sound, but not of a rate that would take much memory.
_MOST_AT_ONCE = 48_000
# Fewer places than these are chance.
_CANCELLED_SHARE = 0.05


@dataclass
class Mixer:
    """Makes frames whose channels can be averaged; remembers whether some cancelled each other."""

    heard: int = 0
    cancelled: int = 0

    @property
    def cancels(self) -> bool:
        """Whether channels cancelled each other in a part of the recording worth a word."""
        return self.cancelled > _CANCELLED_SHARE * self.heard

    def mix(self, frames: list[AudioFrame]) -> Iterator[AudioFrame]:
        """Give frames of one layout, all about the same moment, as such that FFmpeg may mix."""
        samples = np.concatenate([_by_channel(frame) for frame in frames], axis=1)
        energies, mixed = _energies(samples)
        cancels = mixed < _CANCELLED * energies.sum()
        self.heard += 1
        self.cancelled += bool(cancels)
        if frames[0].layout.name not in _KNOWN_LAYOUTS:
            speaking = [energies.argmax()] if cancels else energies >= _IDLE * energies.max()
            yield _mono(frames[0], samples[speaking].mean(axis=0))
        elif cancels:
            yield from (_in_all_channels(frame, int(energies.argmax())) for frame in frames)
        else:
            yield from frames


def forget_odd_layout(stream: AudioStream) -> None:
    """Let a track's channels be without names where FFmpeg does not know all of them; call this before decoding.

    PyAV frees the memory of such a layout each time that it has handed it out, and the second time ends the process: it
    is asked for once here, and replaced.
    """
    layout = stream.codec_context.layout
    if layout.nb_channels and layout.name not in _KNOWN_LAYOUTS:
        stream.codec_context.layout = f"{layout.nb_channels} channels"


def mixable(frames: Iterator[AudioFrame], mixer: Mixer) -> Iterator[AudioFrame]:
    """Give frames of one layout as such that FFmpeg may mix; several channels are compared half a second at a time."""
    gathered: list[AudioFrame] = []
    samples = 0
    for frame in frames:
        if frame.layout.nb_channels == 1:
            yield frame
            continue
        gathered.append(frame)
        samples += frame.samples
        if samples >= min(frame.sample_rate // 2, _MOST_AT_ONCE):
            yield from mixer.mix(gathered)
            gathered, samples = [], 0
    if gathered:
        yield from mixer.mix(gathered)


def _by_channel(frame: AudioFrame) -> np.ndarray:
    samples = frame.to_ndarray()
    return samples if frame.format.is_planar else samples.reshape(-1, frame.layout.nb_channels).T


def _energies(samples: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the energy of each channel, and of all of them together."""
    last = samples.shape[1] - samples.shape[1] % _EACH
    changes = samples[:, 1:last:_EACH].astype(np.float32, order="C") - samples[:, 0:last:_EACH]
    mixed = changes.sum(axis=0)
    return np.einsum("ij,ij->i", changes, changes), float(mixed @ mixed)


def _in_all_channels(frame: AudioFrame, channel: int) -> AudioFrame:
    samples = _by_channel(frame)
    same = np.repeat(samples[channel][None], len(samples), axis=0)
    data = same if frame.format.is_planar else np.ascontiguousarray(same.T).reshape(1, -1)
    made = AudioFrame.from_ndarray(data, format=frame.format.name, layout=frame.layout.name)
    made.sample_rate = frame.sample_rate
    return made


def _mono(frame: AudioFrame, channel: np.ndarray) -> AudioFrame:
    made = AudioFrame.from_ndarray(_as_float(channel, frame)[None], format="flt", layout="mono")
    made.sample_rate = frame.sample_rate
    return made


def _as_float(channel: np.ndarray, frame: AudioFrame) -> np.ndarray:
    if frame.format.name.startswith("u8"):
        return ((channel - 128.0) / 128.0).astype(np.float32)
    kind = {"s16": 2**15, "s32": 2**31}.get(frame.format.name.rstrip("p"), 1)
    return (channel / kind).astype(np.float32)
