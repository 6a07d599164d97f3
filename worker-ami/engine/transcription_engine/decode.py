"""From a media file to samples, block by block.

faster-whisper's own `decode_audio` stops without a word at the first damaged packet: a minute of speech with a few
bad bytes after 20 seconds becomes 20 seconds. It also decodes a file of any length at once, before anyone can object.
Here a damaged packet is left out and the rest is kept, with a word about what is missing, memory does not grow with the
file, and decoding ends when the audio is longer than accepted. Files without damage give the samples of `decode_audio`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from transcription_engine.damage import Damage
from transcription_engine.duration import announced_seconds, counted_seconds
from transcription_engine.errors import AudioTooLong, UnsupportedMedia, UnsupportedOption
from transcription_engine.media import audio_stream, open_media
from transcription_engine.options import Clip
from transcription_engine.resample import SAMPLE_RATE, resampled

_INT16_SCALE = np.float32(32_768.0)
# Decoders need some packets before a place to be right about it: MP3 looks back 511 bytes, Opus wants 80 ms.
_PREROLL_SECONDS = 1.0
# A start of an audio track within this is padding of its encoder, which players also take for the beginning.
_LATE_SECONDS = 0.2


@dataclass
class Audio:
    """A file that is being read: mono float32 samples between -1 and 1, 16,000 a second."""

    path: str
    max_seconds: float
    clip: Clip = field(default_factory=Clip)
    duration_seconds: float = 0.0
    """Of the whole file: from its header or packets, and as decoded once all of it is."""
    first_sample: int = 0
    """Where in the file the first sample lies, of those that `blocks` gives."""
    samples: int = 0
    _damage: Damage = field(default_factory=Damage)
    _announced: float | None = None

    def blocks(self) -> Iterator[np.ndarray]:
        """Decode the first audio stream, or the clip of it; the samples come in small blocks.

        Raises:
          UnsupportedMedia, AudioTooLong, UnsupportedOption: as `open_audio` does, for what only decoding shows.
        """
        with open_media(self.path) as container:
            for block in self._clipped(resampled(self._frames(container))):
                self.samples += block.size
                _refuse_longer(self.samples / SAMPLE_RATE, self.max_seconds)
                yield block
        if self.clip == Clip():
            self.duration_seconds = (self.first_sample + self.samples) / SAMPLE_RATE
        elif not self.samples:
            raise _beyond_the_end(self.clip, self.duration_seconds)

    @property
    def damage(self) -> str | None:
        """What is missing, in words; None if nothing is."""
        if not self._damage.found():
            return None
        decoded = (self.first_sample + self.samples) / SAMPLE_RATE
        return self._damage.in_words(decoded, self._announced if self.clip == Clip() else None)

    def _frames(self, container: InputContainer) -> Iterator[AudioFrame]:
        stream, decoded, skipped = audio_stream(container), 0, False
        for packet in _packets(container, stream, self._damage):
            if _ends_before(packet, self.clip.start - _PREROLL_SECONDS, container):
                skipped = True
                continue
            try:
                frames = packet.decode()
            except FFmpegError:
                self._damage.leave_out(float(packet.duration * packet.time_base) if packet.duration else 0.0)
                continue
            if frames and not decoded:
                self._place(frames[0], packet, container, skipped)
            decoded += len(frames)
            yield from frames
        if not decoded and not skipped and (self._damage.found() or container.duration):
            raise UnsupportedMedia("Nothing in the file's audio stream can be decoded: it is damaged or encrypted.")

    def _place(self, frame: AudioFrame, packet: av.Packet, container: InputContainer, skipped: bool) -> None:
        pts = frame.pts if frame.pts is not None else packet.pts
        seconds = 0.0 if pts is None else _since_start(pts, packet, container)
        self.first_sample = round(seconds * SAMPLE_RATE) if skipped or seconds > _LATE_SECONDS else 0

    def _clipped(self, pieces: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        position, first, last = None, round(self.clip.start * SAMPLE_RATE), self.clip.end * SAMPLE_RATE
        for piece in pieces:
            if position is None:
                position, self.first_sample = self.first_sample, max(self.first_sample, first)
            kept = piece[max(first - position, 0) : int(min(max(last - position, 0), piece.size))]
            position += piece.size
            if kept.size:
                yield kept.astype(np.float32) / _INT16_SCALE
            if position >= last:
                break


def open_audio(path: str, max_seconds: float, clip: Clip | None = None) -> Audio:
    """Look at a file: whether it can be read, and how long it is.

    Args:
      path: a local file.
      max_seconds: longest audio accepted, of the clip if there is one.
      clip: the part to decode.

    Raises:
      AudioFileMissing, UnsupportedMedia, NoAudioStream, AudioTooLong: as their names say.
      UnsupportedOption: the clip begins after the end.
    """
    audio = Audio(path, max_seconds, clip or Clip())
    with open_media(path) as container:
        stream = audio_stream(container)
        audio._announced = announced_seconds(container)
        # A broken header can announce far more than there is.
        trusted = audio._announced is not None and _wanted(audio._announced, audio.clip) <= max_seconds
        audio.duration_seconds = audio._announced if trusted else counted_seconds(container, stream)
    if audio.clip.start and audio.clip.start >= audio.duration_seconds:
        raise _beyond_the_end(audio.clip, audio.duration_seconds)
    _refuse_longer(_wanted(audio.duration_seconds, audio.clip), max_seconds)
    return audio


def _wanted(seconds: float, clip: Clip) -> float:
    return min(seconds, clip.end) - clip.start


def _packets(container: InputContainer, stream: AudioStream, damage: Damage) -> Iterator[av.Packet]:
    try:
        yield from container.demux(stream)
    except FFmpegError as problem:
        damage.break_off(problem.strerror)


def _ends_before(packet: av.Packet, seconds: float, container: InputContainer) -> bool:
    if seconds <= 0 or packet.pts is None:
        return False
    return _since_start(packet.pts + (packet.duration or 0), packet, container) < seconds


def _since_start(pts: int, packet: av.Packet, container: InputContainer) -> float:
    return float(pts * packet.time_base) - (container.start_time or 0) / av.time_base


def _refuse_longer(seconds: float, max_seconds: float) -> None:
    if seconds > max_seconds:
        raise AudioTooLong(
            f"The audio is longer than the {max_seconds:g} seconds accepted. Split it, or raise the deployment's limit."
        )


def _beyond_the_end(clip: Clip, seconds: float) -> UnsupportedOption:
    return UnsupportedOption(
        f"The clip begins at {clip.start:g} seconds, and the audio has {seconds:.2f}. Expected a start before its end."
    )
