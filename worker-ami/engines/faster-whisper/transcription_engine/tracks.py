"""The audio tracks of a file: which one is heard, and what to say of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from transcription_engine.errors import NoAudioStream, UnsupportedMedia


@dataclass(frozen=True)
class Track:
    """One audio track."""

    index: int
    """Of the stream in the file."""
    number: int
    """Among the audio tracks, from 1."""
    language: str | None
    decodable: bool

    def in_words(self) -> str:
        """Name it as players do."""
        return f"{self.number} ({self.language})" if self.language else str(self.number)


def audio_tracks(container: InputContainer) -> list[Track]:
    """Return the audio tracks, in the order in which they are tried: the default one first.

    Raises:
      NoAudioStream, UnsupportedMedia: as their names say.
    """
    streams = container.streams.audio
    if not streams:
        kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
        raise NoAudioStream(f"The file has no audio stream; it holds {kinds}. Expected a file with sound.")
    tracks = [_track(number, stream) for number, stream in enumerate(streams, 1)]
    if not any(track.decodable for track in tracks):
        raise UnsupportedMedia("The file's audio has a codec that cannot be decoded, or it is encrypted.")
    preferred = {stream.index for stream in streams if stream.disposition & Disposition.default}
    return sorted(tracks, key=lambda track: (not track.decodable, track.index not in preferred, track.number))


def unheard_in_words(heard: Track, tracks: Sequence[Track], silent: Sequence[Track]) -> str:
    """Say which tracks were not transcribed, and what to do about it."""
    others = sorted((track for track in tracks if track != heard), key=lambda track: track.number)
    return (
        f"the file has {len(tracks)} audio tracks, and only track {heard.in_words()} was transcribed. "
        + " ".join(_fate(track, silent) for track in others)
        + " Upload a track as a file of its own to have it transcribed"
    )


def _fate(track: Track, silent: Sequence[Track]) -> str:
    if not track.decodable:
        return f"Track {track.in_words()} has a codec that cannot be decoded."
    if track in silent:
        return f"In track {track.in_words()} no speech was found."
    return f"Track {track.in_words()} was not listened to."


def _track(number: int, stream: AudioStream) -> Track:
    language = stream.language if stream.language and stream.language.isascii() and stream.language.isalpha() else None
    return Track(stream.index, number, None if language == "und" else language, stream.codec_context is not None)
