"""Finding the language while the first pieces are encoded, side by side: what the encoder does, no language changes."""

import threading
from collections.abc import Sequence

import ctranslate2

from transcription_engine.errors import Stopped
from transcription_engine.heard import Heard
from transcription_engine.language import PLACES, Votes, is_settled, spoken_language
from transcription_engine.model import LoadedModel
from transcription_engine.parts import Parts
from transcription_engine.pieces import Piece
from transcription_engine.timings import Timings


class LanguageSearch:
    """Encodes the first pieces of a request, of which some vote; each call of `encode` is a step for a lane."""

    def __init__(self, model: LoadedModel, timings: Timings, parts: Parts):
        """Begin with no vote."""
        self._model, self._timings, self._parts = model, timings, parts
        self._changed = threading.Condition()
        self._encoded: dict[int, ctranslate2.StorageView] = {}
        self._told: set[int] = set()
        self._votes: dict[int, tuple[Votes, float]] = {}
        self._failed = False

    def encode(self, pieces: Sequence[Piece]) -> Heard:
        """Encode pieces at once, and let those that are early enough vote; nothing of them is understood yet.

        Raises:
          Stopped: nothing new is to be asked of the model.
        """
        try:
            self._parts.check_stop()
            with self._timings.of("language_seconds"):
                whisper = self._model.whisper
                encoded = whisper.encode(whisper.features(list(pieces)))
                votes = whisper.model.detect_language(encoded) if pieces[0].number < PLACES else []
        except BaseException:
            self._tell(failed=True)
            raise
        self._tell(pieces, encoded, votes)
        return Heard()

    def is_over(self) -> bool:
        """Return whether further votes change nothing any more, or one of them failed."""
        with self._changed:
            return self._failed or self._decisive(PLACES) is not None

    def result(self, voters: int) -> tuple[str, float] | None:
        """Wait for the votes of the first pieces, up to so many as long as the language is not settled.

        Returns:
          What they found, or None where encoding one of them failed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._failed or self._decisive(voters) is not None)
            votes = self._decisive(voters)
            if self._failed or votes is None:
                return None
        voted, seconds = zip(*votes, strict=True)
        found = spoken_language(voted, seconds, self._model.can.languages)
        self._parts.keep_language(*found)
        return found

    def encoded(self, pieces: Sequence[Piece]) -> ctranslate2.StorageView | None:
        """Wait for what the encoder makes of pieces that `encode` was given, and hand it over: the next time, nothing.

        On a CPU they may be those of several calls; on a GPU they are those of one.

        Raises:
          Stopped: encoding pieces failed, and the step that did it says why.
        """
        numbers = {piece.number for piece in pieces}
        with self._changed:
            self._changed.wait_for(lambda: self._failed or numbers <= self._told)
            if not numbers <= self._told:
                raise Stopped
            encoded = [self._encoded.pop(number) for number in sorted(numbers & self._encoded.keys())]
        return self._model.whisper.joined(encoded) if encoded else None

    def _decisive(self, voters: int) -> list[tuple[Votes, float]] | None:
        # Whichever vote came first, it is the same pieces that decide.
        window_seconds = self._model.whisper.feature_extractor.chunk_length
        votes = []
        for number in range(voters):
            if number not in self._votes:
                return None
            votes.append(self._votes[number])
            voted, seconds = zip(*votes, strict=True)
            if is_settled(voted, seconds, self._model.can.languages, (voters - number - 1) * window_seconds):
                break
        return votes

    def _tell(self, pieces=(), encoded=None, votes=(), failed: bool = False) -> None:
        with self._changed:
            self._failed = self._failed or failed
            if pieces:
                self._encoded[pieces[0].number] = encoded
                self._told.update(piece.number for piece in pieces)
            for piece, vote in zip(pieces, votes, strict=False):
                self._votes[piece.number] = vote, piece.seconds
            self._changed.notify_all()
