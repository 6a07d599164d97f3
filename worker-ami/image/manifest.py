"""Writes down what an image is made of, and compares an image with what was written down.

Usage: manifest.py write --prefix /opt/transcription --engine NAME --module MODULE --devices DEVICE... --locks FILE...
       manifest.py check --prefix /opt/transcription
"""

import argparse
import hashlib
import json
import platform
import subprocess
import sys
from pathlib import Path

CHUNK = 1 << 20


def main() -> None:
    """Run the command that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("write", "check"))
    parser.add_argument("--prefix", type=Path, required=True)
    parser.add_argument("--engine")
    parser.add_argument("--module")
    parser.add_argument("--devices", nargs="*", default=[])
    parser.add_argument("--locks", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    manifest = options.prefix / "manifest.json"
    if options.command == "write":
        text = json.dumps(describe(options), indent=2)
        manifest.write_text(f"{text}\n")
        sys.stdout.write(f"{text}\n")
    else:
        check(json.loads(manifest.read_text()), options.prefix)


def describe(options: argparse.Namespace) -> dict[str, object]:
    """Say what the image is made of; every file that decides what a worker does has its sha256."""
    prefix = options.prefix
    return {
        "schema": 1,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "node": output(prefix / "node" / "bin" / "node", "--version"),
        "locks": {lock.name: sha256(lock) for lock in options.locks},
        "engine": {"name": options.engine, "module": options.module, "devices": options.devices},
        "model": describe_model(prefix),
        "worker": [described(file, prefix) for file in sorted((prefix / "worker").glob("*.mjs"))],
    }


def describe_model(prefix: Path) -> dict[str, object]:
    """Name the one model in the image, its commit and its files."""
    repositories = sorted((prefix / "models").glob("models--*"))
    if len(repositories) != 1:
        sys.exit(f"{prefix}/models holds {len(repositories)} models, expected one; clear it and bake the model again")
    repository = repositories[0]
    revision = (repository / "refs" / "main").read_text()
    files = sorted((repository / "snapshots" / revision).iterdir())
    return {
        "id": repository.name.removeprefix("models--").replace("--", "/"),
        "revision": revision,
        "files": [described(file, prefix) for file in files],
    }


def described(file: Path, prefix: Path) -> dict[str, object]:
    """Name a file, its size and the sha256 of its content."""
    return {"path": str(file.relative_to(prefix)), "bytes": file.stat().st_size, "sha256": sha256(file)}


def check(manifest: dict, prefix: Path) -> None:
    """End with 1 if a file is not what the manifest says."""
    entries = [*manifest["model"]["files"], *manifest["worker"]]
    wrong = [entry["path"] for entry in entries if not matches(prefix / entry["path"], entry["sha256"])]
    if wrong:
        sys.exit(f"not as in the manifest: {', '.join(wrong)}; build the image again")
    sys.stdout.write(f"{len(entries)} files are as in the manifest\n")


def matches(file: Path, expected: str) -> bool:
    """Whether the file is there with that content."""
    return file.is_file() and sha256(file) == expected


def sha256(file: Path) -> str:
    """Return the sha256 of a file in hex."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def output(program: Path, *arguments: str) -> str:
    """Return what a program prints."""
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 a program of the image


if __name__ == "__main__":
    main()
