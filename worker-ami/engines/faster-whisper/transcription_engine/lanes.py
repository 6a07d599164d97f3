"""Running the work of several requests side by side, and handing back what it gives in order.

Each lane is a thread that fetches the next step of the earliest request that has one, and does it. Fetching a step is
itself work (decoding, finding speech) and happens one at a time per request; while one lane does it, the others are
in the model. The libraries release Python's lock while they calculate.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Result = TypeVar("Result")
Step = Callable[[], Result]


class Lanes:
    """A fixed number of threads for the steps of all requests."""

    def __init__(self, count: int):
        """Start the threads; `close` ends them."""
        self._changed = threading.Condition()
        self._tracks: list[_Track] = []
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name=f"lane-{number}") for number in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, steps: Iterator[Step[Result]]) -> Iterator[Result]:
        """Take on the steps of a request, after those of requests taken on earlier.

        Returns:
          The results in the order of the steps, each as soon as it is there. What a step raises, or the iterator of
          the steps, is raised in its place and ends the request.
        """
        track = _Track(steps, self._changed)
        with self._changed:
            self._tracks.append(track)
            self._changed.notify_all()
        return track.results()

    def close(self) -> None:
        """End the threads once they have done what they are at; nothing further is begun."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (track := self._next_track()) is not None:
            track.do_next()

    def _next_track(self) -> "_Track | None":
        with self._changed:
            while not self._closed:
                self._tracks = [track for track in self._tracks if not track.fetched_all]
                free = next((track for track in self._tracks if not track.fetching), None)
                if free is not None:
                    free.fetching = True
                    return free
                self._changed.wait()
            return None


class _Track(Generic[Result]):
    """The steps of one request and their results."""

    def __init__(self, steps: Iterator[Step[Result]], changed: threading.Condition):
        self._steps, self._changed = steps, changed
        self._results: dict[int, Result | BaseException] = {}
        self._fetched = 0
        self._running = 0
        self.fetching = False
        self.fetched_all = False

    def do_next(self) -> None:
        """Fetch the next step and do it."""
        number = self._fetched
        with self._changed:
            self._running += 1
        try:
            self._do(number)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _do(self, number: int) -> None:
        try:
            step = next(self._steps, None)
        except Exception as problem:
            self._fetched += 1
            self._finish_fetching(over=True)
            self._put(number, problem)
            return
        self._fetched += step is not None
        self._finish_fetching(over=step is None)
        if step is not None:
            self._put(number, _outcome(step))

    def results(self) -> Iterator[Result]:
        """Give the results in order, each as soon as it is there; raise a failure once no step runs any more."""
        number = 0
        while (result := self._take(number)) is not None:
            number += 1
            if isinstance(result, BaseException):
                self._abandon()
                raise result
            yield result

    def _take(self, number: int) -> Result | BaseException | None:
        with self._changed:
            while number not in self._results:
                if self.fetched_all and number >= self._fetched:
                    return None
                self._changed.wait()
            return self._results.pop(number)

    def _put(self, number: int, result: Result | BaseException) -> None:
        with self._changed:
            self._results[number] = result
            self._changed.notify_all()

    def _finish_fetching(self, over: bool) -> None:
        with self._changed:
            self.fetching = False
            self.fetched_all = self.fetched_all or over
            self._changed.notify_all()

    def _abandon(self) -> None:
        with self._changed:
            self.fetched_all = True
            while self._running:
                self._changed.wait()


def _outcome(step: Step[Result]) -> Result | BaseException:
    try:
        return step()
    except Exception as problem:
        return problem
