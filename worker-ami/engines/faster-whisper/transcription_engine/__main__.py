"""Entry point of `python -m transcription_engine`."""

import os
import sys

from transcription_engine.memory import keep_memory
from transcription_engine.stdio import claim_stdout


def _run() -> int:
    # The lanes are the parallel work: numpy's own threads would only be in their way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    keep_memory()
    emit = claim_stdout()
    # Only now: this brings in the libraries, and what they print must not reach standard output.
    from transcription_engine.main import main  # noqa: PLC0415

    return main(sys.argv[1:], emit)


if __name__ == "__main__":
    sys.exit(_run())
