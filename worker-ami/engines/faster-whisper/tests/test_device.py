"""Device, number format and batch size from what the machine has."""

import ctypes

import pytest

from transcription_engine import cuda, device
from transcription_engine.cuda import Gpu
from transcription_engine.errors import ModelUnavailable

GIB = 1024**3
MODERN = {"float16", "int8_float16", "int8", "float32"}
OLD = {"int8", "float32"}


@pytest.mark.parametrize(
    ("name", "gpu", "supported", "expected"),
    [
        ("cpu", None, {"int8", "float32"}, "int8"),
        ("cpu", None, {"float32"}, "float32"),
        ("cuda", Gpu("12.4", 16 * GIB), MODERN, "float16"),
        ("cuda", None, MODERN, "float16"),
        ("cuda", Gpu("12.4", 6 * GIB), MODERN, "int8_float16"),
        ("cuda", Gpu("12.4", 6 * GIB), {"float16", "float32"}, "float16"),
        ("cuda", Gpu("12.4", 16 * GIB), OLD, "int8"),
        ("cuda", Gpu("12.4", 16 * GIB), set(), None),
    ],
)
def test_the_compute_type_follows_the_device_its_memory_and_its_formats(name, gpu, supported, expected):
    assert device.preferred_compute_type(name, gpu, supported) == expected


@pytest.fixture
def gpu_machine(monkeypatch):
    monkeypatch.setattr(device.ctranslate2, "get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(device.ctranslate2, "get_supported_compute_types", lambda _name: MODERN)
    monkeypatch.setattr(device, "first_gpu", lambda: Gpu("12.4", 16 * GIB))
    monkeypatch.setattr(device, "usable_processors", lambda: 4)


@pytest.mark.usefixtures("gpu_machine")
def test_a_gpu_is_used_where_there_is_one():
    assert device.choose_device("auto", "auto", None, None) == device.Device("cuda", "float16", 16, "12.4", 6, 1, 2)


@pytest.mark.parametrize(
    ("processors", "gib", "lanes", "batch_size"),
    [(1, 8, 1, 4), (2, 16, 2, 4), (4, 32, 4, 4), (4, 8, 4, 2), (2, 4, 2, 2), (6, 64, 6, 2), (16, 64, 8, 2)],
)
def test_many_lanes_or_little_memory_make_small_batches_on_processors(monkeypatch, processors, gib, lanes, batch_size):
    monkeypatch.setattr(device.ctranslate2, "get_cuda_device_count", lambda: 0)
    monkeypatch.setattr(device, "memory_bytes", lambda: float(gib * GIB))
    chosen = device.choose_device("auto", "auto", None, processors)
    assert (chosen.lanes, chosen.batch_size) == (lanes, batch_size)


@pytest.mark.usefixtures("gpu_machine")
def test_what_was_asked_for_goes_before_what_the_engine_would_choose():
    assert device.choose_device("cpu", "float32", 3, 2) == device.Device("cpu", "float32", 3, None, 2, 1)


@pytest.mark.parametrize(
    ("memory", "batch_size"), [(6 * GIB, 4), (16 * GIB, 16), (24 * GIB, 32), (48 * GIB, 64), (80 * GIB, 64)]
)
@pytest.mark.usefixtures("gpu_machine")
def test_the_batch_follows_the_memory_of_the_card(monkeypatch, memory, batch_size):
    monkeypatch.setattr(device, "first_gpu", lambda: Gpu("12.4", memory))

    assert device.choose_device("cuda", "auto", None, None).batch_size == batch_size


@pytest.mark.usefixtures("gpu_machine")
def test_a_card_that_tells_no_memory_is_taken_for_the_smallest(monkeypatch):
    monkeypatch.setattr(device, "first_gpu", lambda: None)

    assert device.choose_device("cuda", "auto", None, None).batch_size == 16


@pytest.mark.parametrize(("threads", "lanes", "lane_threads"), [(1, 1, 1), (2, 2, 1), (8, 8, 1), (32, 8, 4)])
def test_every_processor_is_in_one_lane(threads, lanes, lane_threads):
    chosen = device.choose_device("cpu", "auto", None, threads)

    assert (chosen.lanes, chosen.lane_threads) == (lanes, lane_threads)


def test_a_process_may_use_at_least_one_processor():
    assert device.usable_processors() >= 1


def test_without_a_gpu_the_cpu_is_used(monkeypatch):
    monkeypatch.setattr(device.ctranslate2, "get_cuda_device_count", lambda: 0)
    monkeypatch.setattr(device, "usable_processors", lambda: 4)
    monkeypatch.setattr(device, "memory_bytes", lambda: 32.0 * GIB)

    assert device.choose_device("auto", "auto", None, None) == device.Device("cpu", "int8", 4, None, 4, 1)


def test_cuda_without_a_gpu_is_refused(monkeypatch):
    monkeypatch.setattr(device.ctranslate2, "get_cuda_device_count", lambda: 0)

    with pytest.raises(ModelUnavailable, match="no CUDA device was found"):
        device.choose_device("cuda", "auto", None, None)


def test_a_compute_type_that_the_device_lacks_is_refused_with_those_it_has():
    with pytest.raises(ModelUnavailable, match=r"int4 cannot be used on this cpu device. Expected one of .*int8"):
        device.choose_device("cpu", "int4", None, None)


class FakeDriver:
    """Answers like the NVIDIA driver of a T4."""

    def __init__(self, status=0):
        self._status = status

    def cuInit(self, _flags):  # noqa: N802
        return self._status

    def cuDriverGetVersion(self, version):  # noqa: N802
        version._obj.value = 12040
        return 0

    def cuDeviceGet(self, _device, _ordinal):  # noqa: N802
        return 0

    def cuDeviceTotalMem_v2(self, memory, _device):  # noqa: N802
        memory._obj.value = 16 * GIB
        return 0


@pytest.mark.parametrize(("status", "expected"), [(0, Gpu("12.4", 16 * GIB)), (100, None)])
def test_the_driver_tells_its_cuda_version_and_the_gpu_memory(monkeypatch, status, expected):
    monkeypatch.setattr(cuda.sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: FakeDriver(status))

    assert cuda.first_gpu() == expected


def test_a_machine_without_the_driver_has_no_gpu(monkeypatch):
    def missing(name):
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", missing)

    assert cuda.first_gpu() is None
