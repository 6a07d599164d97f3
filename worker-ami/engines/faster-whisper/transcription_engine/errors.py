"""What can go wrong, named by meaning, and the one place that turns it into the protocol's error codes."""

import re

INTERNAL = "internal"
ENGINE_CRASHED = "engine_crashed"

# CTranslate2 reports what the device did wrong as a plain RuntimeError; only its words tell it from other failures.
_OUT_OF_MEMORY = re.compile(r"out of memory|bad_alloc|ALLOC_FAILED", re.IGNORECASE)
_DEVICE_FAILURE = re.compile(r"out of memory|bad_alloc|cuda|cublas|cudnn", re.IGNORECASE)


class ModelUnavailable(Exception):
    """The model cannot be loaded: nothing can be transcribed, and the process ends."""


class InvalidRequest(Exception):
    """A line on standard input is not a request of the protocol."""

    def __init__(self, message: str, request_id: str | None = None):
        """Remember the id of the request, where the line bears one, so that it can be answered."""
        super().__init__(message)
        self.request_id = request_id


class Stopped(Exception):
    """The request was told to stop; nothing went wrong, and nothing more comes of it."""


class EngineError(Exception):
    """A request that cannot be answered with a transcript; the engine goes on with the next one."""

    code = INTERNAL


class AudioFileMissing(EngineError):
    """The request names a file that is not there."""


class UnsupportedOption(EngineError):
    """The request asks for something that the model, its profile or its audio does not allow."""

    code = "unsupported_option"


class UnsupportedMedia(EngineError):
    """The file is not audio that can be decoded."""

    code = "unsupported_media"


class NoAudioStream(EngineError):
    """The file is media, but nothing in it can be heard."""

    code = "no_audio_stream"


class AudioTooLong(EngineError):
    """The audio is longer than the request accepts."""

    code = "audio_too_long"


def is_out_of_memory(error: Exception) -> bool:
    """Return whether the device or the machine had too little memory: less work at once may still be done."""
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and _OUT_OF_MEMORY.search(str(error)) is not None
    )


def code_of(error: Exception) -> str:
    """Return the protocol's error code for an exception that ended a request."""
    if isinstance(error, EngineError):
        return error.code
    if isinstance(error, MemoryError):
        return ENGINE_CRASHED
    if isinstance(error, RuntimeError) and _DEVICE_FAILURE.search(str(error)):
        return ENGINE_CRASHED
    return INTERNAL


def message_of(error: Exception) -> str:
    """Return what to tell the worker: our own words as they are, foreign exceptions with their class's name."""
    return str(error) if isinstance(error, EngineError) else f"{type(error).__name__}: {error}"
