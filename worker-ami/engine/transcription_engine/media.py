"""Opening what was uploaded, and only that."""

import os

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from transcription_engine.errors import AudioFileMissing, NoAudioStream, UnsupportedMedia

# Text that makes FFmpeg open further files or network addresses, or that it draws as a picture: an upload is one
# media file and may not reach for anything else on this machine.
_PLAYLISTS = {"concat", "concatf", "dash", "hls", "imf", "webm_dash_manifest"}
_REFUSED_FORMATS = _PLAYLISTS | {"rtp", "rtsp", "sdp"} | {"image2", "tty"}
_OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(sorted(av.formats_available - _REFUSED_FORMATS)),
}


def open_media(path: str) -> InputContainer:
    """Open a local media file.

    Raises:
      AudioFileMissing, UnsupportedMedia: as their names say.
    """
    if not os.path.isfile(path):
        raise AudioFileMissing(f"There is no file {path}. Expected the downloaded audio: write it before the request.")
    try:
        return av.open(os.path.abspath(path), metadata_errors="ignore", options=dict(_OPEN_OPTIONS))
    except FFmpegError as problem:
        raise UnsupportedMedia(
            f"The file cannot be read as audio or video ({problem.strerror}). Expected a media file such as mp3, wav, "
            "flac, m4a, ogg or webm, complete and not encrypted."
        ) from problem


def audio_stream(container: InputContainer) -> AudioStream:
    """Return the first audio stream, which is the one that is transcribed.

    Raises:
      NoAudioStream, UnsupportedMedia: as their names say.
    """
    if not container.streams.audio:
        kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
        raise NoAudioStream(f"The file has no audio stream; it holds {kinds}. Expected a file with sound.")
    stream = container.streams.audio[0]
    if stream.codec_context is None:
        raise UnsupportedMedia("The file's audio has a codec that cannot be decoded, or it is encrypted.")
    return stream
