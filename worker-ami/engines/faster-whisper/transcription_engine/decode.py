"""From a media file to samples, block by block.

faster-whisper's own `decode_audio` stops without a word at the first damaged packet: a minute of speech with a few
bad bytes after 20 seconds becomes 20 seconds. It also decodes a file of any length at once, before anyone can object.
Here a damaged packet is left out and the rest is kept, with a word about what is missing, memory does not grow with the
file, and decoding ends when the audio is longer than accepted. Files without damage give the samples of `decode_audio`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.error import FFmpegError

from transcription_engine.damage import Damage
from transcription_engine.duration import announced_seconds, beyond_the_end, refuse_longer, wanted
from transcription_engine.errors import UnsupportedMedia
from transcription_engine.frames import Frames
from transcription_engine.level import Block, Leveler
from transcription_engine.media import open_media
from transcription_engine.mixing import Mixer
from transcription_engine.options import Clip
from transcription_engine.resample import SAMPLE_RATE, resampled, silence
from transcription_engine.tracks import Track, audio_tracks
from transcription_engine.unread import unread_bytes


@dataclass
class Audio:
    """A track that is being read: mono float32 samples between -1 and 1, 16,000 a second."""

    path: str
    max_seconds: float
    clip: Clip = field(default_factory=Clip)
    track: Track | None = None
    """The first choice without one."""
    tracks: list[Track] = field(default_factory=list)
    """All of the file, in the order in which they are tried."""
    duration_seconds: float = 0.0
    """Of the whole file: from its header or packets, and as decoded once all of it is."""
    first_sample: int = 0
    """Where in the file the first sample lies, of those that `blocks` gives."""
    samples: int = 0
    gap_samples: int = 0
    """Those of them that stand for gaps."""
    unread: int = 0
    """Bytes behind the last that were read as sound, where there should be none."""
    mixer: Mixer = field(default_factory=Mixer)
    leveler: Leveler = field(default_factory=Leveler)
    _damage: Damage = field(default_factory=Damage)
    _announced: float | None = None

    def blocks(self) -> Iterator[np.ndarray]:
        """Decode the track, or the clip of it; the samples come in small blocks, and gaps as silence.

        Raises:
          UnsupportedMedia, AudioTooLong, UnsupportedOption: as `open_audio` does, for what only decoding shows.
        """
        try:
            with open_media(self.path) as container:
                yield from self._counted(self._sound(container))
        except MemoryError:
            raise
        except FFmpegError as problem:
            raise UnsupportedMedia(
                f"The file's sound cannot be decoded ({problem.strerror}). Save it anew as wav, flac or mp3 with one "
                "channel or two."
            ) from problem
        if self.clip == Clip():
            self.duration_seconds = (self.first_sample + self.samples) / SAMPLE_RATE
        elif not self.samples:
            raise beyond_the_end(self.clip, self.duration_seconds)

    def again(self) -> "Audio":
        """Return the same track, to be read from its beginning."""
        return replace(self, samples=0, gap_samples=0, mixer=Mixer(), leveler=Leveler(), _damage=Damage())

    def others(self) -> list["Audio"]:
        """Return the other tracks that can be decoded, in the order in which they are tried."""
        others = [track for track in self.tracks if track.decodable and track != self.track]
        return [replace(self.again(), track=track) for track in others]

    @property
    def damage(self) -> str | None:
        """What is missing, in words; None if nothing is."""
        if not self._damage.found():
            return None
        decoded = (self.first_sample + self.samples - self.gap_samples) / SAMPLE_RATE
        return self._damage.in_words(decoded, self._announced if self.clip == Clip() else None)

    def _sound(self, container: InputContainer) -> Iterator[Block]:
        track = self.track or audio_tracks(container)[0]
        frames = Frames(container, container.streams[track.index], self._damage)
        placed = self._within_limit(frames.since(self.clip.start))
        yield from self.leveler.leveled(_clipped(resampled(placed, self.mixer), self.clip))
        if self.clip == Clip():
            self.unread = unread_bytes(container, self.path, frames.read_to)

    def _within_limit(self, frames: Iterable[tuple[AudioFrame, float]]) -> Iterator[tuple[AudioFrame, float]]:
        for frame, place in frames:
            # A gap can be longer than what is accepted.
            refuse_longer(wanted(place, self.clip), self.max_seconds)
            yield frame, place

    def _counted(self, blocks: Iterator[Block]) -> Iterator[np.ndarray]:
        for place, samples in blocks:
            if not self.samples:
                self.first_sample = place
            gap = max(place - self.first_sample - self.samples, 0)
            self.gap_samples += gap
            for block in chain(silence(gap), [samples]):
                self.samples += block.size
                refuse_longer(self.samples / SAMPLE_RATE, self.max_seconds)
                yield block


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
        audio.tracks = audio_tracks(container)
        audio.track = audio.tracks[0]
        audio._announced = announced_seconds(container, path)
        audio.duration_seconds = audio._announced or 0.0
        # A broken header can announce far more than there is, or less.
        if not audio.clip.start < audio.duration_seconds or wanted(audio.duration_seconds, audio.clip) > max_seconds:
            stream = container.streams[audio.track.index]
            audio.duration_seconds = Frames(container, stream, Damage()).length()
    if audio.clip.start and audio.clip.start >= audio.duration_seconds:
        raise beyond_the_end(audio.clip, audio.duration_seconds)
    refuse_longer(wanted(audio.duration_seconds, audio.clip), max_seconds)
    return audio


def _clipped(blocks: Iterable[Block], clip: Clip) -> Iterator[Block]:
    first, last = round(clip.start * SAMPLE_RATE), clip.end * SAMPLE_RATE
    for place, samples in blocks:
        kept = samples[max(first - place, 0) : int(min(max(last - place, 0), samples.size))]
        if kept.size:
            yield max(place, first), kept
        if place + samples.size >= last:
            break
