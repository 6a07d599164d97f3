"""Opening what was uploaded, and only that."""

import os

import av
from av.container import InputContainer
from av.error import FFmpegError

from transcription_engine.errors import AudioFileMissing, UnsupportedMedia
from transcription_engine.formats import FILM, PICTURE, SOUND, UNMISTAKABLE, headerless
from transcription_engine.riff import seconds_to_read_on

_KNOWN = SOUND | FILM | PICTURE


def open_media(path: str) -> InputContainer:
    """Open a local media file.

    Raises:
      AudioFileMissing, UnsupportedMedia: as their names say.
    """
    if not os.path.isfile(path):
        raise AudioFileMissing(f"There is no file {path}. Expected the downloaded audio: write it before the request.")
    by_name = headerless(path)
    try:
        return _open_by_content(os.path.abspath(path), UNMISTAKABLE if by_name else _KNOWN)
    except FFmpegError as problem:
        if by_name is not None:
            return _open_by_name(os.path.abspath(path), *by_name)
        raise _unreadable(problem) from problem


def _open_by_content(path: str, formats: frozenset[str]) -> InputContainer:
    options = {"protocol_whitelist": "file", "format_whitelist": ",".join(sorted(formats))}
    if seconds_to_read_on(path) is not None:
        options["ignore_length"] = "1"
    return av.open(path, metadata_errors="ignore", options=options)


def _open_by_name(path: str, name: str, options: dict[str, str]) -> InputContainer:
    try:
        return av.open(path, format=name, options={"protocol_whitelist": "file", **options})
    except FFmpegError as problem:
        raise _unreadable(problem) from problem


def _unreadable(problem: FFmpegError) -> UnsupportedMedia:
    return UnsupportedMedia(
        f"The file cannot be read as audio or video ({problem.strerror}). Expected a media file such as mp3, wav, "
        "flac, m4a, ogg or webm, complete and not encrypted; telephone recordings without a header need their usual "
        "ending (.ulaw, .alaw, .g722, .gsm, .sln)."
    )
