"""What the NVIDIA driver says about the first GPU; asked directly, because no package of the engine tells it."""

import ctypes
import sys
from dataclasses import dataclass

_SUCCESS = 0


@dataclass(frozen=True)
class Gpu:
    """The newest CUDA version that the driver supports, and the GPU's whole memory in bytes."""

    cuda_version: str
    memory_bytes: int


def first_gpu() -> Gpu | None:
    """Return the facts about GPU 0, or None where there is no NVIDIA driver or no GPU."""
    if sys.platform == "darwin":
        return None
    try:
        return _ask(ctypes.CDLL("libcuda.so.1"))
    except OSError:
        return None


def _ask(driver: ctypes.CDLL) -> Gpu | None:
    version, device, memory = ctypes.c_int(), ctypes.c_int(), ctypes.c_size_t()
    calls = (
        lambda: driver.cuInit(0),
        lambda: driver.cuDriverGetVersion(ctypes.byref(version)),
        lambda: driver.cuDeviceGet(ctypes.byref(device), 0),
        lambda: driver.cuDeviceTotalMem_v2(ctypes.byref(memory), device),
    )
    if any(call() != _SUCCESS for call in calls):
        return None
    # The driver gives 12040 for 12.4.
    return Gpu(f"{version.value // 1000}.{version.value % 1000 // 10}", memory.value)
