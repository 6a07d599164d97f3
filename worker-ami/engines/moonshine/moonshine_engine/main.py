"""Loads the model, says `ready`, and answers requests until standard input ends."""

import argparse
import logging
import platform
import signal
import sys
from importlib.metadata import version

from faster_whisper.vad import get_vad_model

from moonshine_engine import ENGINE_NAME
from moonshine_engine.capabilities import HONOURED
from moonshine_engine.model import LoadedModel, load_model
from moonshine_engine.steps import Steps
from transcription_engine.capabilities import Capabilities
from transcription_engine.device import usable_processors
from transcription_engine.errors import ModelUnavailable
from transcription_engine.lanes import Lanes
from transcription_engine.options import TRANSCRIBE
from transcription_engine.parts import PARTS_VERSION
from transcription_engine.protocol import ready_event
from transcription_engine.serve import DeviceFailed, serve
from transcription_engine.stdio import Emit, Event, read_lines
from transcription_engine.transcribe import Transcriber

EXIT_ENDED, EXIT_NO_MODEL, EXIT_DEVICE_FAILED = 0, 3, 4
# Raised when what this engine tells of a piece no longer means what it meant.
_OWN_PARTS = "1"

_log = logging.getLogger(__name__)


def main(arguments: list[str], emit: Emit) -> int:
    """Run the engine; its exit codes are those of every engine."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    # Python's own handler waits until a library returns, and then prints a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    options = _parse(arguments)
    try:
        model = load_model(options.model, options.revision, Capabilities((options.languages,), (TRANSCRIBE,)))
    except ModelUnavailable as problem:
        _log.error("%s", problem)
        return EXIT_NO_MODEL
    threads = options.cpu_threads or usable_processors()
    lanes = Lanes(threads)
    try:
        emit(_ready(model))
        # The worker is still fetching the first file: use the time for what every request needs.
        get_vad_model()
        transcriber = Transcriber(model, 1, lanes, emit, Steps)
        serve(read_lines(), emit, transcriber.begin, transcriber.stop, ahead=threads)
    except DeviceFailed:
        return EXIT_DEVICE_FAILED
    except BrokenPipeError:
        _log.info("Nobody reads the events any more: ending.")
    finally:
        lanes.close()
    return EXIT_ENDED


def _ready(model: LoadedModel) -> Event:
    packages = {name: version(name) for name in ("onnxruntime", "onnx", "faster_whisper", "av")}
    return ready_event(
        engine=ENGINE_NAME,
        model=model.name,
        device="cpu",
        batch_size=1,
        languages=list(model.can.languages),
        tasks=list(model.can.tasks),
        options=list(HONOURED),
        load_seconds=round(model.load_seconds, 3),
        versions={
            "python": platform.python_version(),
            "parts": f"{PARTS_VERSION}.{_OWN_PARTS}",
            **packages,
            **({"revision": model.revision} if model.revision else {}),
        },
    )


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m moonshine_engine", description=__doc__)
    parser.add_argument("--model", required=True, help="a directory, or a name on the Hugging Face Hub")
    parser.add_argument("--revision", help="branch, tag or commit on the Hub; not looked at for a directory")
    parser.add_argument("--languages", default="en", type=_language, help="the one that it was trained for (en)")
    parser.add_argument("--tasks", choices=(TRANSCRIBE,), default=TRANSCRIBE, help="it knows no other")
    parser.add_argument("--device", choices=("auto", "cpu"), default="auto", help="it works on processors alone")
    parser.add_argument("--cpu-threads", type=_positive, help="threads (default: one for each processor)")
    return parser.parse_args(arguments)


def _language(text: str) -> str:
    if not text.isalpha():
        raise argparse.ArgumentTypeError(f"{text} is not one language; a Moonshine model knows one, such as en")
    return text


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value
