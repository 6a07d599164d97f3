"""Finding the model's files and loading them."""

import logging
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel, download_model

from transcription_engine.capabilities import Capabilities
from transcription_engine.device import Device
from transcription_engine.errors import ModelUnavailable
from transcription_engine.options import TASKS, TRANSCRIBE
from transcription_engine.shared_batches import SharedBatches
from transcription_engine.whisper import Whisper

_log = logging.getLogger(__name__)

# Without its own tokenizer.json, faster-whisper would silently fetch that of another model.
_NEEDED_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*")
# The encoder's input length: 30 seconds in steps of 10 ms.
_WINDOW_FRAMES = 3000


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to transcribe."""

    whisper: Whisper
    name: str
    can: Capabilities
    load_seconds: float
    revision: str | None = None
    shared: SharedBatches = field(default_factory=SharedBatches)
    """What all requests put their batches through."""


@dataclass(frozen=True)
class ModelChoice:
    """Which model to load: a directory, or a name on the Hub with a branch, tag or commit.

    `languages` and `tasks` are what it was trained for, where that is less than its vocabulary has tokens for.
    """

    source: str
    revision: str | None = None
    languages: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


def load_model(choice: ModelChoice, device: Device) -> LoadedModel:
    """Load a model from a directory, or from the Hugging Face Hub or its cache on this machine.

    Args:
      choice: which one; its source may also be one of faster-whisper's size names.
      device: where and how to run it.

    Raises:
      ModelUnavailable: the model cannot be found, is not complete, or does not run here.
    """
    began = time.perf_counter()
    model = choice.source
    directory = _locate(model, choice.revision)
    _check_files(directory, model)
    try:
        whisper = Whisper(
            str(directory),
            device=device.name,
            compute_type=device.compute_type,
            cpu_threads=device.lane_threads,
            # On a GPU the lanes take turns in the model.
            num_workers=1 if device.name == "cuda" else device.lanes,
        )
        _check_model(whisper, device)
        can = _capabilities(whisper, choice)
    except (RuntimeError, ValueError) as problem:
        raise ModelUnavailable(
            f"The model {model} does not run on this {device.name} device as {device.compute_type}: {problem}. "
            "Expected a Whisper model in CTranslate2's format and, on a GPU, cuBLAS, cuDNN and enough memory."
        ) from problem
    name = directory.resolve().name if os.path.isdir(model) else model
    shared = SharedBatches(device.batches_at_once)
    return LoadedModel(whisper, name, can, time.perf_counter() - began, choice.revision, shared)


def _capabilities(whisper: WhisperModel, choice: ModelChoice) -> Capabilities:
    known = known_languages(whisper)
    foreign = sorted(set(choice.languages) - set(known))
    if foreign:
        raise ValueError(f"--languages names {', '.join(foreign)}, and the model has tokens for {', '.join(known)}")
    return Capabilities(choice.languages or known, choice.tasks or known_tasks(whisper))


def known_tasks(whisper: WhisperModel) -> tuple[str, ...]:
    """Return the tasks that a model has tokens for; an English-only one can but transcribe."""
    return TASKS if whisper.model.is_multilingual else (TRANSCRIBE,)


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
