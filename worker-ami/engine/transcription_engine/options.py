"""How a request wants its audio transcribed, as `EngineOptions` of `core/contracts/engine-protocol.ts` defines it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from transcription_engine.fields import (
    Fields,
    a_flag,
    a_number,
    a_number_above,
    a_text,
    a_whole_number,
    an_object,
    as_number,
    one_of,
    refuse_unknown,
)

AUTO = "auto"
TRANSCRIBE, TRANSLATE = TASKS = ("transcribe", "translate")
FAST, BALANCED, ACCURATE = PROFILES = ("fast", "balanced", "accurate")

_LONGEST_TEXT = 2000
_MOST_BEAMS = 10
_MOST_TEMPERATURES = 10
_LONGEST_PAUSE_SECONDS = 10
_LONGEST_PAD_SECONDS = 2


@dataclass(frozen=True)
class Vad:
    """What counts as speech; None leaves it to the profile."""

    threshold: float | None = None
    min_speech_seconds: float | None = None
    min_silence_seconds: float | None = None
    speech_pad_seconds: float | None = None


@dataclass(frozen=True)
class Clip:
    """A part of the file, in seconds; `end` is infinite for "to the end"."""

    start: float = 0.0
    end: float = math.inf


@dataclass(frozen=True)
class Options:
    """The options of one request; None leaves the choice to the profile."""

    language: str = AUTO
    task: str = TRANSCRIBE
    profile: str = BALANCED
    prompt: str | None = None
    hotwords: str | None = None
    word_timestamps: bool = True
    vad: Vad = Vad()
    beam_size: int | None = None
    temperature: tuple[float, ...] | None = None
    clip: Clip = Clip()


def parse_options(fields: Fields) -> Options:
    """Read the `options` of a request.

    Raises:
      ValueError: one is unknown, or has a value that the protocol does not allow.
    """
    if "language" not in fields:
        raise ValueError('"language" is missing: expected "auto" or a language code')
    return Options(**_read(fields, _OPTION_READERS))


def _read(fields: Fields, readers: dict[str, Callable[[Fields, str], Any]]) -> dict[str, Any]:
    refuse_unknown(fields, readers)
    return {name: readers[name](fields, name) for name in fields}


def _short_text(fields: Fields, name: str) -> str:
    return a_text(fields, name, _LONGEST_TEXT)


def _vad(fields: Fields, name: str) -> Vad:
    return Vad(**_read(an_object(fields, name), _VAD_READERS))


def _probability_between(fields: Fields, name: str) -> float:
    value = a_number_above(fields, name, 0)
    if value >= 1:
        raise ValueError(f'"{name}" must be a number below 1')
    return value


def _clip(fields: Fields, name: str) -> Clip:
    clip = Clip(**_read(an_object(fields, name), _CLIP_READERS))
    if clip.end <= clip.start:
        raise ValueError(f'"{name}.end" ({clip.end:g}) must be after "{name}.start" ({clip.start:g})')
    return clip


def _temperatures(fields: Fields, name: str) -> tuple[float, ...]:
    value = fields.get(name)
    values = value if isinstance(value, list) else [value]
    numbers = tuple(number for number in map(as_number, values) if number is not None and 0 <= number <= 1)
    if len(numbers) != len(values) or not 0 < len(values) <= _MOST_TEMPERATURES:
        raise ValueError(f'"{name}" must be a number from 0 to 1 or a list of 1 to {_MOST_TEMPERATURES} such numbers')
    return numbers


_VAD_READERS: dict[str, Callable[[Fields, str], Any]] = {
    "threshold": _probability_between,
    "min_speech_seconds": lambda fields, name: a_number(fields, name, 0, _LONGEST_PAUSE_SECONDS),
    "min_silence_seconds": lambda fields, name: a_number(fields, name, 0, _LONGEST_PAUSE_SECONDS),
    "speech_pad_seconds": lambda fields, name: a_number(fields, name, 0, _LONGEST_PAD_SECONDS),
}
_CLIP_READERS: dict[str, Callable[[Fields, str], Any]] = {
    "start": a_number,
    "end": lambda fields, name: a_number_above(fields, name, 0),
}
_OPTION_READERS: dict[str, Callable[[Fields, str], Any]] = {
    "language": a_text,
    "task": lambda fields, name: one_of(fields, name, TASKS),
    "profile": lambda fields, name: one_of(fields, name, PROFILES),
    "prompt": _short_text,
    "hotwords": _short_text,
    "word_timestamps": a_flag,
    "vad": _vad,
    "beam_size": lambda fields, name: a_whole_number(fields, name, 1, _MOST_BEAMS),
    "temperature": _temperatures,
    "clip": _clip,
}
