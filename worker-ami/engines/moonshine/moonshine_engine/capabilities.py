"""What can be asked of this engine, and refusing the rest instead of ignoring it."""

from transcription_engine.capabilities import Capabilities
from transcription_engine.capabilities import refuse_impossible as refuse_beyond_model
from transcription_engine.errors import UnsupportedOption
from transcription_engine.options import Options

HONOURED = ("language", "task", "word_timestamps", "vad", "clip")
_USUAL = Options()


def refuse_impossible(options: Options, can: Capabilities, model: str) -> None:
    """Check a request's options against the engine and the model.

    Raises:
      UnsupportedOption: one of them cannot be done.
    """
    for name in options.__struct_fields__:
        if name not in HONOURED and getattr(options, name) != getattr(_USUAL, name):
            raise UnsupportedOption(
                f"Moonshine does not honour `{name}`. Expected it to be left out; it honours {', '.join(HONOURED)}."
            )
    refuse_beyond_model(options, can, model)
