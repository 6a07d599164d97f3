"""Batches over several requests: what waits for the model with the same wishes goes into it at once.

On a GPU a batch of four pieces takes hardly longer than one piece, and a short file has but one.
"""

import math
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class SharedBatches(Generic[Item, Result]):
    """Lets a few batches into the model; those that have to wait meanwhile are joined."""

    def __init__(self, at_once: float = math.inf):
        """Let so many batches in; without a number none has to wait, and none is joined."""
        self._at_once = at_once
        self._changed = threading.Condition()
        self._waiting: list[_Batch[Item, Result]] = []
        self._inside = 0

    def do(
        self, wishes: Hashable, items: Sequence[Item], most: int, work: Callable[[list[Item]], list[Result]]
    ) -> list[Result]:
        """Do the work for items when there is room, with the items of others that wait, or let one of them do it.

        Args:
          wishes: what has to be the same for items that are done at once; so is `work` then.
          items: at least one.
          most: how many items may be done at once, those of others included.
          work: gives a result for each item, in their order.

        Raises:
          Exception: what `work` raised for these items alone; where others were with them, each is done alone again.
        """
        mine = _Batch(wishes, items, most)
        with self._changed:
            self._waiting.append(mine)
        while not mine.is_over and (together := self._next(mine)):
            self._finish(together, *_tried(work, [item for batch in together for item in batch.items]))
        try:
            return mine.outcome()
        finally:
            # A failure holds this frame, and with it what filled the memory: it must let go of the failure.
            del mine

    def _next(self, mine: "_Batch[Item, Result]") -> "list[_Batch[Item, Result]]":
        # Nothing when another lane has done it.
        with self._changed:
            self._changed.wait_for(lambda: mine.is_over or (self._is_next(mine) and self._inside < self._at_once))
            if mine.is_over:
                return []
            together = self._joined(mine)
            self._waiting = [batch for batch in self._waiting if batch not in together]
            self._inside += 1
            # With room for more than one, the next may come in.
            self._changed.notify_all()
            return together

    def _is_next(self, mine: "_Batch[Item, Result]") -> bool:
        return bool(self._waiting) and self._waiting[0] is mine

    def _joined(self, mine: "_Batch[Item, Result]") -> "list[_Batch[Item, Result]]":
        together = [mine]
        for other in self._waiting:
            count = sum(len(batch.items) for batch in together) + len(other.items)
            most = min(batch.most for batch in [*together, other])
            if other is not mine and other.wishes == mine.wishes and count <= most and not (mine.alone or other.alone):
                together.append(other)
        return together

    def _finish(self, together: "list[_Batch[Item, Result]]", results: list[Result], problem: Exception | None) -> None:
        with self._changed:
            self._inside -= 1
            if problem is not None and len(together) > 1:
                # Nobody knows whose it was.
                for batch in together:
                    batch.alone = True
                self._waiting = together + self._waiting
            else:
                for batch in together:
                    count = len(batch.items)
                    batch.results, results = results[:count], results[count:]
                    batch.problem, batch.is_over = problem, True
            self._changed.notify_all()


@dataclass(eq=False)
class _Batch(Generic[Item, Result]):
    wishes: Hashable
    items: Sequence[Item]
    most: int
    alone: bool = False
    is_over: bool = False
    results: list[Result] = field(default_factory=list)
    problem: Exception | None = None

    def outcome(self) -> list[Result]:
        problem, self.problem = self.problem, None
        if problem is None:
            return self.results
        try:
            raise problem
        finally:
            del problem


def _tried(work: Callable[[list[Item]], list[Result]], items: list[Item]) -> tuple[list[Result], Exception | None]:
    try:
        return work(items), None
    except Exception as problem:
        return [], problem
