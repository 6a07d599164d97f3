"""What the model answered for each place of a file, told as it comes so that another run can go on with it.

A run that is given the answers of an earlier one decodes and cuts the file again, which is cheap, and asks the model
only what it was not asked before: all that follows from the answers comes out as if one run had made them all. If it
cuts the file otherwise, as under another limit of length, what was answered for other places is not asked for.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from faster_whisper.transcribe import Segment, Word

from transcription_engine.errors import Stopped
from transcription_engine.pieces import Piece, SampleSpan
from transcription_engine.wire import Fields, seconds

_log = logging.getLogger(__name__)

# Raised when parts no longer mean what they meant: those of another version are not gone on with.
PARTS_VERSION = "6"

_Questions = tuple[SampleSpan, float | None]
Tell = Callable[[Fields], None]
Answer = Fields


class Parts:
    """The answers for one request: those of an earlier run by place, and new ones, which are told at once."""

    def __init__(self, earlier: Iterable[Fields], tell: Tell):
        """Sort what an earlier run told; `tell` is called from any lane with what is new."""
        self._tell = tell
        self._stop = threading.Event()
        self._began = time.perf_counter()
        self._batches: dict[SampleSpan, list[Segment]] = {}
        self._answers: dict[_Questions, dict[int, Answer]] = defaultdict(dict)
        self.language: tuple[str, float] | None = None
        self.seconds_before = 0.0
        for part in earlier:
            try:
                self._restore(part)
            except (KeyError, TypeError, ValueError) as problem:
                _log.warning("A part that cannot be read is heard again: %r", problem)

    def _restore(self, part: Fields) -> None:
        self.seconds_before = max(self.seconds_before, float(part["seconds"]))
        if "language" in part:
            code, probability = part["language"]
            self.language = str(code), float(probability)
        elif "batched" in part:
            self._batches[_place(part)] = [_segment(fields) for fields in part["batched"]]
        else:
            self._answers[_place(part), part["window"]][int(part["number"])] = part["answer"]

    def stop(self) -> None:
        """Let nothing new be asked of the model."""
        self._stop.set()

    def check_stop(self) -> None:
        """Call this before the model is asked something that takes long.

        Raises:
          Stopped: nothing new is to be asked.
        """
        if self._stop.is_set():
            raise Stopped

    def batched(self, piece: Piece) -> list[Segment] | None:
        """Return what a batch made of a piece in an earlier run; None if it was in none."""
        segments = self._batches.get(piece.place)
        # Whoever gets them may change their times.
        return None if segments is None else [_segment(asdict(segment)) for segment in segments]

    def keep_batched(self, piece: Piece, segments: list[Segment]) -> None:
        """Tell what a batch made of a piece."""
        self._new(place=piece.place, batched=[asdict(segment) for segment in segments])

    def keep_language(self, code: str, probability: float) -> None:
        """Tell which language the file was found to be in."""
        self.language = code, probability
        self._new(language=[code, probability])

    def answers(self, piece: Piece, window_seconds: float | None = None) -> "Answers":
        """Return the answers for a piece or a stretch of one, window by window, in the order of the questions.

        Those of windows that are cut short are others: on a card no window is.
        """
        questions = piece.place, window_seconds
        return Answers(self, questions, self._answers.get(questions, {}))

    def _new(self, **part: object) -> None:
        self._tell({**part, "seconds": seconds(self.seconds_before + time.perf_counter() - self._began)})


class Answers:
    """The model's answers for one stretch in the order of the questions, which follows from the answers themselves."""

    def __init__(self, parts: Parts, questions: _Questions, known: dict[int, Answer]):
        """Begin with the first question about a place in windows of some length."""
        self._parts, self._questions = parts, questions
        self._known: Iterator[Answer] = iter([known[number] for number in range(_unbroken(known))])
        self._left = _unbroken(known)
        self._asked = 0

    def check_stop(self) -> None:
        """Raise Stopped if the next question would go to the model and nothing new is to be asked."""
        if self._left == 0:
            self._parts.check_stop()

    def answer(self, ask: Callable[[], Answer]) -> Answer:
        """Return the answer to the next question: the earlier run's, or what `ask` gives."""
        number, self._asked = self._asked, self._asked + 1
        if self._left:
            self._left -= 1
            return next(self._known)
        answer, (place, window) = ask(), self._questions
        self._parts._new(place=place, window=window, number=number, answer=answer)
        return answer


def _place(part: Fields) -> SampleSpan:
    start, end = part["place"]
    return int(start), int(end)


def _unbroken(known: dict[int, Answer]) -> int:
    return next(number for number in range(len(known) + 1) if number not in known)


def _segment(fields: Fields) -> Segment:
    words = fields["words"]
    return Segment(**{**fields, "words": None if words is None else [Word(**word) for word in words]})
