"""How a request wants its audio transcribed, as `EngineOptions` of `core/contracts/engine-protocol.ts` defines it."""

import math
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

AUTO = "auto"
TRANSCRIBE, TRANSLATE = TASKS = ("transcribe", "translate")
FAST, BALANCED, ACCURATE = PROFILES = ("fast", "balanced", "accurate")

_LATEST_SECOND = 1_000_000

Text = Annotated[str, Meta(min_length=1)]
_ShortText = Annotated[str, Meta(min_length=1, max_length=2000)]
_Pause = Annotated[float, Meta(ge=0, le=10)]
_Pad = Annotated[float, Meta(ge=0, le=2)]
_Temperature = Annotated[float, Meta(ge=0, le=1)]
_Temperatures = Annotated[tuple[_Temperature, ...], Meta(min_length=1, max_length=10)]

# A field that was left out is None; null is refused, as the types say: defaults are not looked at.


class Vad(Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as speech; None leaves it to the profile."""

    threshold: Annotated[float, Meta(ge=0.001, le=0.999)] = None
    min_speech_seconds: _Pause = None
    min_silence_seconds: _Pause = None
    speech_pad_seconds: _Pad = None


class Clip(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file, in seconds; `end` is infinite for "to the end"."""

    start: Annotated[float, Meta(ge=0, le=_LATEST_SECOND)] = 0.0
    end: Annotated[float, Meta(ge=0.001, le=_LATEST_SECOND)] = math.inf

    def __post_init__(self) -> None:
        """Refuse a clip of nothing."""
        if self.end <= self.start:
            raise ValueError(f"`end` ({self.end:g}) must be after `start` ({self.start:g})")


class Options(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The options of one request; None leaves the choice to the profile."""

    language: Text = AUTO
    multilingual: bool = False
    task: Literal[TASKS] = TRANSCRIBE
    profile: Literal[PROFILES] = BALANCED
    prompt: _ShortText = None
    hotwords: _ShortText = None
    word_timestamps: bool = True
    vad: Vad = Vad()
    beam_size: Annotated[int, Meta(ge=1, le=10)] = None
    temperature: _Temperature | _Temperatures = None
    clip: Clip = Clip()

    def __post_init__(self) -> None:
        """Take one temperature for a list of one."""
        if isinstance(self.temperature, float):
            force_setattr(self, "temperature", (self.temperature,))


class RequestedOptions(Options, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """As a request gives them: it names the language, if only as "auto"."""

    language: Text
