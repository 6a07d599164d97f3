"""From a media file to samples.

faster-whisper's own `decode_audio` stops without a word at the first damaged packet: a minute of speech with a few
bad bytes after 20 seconds becomes 20 seconds. It also decodes a file of any length before anyone can object. Here a
damaged packet is left out and the rest is kept, with a word about what is missing, and decoding ends when the audio is
longer than accepted. Files without damage give the same samples as `decode_audio`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from transcription_engine.damage import Damage
from transcription_engine.errors import AudioFileMissing, AudioTooLong, NoAudioStream, UnsupportedMedia

SAMPLE_RATE = 16_000
_INT16_SCALE = 32_768.0

# Text that makes FFmpeg open further files or network addresses, or that it draws as a picture: an upload is one
# media file and may not reach for anything else on this machine.
_PLAYLISTS = {"concat", "concatf", "dash", "hls", "imf", "webm_dash_manifest"}
_REFUSED_FORMATS = _PLAYLISTS | {"rtp", "rtsp", "sdp"} | {"image2", "tty"}
_OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(sorted(av.formats_available - _REFUSED_FORMATS)),
}
# FFmpeg guesses how long these are from the bit rate of their beginning, and can be wrong by a factor.
_GUESSED_DURATION = {"aac", "mp3"}


@dataclass(frozen=True)
class Audio:
    """Mono float32 samples between -1 and 1, 16,000 a second, and in words what is missing; None if nothing is."""

    samples: np.ndarray
    damage: str | None


def decode(path: str, max_seconds: float) -> Audio:
    """Decode the first audio stream of a file.

    Args:
      path: a local file.
      max_seconds: longest audio accepted.

    Returns:
      What could be decoded; no samples for a stream without sound.

    Raises:
      AudioFileMissing, UnsupportedMedia, NoAudioStream, AudioTooLong: as their names say.
    """
    with _open(path) as container:
        stream = _audio_stream(container)
        announced, damage = _announced_seconds(container), Damage()
        if announced is not None:
            _refuse_longer(announced, max_seconds)
        samples = _samples(_frames(container, stream, damage), max_seconds)
    return Audio(samples, damage.in_words(samples.size / SAMPLE_RATE, announced) if damage.found() else None)


def _open(path: str) -> InputContainer:
    if not os.path.isfile(path):
        raise AudioFileMissing(f"There is no file {path}. Expected the downloaded audio: write it before the request.")
    try:
        return av.open(os.path.abspath(path), metadata_errors="ignore", options=dict(_OPEN_OPTIONS))
    except FFmpegError as problem:
        raise UnsupportedMedia(
            f"The file cannot be read as audio or video ({problem.strerror}). Expected a media file such as mp3, wav, "
            "flac, m4a, ogg or webm, complete and not encrypted."
        ) from problem


def _audio_stream(container: InputContainer) -> AudioStream:
    if not container.streams.audio:
        kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
        raise NoAudioStream(f"The file has no audio stream; it holds {kinds}. Expected a file with sound.")
    stream = container.streams.audio[0]
    if stream.codec_context is None:
        raise UnsupportedMedia("The file's audio has a codec that cannot be decoded, or it is encrypted.")
    return stream


def _announced_seconds(container: InputContainer) -> float | None:
    if not container.duration or container.format.name in _GUESSED_DURATION:
        return None
    return container.duration / av.time_base


def _frames(container: InputContainer, stream: AudioStream, damage: Damage) -> Iterator[AudioFrame]:
    decoded = 0
    for packet in _packets(container, stream, damage):
        try:
            frames = packet.decode()
        except FFmpegError:
            damage.leave_out(float(packet.duration * packet.time_base) if packet.duration else 0.0)
            continue
        decoded += len(frames)
        yield from frames
    if not decoded and (damage.found() or container.duration):
        raise UnsupportedMedia("Nothing in the file's audio stream can be decoded: it is damaged or encrypted.")


def _packets(container: InputContainer, stream: AudioStream, damage: Damage) -> Iterator[av.Packet]:
    try:
        yield from container.demux(stream)
    except FFmpegError as problem:
        damage.break_off(problem.strerror)


def _samples(frames: Iterator[AudioFrame], max_seconds: float) -> np.ndarray:
    pieces, count = [], 0
    for piece in _resampled(frames):
        pieces.append(piece)
        count += piece.size
        _refuse_longer(count / SAMPLE_RATE, max_seconds)
    samples, filled = np.empty(count, dtype=np.float32), 0
    for piece in pieces:
        np.divide(piece, _INT16_SCALE, out=samples[filled : filled + piece.size], casting="unsafe")
        filled += piece.size
    return samples


def _resampled(frames: Iterator[AudioFrame]) -> Iterator[np.ndarray]:
    resampler, layout = None, None
    for frame in frames:
        # Broadcast and concatenated streams change rate or channels on the way; a resampler takes one of each.
        if layout != (layout := (frame.format.name, frame.layout.name, frame.sample_rate)):
            yield from _flushed(resampler)
            resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        frame.pts = None
        yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
    yield from _flushed(resampler)


def _flushed(resampler: AudioResampler | None) -> Iterator[np.ndarray]:
    if resampler is not None:
        yield from (part.to_ndarray()[0] for part in resampler.resample(None))


def _refuse_longer(seconds: float, max_seconds: float) -> None:
    if seconds > max_seconds:
        raise AudioTooLong(
            f"The audio is longer than the {max_seconds:g} seconds accepted. Split it, or raise the deployment's limit."
        )
