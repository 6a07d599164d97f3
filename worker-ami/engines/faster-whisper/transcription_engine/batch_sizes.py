"""How many pieces go into a batch: few at first, for an early text, and few at last, so that lanes end together."""

from transcription_engine.batch_limit import BatchLimit


class BatchSizes:
    """The sizes of one request's batches, one after the other.

    A lane takes at most a fair share of what is left. Reckoned with the times of batches of one to four windows
    (whisper-base, int8, two kinds of processors) for recordings of 4 to 60 windows and 2 to 8 lanes: a third more or
    less costs up to 3 %; where batches do not shrink at all the last lane works alone for up to a third of the time.
    """

    def __init__(self, limit: BatchLimit, workers: int):
        """Begin with one piece.

        Args:
          limit: the most pieces in a batch; it may be lowered meanwhile.
          workers: how many batches the model works on side by side.
        """
        self._limit, self._workers = limit, workers
        self._grown = 1

    def next(self, left: float) -> int:
        """Return how many pieces the next batch has; the one after it may have twice as many.

        Args:
          left: about how many pieces no batch has yet; infinite where nothing is known.
        """
        size = max(1, round(min(self._grown, self._limit.windows, left / self._workers)))
        self._grown = 2 * size
        return size
