"""Whether there is more in a file than what was read of it as sound."""

import os

from av.container import InputContainer

# Of these the sound is the last thing in the file but for a few words about it.
_SOUND_TO_THE_END = {"aiff", "au", "caf", "w64", "wav"}
_LITTLE_BYTES, _LITTLE_SHARE = 65_536, 0.02


def unread_bytes(container: InputContainer, path: str, read_to: int) -> int:
    """Return how many bytes at the file's end should have been sound and were not read; 0 where that is normal."""
    size = os.path.getsize(path)
    left = size - read_to
    expected = container.format.name in _SOUND_TO_THE_END and read_to > 0
    return left if expected and left > max(_LITTLE_BYTES, _LITTLE_SHARE * size) else 0
