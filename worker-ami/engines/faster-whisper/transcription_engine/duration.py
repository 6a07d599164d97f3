"""How long a file is, and how long it may be."""

import av
from av.container import InputContainer

from transcription_engine.errors import AudioTooLong, UnsupportedOption
from transcription_engine.options import Clip
from transcription_engine.riff import seconds_to_read_on

# FFmpeg guesses how long these are from the bit rate of their beginning, and can be wrong by a factor; of those whose
# clock begins anew it takes the difference of the first and the last time.
_GUESSED_DURATION = {"aac", "mp3", "ogg", "mpegts", "mpegtsraw", "mpeg", "pva"}


def announced_seconds(container: InputContainer, path: str) -> float | None:
    """Return the length that the file's header tells, or None where there is none to rely on."""
    if (behind_the_header := seconds_to_read_on(path)) is not None:
        return behind_the_header
    if not container.duration or container.format.name in _GUESSED_DURATION:
        return None
    return container.duration / av.time_base


def wanted(seconds: float, clip: Clip) -> float:
    """Return how many seconds of a file of this length are in its clip."""
    return min(seconds, clip.end) - clip.start


def refuse_longer(seconds: float, max_seconds: float) -> None:
    """Raise AudioTooLong if there is more than is accepted."""
    if seconds > max_seconds:
        raise AudioTooLong(
            f"The audio is longer than the {max_seconds:g} seconds accepted. Split it, or raise the deployment's limit."
        )


def beyond_the_end(clip: Clip, seconds: float) -> UnsupportedOption:
    """Return what to raise for a clip that begins where the file has ended."""
    return UnsupportedOption(
        f"The clip begins at {clip.start:g} seconds, and the audio has {seconds:.2f}. Expected a start before its end."
    )
