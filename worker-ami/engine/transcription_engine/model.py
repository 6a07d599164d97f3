"""Finding the model's files and loading them."""

import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel, download_model

from transcription_engine.device import Device
from transcription_engine.errors import ModelUnavailable

_log = logging.getLogger(__name__)

# Without its own tokenizer.json, faster-whisper would silently fetch that of another model.
_NEEDED_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*")
# The encoder's input length: 30 seconds in steps of 10 ms.
_WINDOW_FRAMES = 3000


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to transcribe; `languages` are the codes that it knows."""

    whisper: WhisperModel
    name: str
    languages: tuple[str, ...]
    load_seconds: float


def load_model(model: str, revision: str | None, device: Device, cpu_threads: int) -> LoadedModel:
    """Load a model from a directory, or from the Hugging Face Hub or its cache on this machine.

    Args:
      model: a directory, a model's name on the Hub, or one of faster-whisper's size names.
      revision: branch, tag or commit on the Hub; a directory is taken as it is.
      device: where and how to run it.
      cpu_threads: threads on a CPU; 0 leaves it to CTranslate2 (at most 4).

    Raises:
      ModelUnavailable: the model cannot be found, is not complete, or does not run here.
    """
    began = time.perf_counter()
    directory = _locate(model, revision)
    _check_files(directory, model)
    try:
        whisper = WhisperModel(
            str(directory), device=device.name, compute_type=device.compute_type, cpu_threads=cpu_threads
        )
        _check_model(whisper, device)
        languages = known_languages(whisper)
    except (RuntimeError, ValueError) as problem:
        raise ModelUnavailable(
            f"The model {model} does not run on this {device.name} device as {device.compute_type}: {problem}. "
            "Expected a Whisper model in CTranslate2's format and, on a GPU, cuBLAS, cuDNN and enough memory."
        ) from problem
    name = directory.resolve().name if os.path.isdir(model) else model
    return LoadedModel(whisper, name, languages, time.perf_counter() - began)


def known_languages(whisper: WhisperModel) -> tuple[str, ...]:
    """Return the codes of the languages that a model can be asked for.

    Raises:
      ValueError: the model takes languages, but has a token for none.
    """
    if not whisper.model.is_multilingual:
        # Such a model takes no language; some still have every language's token in their vocabulary.
        return ("en",)
    # The library lists every language of Whisper; the model knows those that its vocabulary has a token for.
    token = whisper.hf_tokenizer.token_to_id
    languages = tuple(code for code in whisper.supported_languages if token(f"<|{code}|>") is not None)
    if not languages:
        raise ValueError("tokenizer.json has no language's token, such as <|en|>")
    return languages


def _locate(model: str, revision: str | None) -> Path:
    if os.path.isdir(model):
        if revision:
            _log.info("%s is a directory: it is taken as it is, and the revision %s is not looked at.", model, revision)
        return Path(model)
    if os.path.isabs(model) or model.startswith("."):
        raise ModelUnavailable(f"There is no directory {model}. Expected a directory with {', '.join(_NEEDED_FILES)}.")
    try:
        return Path(download_model(model, revision=revision))
    except Exception as problem:  # The Hub's client raises many unrelated kinds, all of which mean the same here.
        raise ModelUnavailable(
            f"The model {model} (revision {revision or 'default'}) could not be fetched: {problem}. Expected a model's "
            "name on the Hugging Face Hub or a directory. Check the name, the network and HF_HUB_OFFLINE."
        ) from problem


def _check_files(directory: Path, model: str) -> None:
    missing = [pattern for pattern in _NEEDED_FILES if not any(directory.glob(pattern))]
    if missing:
        raise ModelUnavailable(
            f"The model {model} is not complete: {', '.join(missing)} is missing in {directory}. Expected a model in "
            "CTranslate2's format: choose a revision that has one, or convert it with ct2-transformers-converter."
        )


def _check_model(whisper: WhisperModel, device: Device) -> None:
    bands, wanted = whisper.feature_extractor.mel_filters.shape[0], whisper.model.n_mels
    if bands != wanted:
        raise ValueError(f"preprocessor_config.json gives {bands} mel bands and the model takes {wanted}")
    if device.name == "cuda":
        # A missing CUDA library or too little memory shows only when a layer runs: better now than in the first job.
        whisper.encode(np.zeros((wanted, _WINDOW_FRAMES), dtype=np.float32))
