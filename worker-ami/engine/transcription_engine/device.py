"""Which device, number format and batch size to use, from what the machine has."""

from dataclasses import dataclass

import ctranslate2

from transcription_engine.cuda import Gpu, first_gpu
from transcription_engine.errors import ModelUnavailable

# faster-whisper's own default for batched transcription.
CPU_BATCH_SIZE = 8
# faster-whisper's README measures large-v2 in float16 at 4.5 GB for one window and 6.1 GB for 8, about 0.2 GB each:
# 16 windows take about 7.7 GB, half of the smallest GPU that the service starts (16 GB).
CUDA_BATCH_SIZE = 16
# Below this a large model in float16 and its batch do not fit with room to spare; 8-bit weights halve the model.
FLOAT16_MEMORY_BYTES = 10 * 1024**3

_LARGE_GPU = ("float16", "int8_float16", "int8", "float32")
_SMALL_GPU = ("int8_float16", "int8", "float16", "float32")
_CPU = ("int8", "float32")


@dataclass(frozen=True)
class Device:
    """Where and how the model runs; `cuda_version` is None on a CPU or where the driver does not tell."""

    name: str
    compute_type: str
    batch_size: int
    cuda_version: str | None


def choose_device(device: str, compute_type: str, batch_size: int | None) -> Device:
    """Fill in what was left to the engine.

    Args:
      device: "auto", "cpu" or "cuda".
      compute_type: "auto" or one of CTranslate2's compute types.
      batch_size: windows decoded at once, or None for the device's default.

    Raises:
      ModelUnavailable: the machine does not have what was asked for.
    """
    name = _device_name(device)
    gpu = first_gpu() if name == "cuda" else None
    return Device(
        name=name,
        compute_type=_compute_type(name, compute_type, gpu),
        batch_size=batch_size or (CUDA_BATCH_SIZE if name == "cuda" else CPU_BATCH_SIZE),
        cuda_version=gpu.cuda_version if gpu else None,
    )


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
