"""What is heard of a file: the first of its tracks in which somebody speaks."""

import math
from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np

from transcription_engine.decode import Audio
from transcription_engine.duration import wanted
from transcription_engine.errors import UnsupportedMedia
from transcription_engine.faint import faint_voice
from transcription_engine.pieces import Piece, PieceCutter
from transcription_engine.protocol import warning
from transcription_engine.resample import SAMPLE_RATE
from transcription_engine.speech import SpeechRules
from transcription_engine.tracks import Track, unheard_in_words
from transcription_engine.wire import Fields

DAMAGED_AUDIO = "damaged_audio"
TRACKS_NOT_HEARD = "tracks_not_heard"
CHANNELS_CANCEL = "channels_cancel"
VERY_QUIET = "very_quiet"
NOT_READ = "not_read_to_the_end"

# Where nobody is heard, a clip that is no longer than a window of the model is listened to as a whole.
_SHORT_SECONDS = 30
# Where there are so many, half a piece more is 3 % at most, and the first text comes sooner from half a piece.
_MANY_PIECES = 16


class Recording:
    """Tries the tracks of a file one after the other."""

    def __init__(self, audio: Audio, rules: SpeechRules, read: Callable[[Audio], Iterator[np.ndarray]]):
        """Begin with the first choice; `read` gives the samples of a track."""
        self._rules, self._read = rules, read
        self._silent: list[Track | None] = []
        self._vad_seconds = 0.0
        self._turn_to(audio)

    @property
    def vad_seconds(self) -> float:
        """How long it took to look for speech."""
        return self._vad_seconds + self.cutter.vad_seconds

    def pieces(self) -> Iterator[Piece]:
        """Give the pieces of the first track that has some.

        Raises:
          UnsupportedMedia: no track can be decoded.
        """
        first, first_cutter, problem = self.audio, self.cutter, None
        for audio in (first, *first.others()):
            if audio is not first:
                self._turn_to(audio)
            try:
                pieces = self.cutter.pieces()
                piece = next(pieces, None)
            except UnsupportedMedia as undecodable:
                problem = problem or undecodable
                continue
            if piece is not None:
                yield from chain([piece], pieces)
                return
            self._silent.append(audio.track)
        if not self._silent and problem is not None:
            raise problem
        self.audio, self.cutter = first, first_cutter
        yield from self._faint()

    def pieces_behind(self, last: Piece) -> float:
        """Return about how many pieces follow one, if as much is said there as before; infinite if nobody knows."""
        heard = last.speeches[-1].end / SAMPLE_RATE
        left = wanted(self.audio.duration_seconds, self.audio.clip) - heard
        # Behind the end that its header announces a file may go on for hours.
        return (last.number + 1) * left / heard if left >= 0 else math.inf

    def warnings(self) -> list[Fields]:
        """Say in words what a reader of the transcript should know of the file."""
        audio, said = self.audio, []
        if audio.damage:
            said.append(warning(DAMAGED_AUDIO, audio.damage))
        if audio.unread:
            said.append(warning(NOT_READ, _unread_in_words(audio.unread)))
        if len(audio.tracks) > 1 and audio.track:
            silent = [track for track in self._silent if track]
            said.append(warning(TRACKS_NOT_HEARD, unheard_in_words(audio.track, audio.tracks, silent)))
        if audio.mixer.cancels:
            said.append(warning(CHANNELS_CANCEL, _CANCEL_IN_WORDS))
        if audio.leveler.amplified:
            said.append(warning(VERY_QUIET, _QUIET_IN_WORDS))
        return said

    def _turn_to(self, audio: Audio) -> None:
        self._vad_seconds += self.cutter.vad_seconds if hasattr(self, "cutter") else 0.0
        self.audio = audio
        self.cutter = PieceCutter(self._read(audio), self._rules, _first_seconds(audio, self._rules.longest))

    def _faint(self) -> Iterator[Piece]:
        if not 0 < self.audio.samples <= _SHORT_SECONDS * SAMPLE_RATE:
            return
        samples = np.concatenate(list(self.audio.again().blocks()))
        loud = faint_voice(samples, self._rules.threshold)
        if loud is not None:
            yield self.cutter.whole(samples, loud)


def _first_seconds(audio: Audio, longest: float) -> float:
    return longest / 2 if wanted(audio.duration_seconds, audio.clip) > _MANY_PIECES * longest else longest


_CANCEL_IN_WORDS = (
    "the channels of the recording cancel each other when they are mixed (one is the inverse of the other), so only "
    "the loudest one was transcribed there; words that it does not have are missing"
)
_QUIET_IN_WORDS = (
    "the recording is very quiet and was amplified: words may be missing or wrong. Record closer to the microphone or "
    "with more gain"
)


def _unread_in_words(count: int) -> str:
    return (
        f"{count} bytes at the end of the file were not read, because its header says that the sound ends before: save "
        "the recording anew, or repair its header, if words are missing"
    )
