"""What the header of a WAV file says of its length, beside how long the file is."""

import os
import struct

_HEADER = struct.Struct("<4sI")
# The fourth field of the format.
_BYTES_A_SECOND = struct.Struct("<8xI")
# What recorders write before they know the length: FFmpeg then reads to the file's end by itself.
_SET_LATER = (0, 0xFFFFFFFF)
_ID_CHARACTERS = range(0x20, 0x7F)


def seconds_to_read_on(path: str) -> float | None:
    """Return the length of a file whose sound goes on behind the data chunk; None for one that tells it rightly.

    The chunk's length was not set anew after the recording, or is more than its 32 bits hold.
    """
    with open(path, "rb") as file:
        form, _size = _next_header(file)
        if form != b"RIFF" or file.read(4) != b"WAVE":
            return None
        rate, (name, size) = 0, _next_header(file)
        while name not in {b"data", b""}:
            if name == b"fmt ":
                rate = _BYTES_A_SECOND.unpack_from(file.read(_BYTES_A_SECOND.size).ljust(_BYTES_A_SECOND.size, b"\0"))[
                    0
                ]
                size -= _BYTES_A_SECOND.size
            file.seek(size + size % 2, os.SEEK_CUR)
            name, size = _next_header(file)
        begins, ends = file.tell(), os.fstat(file.fileno()).st_size
        if not rate or size in _SET_LATER or _only_chunks_follow(file, begins + size, ends):
            return None
        return (ends - begins) / rate


def _only_chunks_follow(file, position: int, end: int) -> bool:
    # A chunk begins at an even place; some writers leave that byte out.
    return any(_chunks_reach(file, start, end) for start in (position + position % 2, position))


def _chunks_reach(file, position: int, end: int) -> bool:
    while position + _HEADER.size <= end:
        file.seek(position)
        name, size = _next_header(file)
        # Another recording behind the first is sound too.
        if name == b"RIFF" or not all(byte in _ID_CHARACTERS for byte in name) or position + size > end:
            return False
        position += _HEADER.size + size + size % 2
    return True


def _next_header(file) -> tuple[bytes, int]:
    header = file.read(_HEADER.size)
    return _HEADER.unpack(header) if len(header) == _HEADER.size else (b"", 0)
