"""What a model can be asked for, and refusing the rest instead of ignoring it."""

from dataclasses import dataclass

from transcription_engine.errors import UnsupportedOption
from transcription_engine.options import ACCURATE, AUTO, FAST, Options


@dataclass(frozen=True)
class Capabilities:
    """The codes of the languages a model knows, and its tasks."""

    languages: tuple[str, ...]
    tasks: tuple[str, ...]


def refuse_impossible(options: Options, can: Capabilities, model: str) -> None:
    """Check a request's options against the model.

    Raises:
      UnsupportedOption: one of them cannot be done.
    """
    if options.language not in (AUTO, *can.languages):
        raise UnsupportedOption(
            f"The model {model} does not know the language {options.language!r}. "
            f"Expected {AUTO} or one of: {', '.join(can.languages)}."
        )
    if options.multilingual and len(can.languages) == 1:
        raise UnsupportedOption(
            f"The model {model} knows one language, {can.languages[0]}, so no part of a file can be in another. "
            "Expected `multilingual` to be left out, or another model."
        )
    if options.task not in can.tasks:
        raise UnsupportedOption(
            f"The model {model} cannot {options.task}. Expected the task {' or '.join(can.tasks)}; "
            "choose another model for this one."
        )
    _refuse_idle_temperatures(options)


def _refuse_idle_temperatures(options: Options) -> None:
    # Batches are searched with beams, never sampled, and `fast` decodes nothing twice: these would change nothing.
    first, *later = options.temperature or (0.0,)
    if options.profile != ACCURATE and first > 0:
        raise UnsupportedOption(
            f"The profile {options.profile} decodes at temperature 0 first, not at {first:g}. "
            f"Expected temperatures that begin with 0, or the profile {ACCURATE}."
        )
    if options.profile == FAST and later:
        raise UnsupportedOption(
            f"The profile {FAST} decodes once, at temperature 0. Expected no further temperatures, or another profile."
        )
