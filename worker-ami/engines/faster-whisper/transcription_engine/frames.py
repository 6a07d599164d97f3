"""A track's sound as it lies on the file's timeline, from the place where somebody begins to listen."""

from collections.abc import Iterator
from typing import TypeVar

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from transcription_engine.clock import Clock, Timed, placed
from transcription_engine.damage import Damage
from transcription_engine.errors import UnsupportedMedia
from transcription_engine.mixing import forget_odd_layout
from transcription_engine.packets import bytes_a_sample, decode

# The formats of broadcasts and of files that were simply joined: their clock begins anew where a new part does.
_RESTARTING = {"ogg", "mpegts", "mpegtsraw", "mpeg", "pva"}
# Decoders need some packets before a place to be right about it: MP3 looks back 511 bytes, Opus wants 80 ms.
_PREROLL_SECONDS = 1.0

_Item = TypeVar("_Item", av.Packet, AudioFrame)


class Frames:
    """The frames of one track with their places in seconds; to be gone through once."""

    def __init__(self, container: InputContainer, stream: AudioStream, damage: Damage):
        """Begin at the file's first packet; what cannot be decoded is counted in `damage`."""
        forget_odd_layout(stream)
        self._container, self._stream, self._damage = container, stream, damage
        restarts = container.format.name in _RESTARTING
        self._packets, self._frames = Clock(restarts), Clock(restarts)
        self._skipped = False
        self.read_to = 0
        """Where in the file, in bytes, the last packet ended."""

    def length(self) -> float:
        """Return the track's end on the timeline by its packets, without decoding them: about 50 times as fast."""
        for _packet in placed(self._timed(self._demuxed()), self._packets):
            pass
        return self._packets.position

    def since(self, seconds: float) -> Iterator[tuple[AudioFrame, float]]:
        """Decode from this place on, or from a little before it.

        Raises:
          UnsupportedMedia: there are packets, and not one of them can be decoded.
        """
        packets = self._demuxed() if seconds <= _PREROLL_SECONDS else self._after(seconds - _PREROLL_SECONDS)
        nothing = True
        for timed, place in placed(self._timed(self._decoded(packets)), self._frames):
            nothing = False
            yield timed.item, place
        if nothing and not self._skipped and (self._damage.found() or self._container.duration):
            raise UnsupportedMedia("Nothing in the file's audio stream can be decoded: it is damaged or encrypted.")

    def _after(self, seconds: float) -> Iterator[av.Packet]:
        wanted = False
        for timed, place in placed(self._timed(self._demuxed()), self._packets):
            if not wanted and timed.seconds and place + timed.seconds < seconds:
                self._skipped = True
                continue
            if self._skipped and not wanted:
                self._frames.go_on(self._packets, place)
            wanted = True
            yield timed.item

    def _demuxed(self) -> Iterator[av.Packet]:
        try:
            for packet in self._container.demux(self._stream):
                self.read_to = max(self.read_to, (packet.pos or 0) + packet.size)
                yield packet
        except FFmpegError as problem:
            self._damage.break_off(problem.strerror)

    def _decoded(self, packets: Iterator[av.Packet]) -> Iterator[AudioFrame]:
        sample = bytes_a_sample(self._stream)
        for packet in packets:
            try:
                yield from decode(packet, sample)
            except FFmpegError:
                self._damage.leave_out(float(packet.duration * packet.time_base) if packet.duration else 0.0)

    def _timed(self, items: Iterator[_Item]) -> Iterator[Timed[_Item]]:
        begin = (self._container.start_time or 0) / av.time_base
        # Fractions are slow, and there are millions of packets.
        unit = float(self._stream.time_base)
        for item in items:
            if isinstance(item, AudioFrame):
                time, seconds = item.time, item.samples / item.sample_rate
            else:
                time, seconds = None if item.pts is None else item.pts * unit, (item.duration or 0) * unit
            yield Timed(item, None if time is None else time - begin, seconds)
