"""Makes a virtual environment from a lock file of hashes, once.

Usage: make_environment.py DIRECTORY LOCK_FILE [LOCK_FILE_THAT_HAS_MORE...]

An environment made from one of the further locks is good too. The stamp inside is written last and names the lock's
hash and the Python version, so an environment killed half-way or made from another lock is made anew.
"""

import fcntl
import hashlib
import platform
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PIP_OPTIONS = [
    "--require-hashes",
    "--no-deps",
    # Half of the time goes into compiling; Python compiles what is imported, a small part, by itself.
    "--no-compile",
    "--disable-pip-version-check",
    "--quiet",
    "--progress-bar",
    "off",
]


def main(directory: Path, requirements: Path, supersets: list[Path]) -> None:
    """Make the environment, alone: another process that wants it waits here."""
    with held_alone(directory) as lock:
        stamp = directory / "stamp"
        if stamp.exists() and stamp.read_text() in {stamp_for(file) for file in [requirements, *supersets]}:
            return
        shutil.rmtree(directory, ignore_errors=True)
        venv.create(directory)
        in_environment(directory, lock, ["ensurepip"])
        in_environment(directory, lock, ["pip", "install", *PIP_OPTIONS, "--requirement", str(requirements)])
        stamp.write_text(stamp_for(requirements))


@contextmanager
def held_alone(directory: Path) -> Iterator[IO[bytes]]:
    """Wait until nobody else works on the environment. The kernel ends the hold with the last process that has it."""
    with (directory.parent / "requirements.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def stamp_for(requirements: Path) -> str:
    """Say what an environment was made from."""
    return f"{hashlib.sha256(requirements.read_bytes()).hexdigest()} {platform.python_version()}\n"


def in_environment(directory: Path, lock: IO[bytes], module: list[str]) -> None:
    """Run a module that holds the lock as well: should this process be killed, nobody starts before it has ended."""
    command = [directory / "bin" / "python", "-m", *module]
    process = subprocess.Popen(command, stdout=sys.stderr, pass_fds=[lock.fileno()])  # noqa: S603 a command of our own
    signal.signal(signal.SIGTERM, lambda *_: (process.terminate(), sys.exit(1)))
    if process.wait() != 0:
        sys.exit(f"{module[0]} failed; its own words stand above")


if __name__ == "__main__":
    DIRECTORY, LOCK_FILE, *SUPERSETS = map(Path, sys.argv[1:])
    main(DIRECTORY, LOCK_FILE, SUPERSETS)
