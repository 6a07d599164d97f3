"""Finding the model's files and loading them."""

import time
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import snapshot_download
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, NoSuchFile

from moonshine_engine.moonshine import FILES, Moonshine
from transcription_engine.capabilities import Capabilities
from transcription_engine.errors import ModelUnavailable

_UNREADABLE = (Fail, InvalidGraph, InvalidProtobuf, NoSuchFile, ValueError, OSError)


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to transcribe."""

    moonshine: Moonshine
    name: str
    can: Capabilities
    load_seconds: float
    revision: str | None = None


def load_model(source: str, revision: str | None, can: Capabilities) -> LoadedModel:
    """Load a model from a directory, or from the Hugging Face Hub or its cache on this machine.

    Raises:
      ModelUnavailable: the model cannot be found, is not complete, or does not run here.
    """
    began = time.perf_counter()
    directory = _locate(source, revision)
    missing = [file for file in FILES if not (directory / file).is_file()]
    if missing:
        raise ModelUnavailable(
            f"The model {source} is not complete: {', '.join(missing)} is missing in {directory}. Expected a Moonshine "
            f"model in ONNX Runtime's format: {', '.join(FILES)}."
        )
    try:
        moonshine = Moonshine(directory)
    except _UNREADABLE as problem:
        raise ModelUnavailable(
            f"The model {source} cannot be loaded: {problem}. Expected a Moonshine model in ONNX Runtime's format."
        ) from problem
    name = directory.resolve().name if Path(source).is_dir() else source
    return LoadedModel(moonshine, name, can, time.perf_counter() - began, revision)


def _locate(source: str, revision: str | None) -> Path:
    if Path(source).is_dir():
        return Path(source)
    if source.startswith(("/", ".")):
        raise ModelUnavailable(f"There is no directory {source}. Expected a directory with {', '.join(FILES)}.")
    try:
        return Path(snapshot_download(source, revision=revision, allow_patterns=list(FILES)))
    except Exception as problem:  # The Hub's client raises many unrelated kinds, all of which mean the same here.
        raise ModelUnavailable(
            f"The model {source} (revision {revision or 'default'}) could not be fetched: {problem}. Expected a "
            "model's name on the Hugging Face Hub or a directory. Check the name, the network and HF_HUB_OFFLINE."
        ) from problem
