"""Too little memory: half as much at once, then window by window, then the file is given up."""

import pytest

from bench.error_rate import word_error_rate
from contract.runner import AUDIO, request
from tests.in_process import hear, with_resume
from transcription_engine.batch import BatchDecoder
from transcription_engine.batch_limit import BatchLimit, within_memory
from transcription_engine.errors import code_of
from transcription_engine.whisper import Whisper

OUT_OF_MEMORY = [
    RuntimeError("CUDA failed with error out of memory"),
    RuntimeError("cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED"),
    RuntimeError("std::bad_alloc"),
    MemoryError("Unable to allocate 9.31 GiB"),
]


@pytest.fixture
def fits(monkeypatch):
    """Let the device hold so many windows of a batch; say how many each batch had that fitted."""
    decoded = []

    def limit(windows, error=OUT_OF_MEMORY[0]):
        decode = BatchDecoder.decode

        def within(self, heard, pieces):
            if len(pieces) > windows:
                raise error
            decoded.append(len(pieces))
            return decode(self, heard, pieces)

        monkeypatch.setattr(BatchDecoder, "decode", within)
        return decoded

    return limit


@pytest.mark.parametrize("error", OUT_OF_MEMORY, ids=str)
def test_a_batch_that_does_not_fit_is_halved_until_it_does(error):
    tried, limit = [], BatchLimit(16)

    def at_once(pieces):
        tried.append(len(pieces))
        if len(pieces) > 3:
            raise error
        return pieces

    assert within_memory(list(range(10)), limit, at_once, None) == list(range(10))
    assert tried == [10, 5, 3, 2, 5, 3, 2]
    assert limit.windows == 3


def test_another_failure_is_no_reason_to_try_less():
    def at_once(_pieces):
        raise RuntimeError("the model wants 80 mel bands")

    with pytest.raises(RuntimeError, match="80 mel bands"):
        within_memory([1, 2], BatchLimit(2), at_once, None)


def test_less_memory_than_expected_gives_the_same_pieces_of_text(minute, model, fits):
    line = request(minute, profile="fast", language="en").encode()
    whole = hear(model, line, batch_size=4)
    decoded = fits(1)

    heard = hear(model, line, batch_size=4)

    assert set(decoded) == {1}
    assert len(heard.answers) == len(whole.answers)
    # Once lowered, the size stays: the pieces after the first ones that did not fit come one by one.
    assert heard.outcome()[1]["quality"]["transcribed_seconds"] == whole.outcome()[1]["quality"]["transcribed_seconds"]


@pytest.mark.parametrize("profile", ["fast", "balanced"])
def test_no_room_for_any_batch_is_done_window_by_window(model, fits, profile):
    fits(0)

    heard = hear(model, request(AUDIO / "en-short.wav", language="en", profile=profile, temperature=[0]).encode())

    text = " ".join(event["segment"]["text"] for event in heard.answers if event["type"] == "segment")
    assert word_error_rate((AUDIO / "en-short.txt").read_text(), text) <= 25
    # What a batch could not do is told as if one had, and not as a second opinion.
    assert [set(part) for part in heard.parts] == [{"place", "batched", "seconds"}]


def test_no_room_for_a_single_window_gives_the_file_up(model, fits, monkeypatch):
    fits(0)
    monkeypatch.setattr(Whisper, "encode", lambda *_given: (_ for _ in ()).throw(OUT_OF_MEMORY[0]))

    with pytest.raises(RuntimeError) as given_up:
        hear(model, request(AUDIO / "en-short.wav", language="en").encode())

    assert code_of(given_up.value) == "engine_crashed"


def test_a_request_can_ask_for_smaller_batches_from_the_start(minute, model, fits):
    decoded = fits(100)

    hear(model, with_resume(request(minute, profile="fast", language="en"), [], largest_batch=1), batch_size=4)

    assert set(decoded) == {1}
