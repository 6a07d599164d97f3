"""Which device, number format, batch size and number of lanes to use, from what the machine has."""

import math
import os
from dataclasses import dataclass

import ctranslate2

from transcription_engine.cuda import Gpu, first_gpu
from transcription_engine.errors import ModelUnavailable

# Lanes side by side keep the processors busy. Decoding four windows at once takes a tenth less time than two and two;
# with more than four lanes there are as many windows in memory with two.
_CPU_BATCH_SIZES, _CPU_WINDOWS = (2, 4), 16
# What the decoder keeps of one window of a large model: keys and values of 32 layers, 1500 places and 1280 numbers of 4
# bytes are 0.5 GB, and what it has said about half of that. Half of the machine's memory is for them.
_CPU_WINDOW_BYTES = 0.75e9
# More lanes than this share the memory's bandwidth without getting faster; further processors go to their threads.
_MOST_CPU_LANES = 8
# While a batch is in the model, one is got ready for it and the result of another looked at.
_CUDA_BATCHES = 2
# These, one that decodes and cuts what comes next, and three with pieces that may join the next batch.
_CUDA_LANES = 6
# faster-whisper's README measures large-v2 in float16 at 4.5 GB for one window and 6.1 GB for 8, about 0.2 GB each.
# Half of what is left is used: 16 windows on a card of 16 GB.
_MODEL_BYTES, _WINDOW_BYTES = 4.5e9, 0.2e9
# Larger batches are not faster, on an A100 either (faster-whisper issue 1143).
_LARGEST_CUDA_BATCH = 64
# For a card that does not tell its memory: the smallest that the service starts has 16 GB.
_USUAL_CUDA_BATCH = 16
# Below this a large model in float16 and its batch do not fit with room to spare; 8-bit weights halve the model.
FLOAT16_MEMORY_BYTES = 10 * 1024**3

_LARGE_GPU = ("float16", "int8_float16", "int8", "float32")
_SMALL_GPU = ("int8_float16", "int8", "float16", "float32")
_CPU = ("int8", "float32")


@dataclass(frozen=True)
class Device:
    """Where and how the model runs; `cuda_version` is None on a CPU or where the driver does not tell.

    `lanes` pieces of work run side by side; on a CPU each has a copy of the model's working memory and `lane_threads`
    threads. `batches_at_once` of them may be in the model, and what waits for it is joined; on a CPU none waits, as
    larger batches are not faster there.
    """

    name: str
    compute_type: str
    batch_size: int
    cuda_version: str | None
    lanes: int
    lane_threads: int
    batches_at_once: float = math.inf


def choose_device(device: str, compute_type: str, batch_size: int | None, cpu_threads: int | None) -> Device:
    """Fill in what was left to the engine.

    Args:
      device: "auto", "cpu" or "cuda".
      compute_type: "auto" or one of CTranslate2's compute types.
      batch_size: windows decoded at once in each lane, or None for the device's default.
      cpu_threads: threads on a CPU in all, or None for one on each processor that this process may use.

    Raises:
      ModelUnavailable: the machine does not have what was asked for.
    """
    name = _device_name(device)
    gpu = first_gpu() if name == "cuda" else None
    threads = cpu_threads or usable_processors()
    lanes = _CUDA_LANES if name == "cuda" else min(threads, _MOST_CPU_LANES)
    return Device(
        name=name,
        compute_type=_compute_type(name, compute_type, gpu),
        batch_size=batch_size or (_cuda_batch_size(gpu) if name == "cuda" else _cpu_batch_size(lanes)),
        cuda_version=gpu.cuda_version if gpu else None,
        lanes=lanes,
        lane_threads=max(1, threads // lanes),
        batches_at_once=_CUDA_BATCHES if name == "cuda" else math.inf,
    )


def usable_processors() -> int:
    """Return how many processors this process may use, where the system tells; a container may have fewer."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_bytes() -> float:
    """Return how much memory the machine has, where the system tells; infinite otherwise."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return math.inf


def _cpu_batch_size(lanes: int) -> int:
    least, most = _CPU_BATCH_SIZES
    windows = min(_CPU_WINDOWS, memory_bytes() / 2 / _CPU_WINDOW_BYTES)
    return max(least, min(most, int(windows / lanes)))


def _cuda_batch_size(gpu: Gpu | None) -> int:
    if gpu is None:
        return _USUAL_CUDA_BATCH
    windows = max(1.0, (gpu.memory_bytes - _MODEL_BYTES) / 2 / _WINDOW_BYTES)
    return min(2 ** int(math.log2(windows)), _LARGEST_CUDA_BATCH)


def preferred_compute_type(name: str, gpu: Gpu | None, supported: set[str]) -> str | None:
    """Return the best of the supported compute types for a device, or None if none will do."""
    if name == "cpu":
        order = _CPU
    elif gpu is not None and gpu.memory_bytes < FLOAT16_MEMORY_BYTES:
        order = _SMALL_GPU
    else:
        order = _LARGE_GPU
    return next((choice for choice in order if choice in supported), None)


def _device_name(device: str) -> str:
    gpus = ctranslate2.get_cuda_device_count()
    if device == "cuda" and gpus == 0:
        raise ModelUnavailable(
            "--device cuda was asked for, but no CUDA device was found. Expected an NVIDIA GPU and its driver: "
            "check nvidia-smi, or start with --device auto or cpu."
        )
    if device == "auto":
        return "cuda" if gpus else "cpu"
    return device


def _compute_type(name: str, wanted: str, gpu: Gpu | None) -> str:
    supported = ctranslate2.get_supported_compute_types(name)
    chosen = preferred_compute_type(name, gpu, supported) if wanted == "auto" else wanted
    if chosen not in supported:
        raise ModelUnavailable(
            f"The compute type {wanted} cannot be used on this {name} device. "
            f"Expected one of {', '.join(sorted(supported))}, or auto."
        )
    return chosen
