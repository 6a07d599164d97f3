"""From packets to sound, and what of them has none to begin with."""

import re

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.error import FFmpegError

# What taggers and joiners of files leave between the frames of an MP3.
_ID3_HEADER, _ID3_FOOTER_FLAG = 10, 0x10
_TAG, _TAG_SIZE = b"TAG", 128
_APE, _APE_SIZE = b"APETAGEX", 32
_LYRICS = b"LYRICSBEGIN"
# Containers fill their chunks up to an even length, or one that eight divides.
_LONGEST_PADDING = 7
_PCM = re.compile(r"pcm_[a-z]+?(\d+)")


def bytes_a_sample(stream: AudioStream) -> int:
    """Return how many bytes a sample of all channels takes; 1 where that is not fixed."""
    match = _PCM.match(stream.codec_context.name)
    return -(-int(match[1]) // 8) * max(stream.codec_context.channels, 1) if match else 1


def decode(packet: av.Packet, sample: int) -> list[AudioFrame]:
    """Decode a packet; of one that also holds what is no sound, the rest.

    Args:
      packet: the packet.
      sample: as `bytes_a_sample` of its stream gives it.

    Raises:
      FFmpegError: sound was lost.
    """
    excess = packet.size % sample
    if excess:
        # A decoder that is given the byte of padding too loses the samples before it.
        return _decode_part(packet, bytes(packet)[:-excess])
    try:
        return packet.decode()
    except FFmpegError:
        rest = _sound_of(packet)
        if rest is None:
            raise
        return _decode_part(packet, rest)


def _sound_of(packet: av.Packet) -> bytes | None:
    """Return the part of a packet that can be sound; None if all of it can."""
    data = bytes(packet)
    if len(data) <= _LONGEST_PADDING and not any(data):
        return b""
    rest = data
    while size := _tag_size(rest):
        rest = rest[size:]
    return rest if len(rest) < len(data) else None


def _tag_size(data: bytes) -> int:
    if data.startswith(b"ID3") and len(data) >= _ID3_HEADER:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
        return _ID3_HEADER + size + (_ID3_HEADER if data[5] & _ID3_FOOTER_FLAG else 0)
    if data.startswith(_APE) and len(data) >= _APE_SIZE:
        return _APE_SIZE + int.from_bytes(data[12:16], "little")
    if data.startswith(_TAG):
        return _TAG_SIZE
    return len(data) if data.startswith(_LYRICS) else len(data) - len(data.lstrip(b"\0"))


def _decode_part(packet: av.Packet, data: bytes) -> list[AudioFrame]:
    if not data:
        return []
    made = av.Packet(data)
    made.stream, made.time_base = packet.stream, packet.time_base
    made.pts, made.dts, made.duration = packet.pts, packet.dts, packet.duration
    return made.decode()
