"""Loads the model, says `ready`, and answers requests until standard input ends."""

import argparse
import logging
import platform
import signal
import sys
from importlib.metadata import version

from faster_whisper.vad import get_vad_model

from transcription_engine import ENGINE_NAME
from transcription_engine.device import Device, choose_device
from transcription_engine.errors import ModelUnavailable
from transcription_engine.lanes import Lanes
from transcription_engine.model import LoadedModel, ModelChoice, load_model
from transcription_engine.options import TASKS, Options
from transcription_engine.parts import PARTS_VERSION
from transcription_engine.protocol import ready_event
from transcription_engine.serve import DeviceFailed, serve
from transcription_engine.stdio import Emit, Event, read_lines
from transcription_engine.transcribe import Transcriber

EXIT_ENDED = 0
EXIT_NO_MODEL = 3
EXIT_DEVICE_FAILED = 4

_log = logging.getLogger(__name__)


def main(arguments: list[str], emit: Emit) -> int:
    """Run the engine.

    Returns:
      The process's exit code: 0 when standard input ended or nobody reads the events, 3 when the model cannot be
      loaded, 4 after an `engine_crashed` (start a new process).
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    # Python's own handler waits until a library returns, and then prints a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    options = _parse(arguments)
    try:
        device = choose_device(options.device, options.compute_type, options.batch_size, options.cpu_threads)
        model = load_model(_choice(options), device)
    except ModelUnavailable as problem:
        _log.error("%s", problem)
        return EXIT_NO_MODEL
    lanes = Lanes(device.lanes)
    try:
        emit(_ready(model, device))
        # The worker is still fetching the first file: use the time for what every request needs.
        get_vad_model()
        transcriber = Transcriber(model, device.batch_size, lanes, emit)
        serve(read_lines(), emit, transcriber.begin, transcriber.stop, ahead=device.lanes)
    except DeviceFailed:
        return EXIT_DEVICE_FAILED
    except BrokenPipeError:
        _log.info("Nobody reads the events any more: ending.")
    finally:
        lanes.close()
    return EXIT_ENDED


def _ready(model: LoadedModel, device: Device) -> Event:
    packages = {name: version(name) for name in ("faster_whisper", "ctranslate2", "av", "onnxruntime")}
    optional = {"cuda": device.cuda_version, "revision": model.revision}
    return ready_event(
        engine=ENGINE_NAME,
        model=model.name,
        device=device.name,
        compute_type=device.compute_type,
        batch_size=device.batch_size,
        languages=list(model.can.languages),
        tasks=list(model.can.tasks),
        options=list(Options.__struct_fields__),
        load_seconds=round(model.load_seconds, 3),
        versions={
            "python": platform.python_version(),
            "parts": PARTS_VERSION,
            **packages,
            **{name: known for name, known in optional.items() if known},
        },
        details={"compute_type": device.compute_type},
    )


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m transcription_engine", description=__doc__)
    parser.add_argument("--model", required=True, help="a directory, or a model's name on the Hugging Face Hub")
    parser.add_argument("--revision", help="branch, tag or commit on the Hub; not looked at for a directory")
    parser.add_argument(
        "--languages",
        type=_names,
        default=(),
        help="those it was trained for, as sv or en,sv (default: all it has tokens for)",
    )
    parser.add_argument(
        "--tasks", type=_tasks, default=(), help="transcribe, or transcribe,translate (default: by its tokens)"
    )
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--compute-type", default="auto", help="one of CTranslate2's compute types, or auto")
    parser.add_argument("--batch-size", type=_positive, help="windows decoded at once (default: by device)")
    parser.add_argument("--cpu-threads", type=_positive, help="threads on a CPU (default: one for each processor)")
    return parser.parse_args(arguments)


def _choice(options: argparse.Namespace) -> ModelChoice:
    return ModelChoice(options.model, options.revision, options.languages, options.tasks)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _tasks(text: str) -> tuple[str, ...]:
    tasks = _names(text)
    if not tasks or not set(tasks) <= set(TASKS):
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(TASKS)}, nor both with a comma between")
    return tasks


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value
