"""Puts a model where the engine finds it by its hub id with the hub switched off.

Usage: bake_model.py --id OWNER/NAME --revision COMMIT --cache DIRECTORY --files PATTERN... [--from FOLDER]

The patterns are of the files that the engine reads, the first of those with the weights: a repository may have more.

The layout is the hub client's own cache, so that the engine is started the same way everywhere. The commit becomes the
cache's `main`: a stage that names no revision gets what the image holds.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from huggingface_hub import snapshot_download

COMMIT = re.compile(r"[0-9a-f]{40}")
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def main() -> None:
    """Bake the model that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--id", required=True)
    parser.add_argument("--revision", required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--files", nargs="+", required=True)
    parser.add_argument("--from", type=Path, dest="origin")
    options = parser.parse_args()
    if not HUB_ID.fullmatch(options.id):
        sys.exit(f"the model {options.id} is no hub id; expected OWNER/NAME such as KBLab/kb-whisper-small")
    if not COMMIT.fullmatch(options.revision):
        sys.exit(
            f"the revision {options.revision} of {options.id} is no commit; expected its 40 hexadecimal digits, "
            "as tags and branches move"
        )
    if options.origin:
        copy_model(options.origin, options.files, snapshot_of(options.cache, options.id, options.revision))
    else:
        snapshot_download(options.id, revision=options.revision, cache_dir=options.cache, allow_patterns=options.files)
    main_branch = repository_of(options.cache, options.id) / "refs" / "main"
    main_branch.parent.mkdir(parents=True, exist_ok=True)
    main_branch.write_text(options.revision)


def copy_model(origin: Path, patterns: list[str], snapshot: Path) -> None:
    """Copy the files of a model from a folder of this machine."""
    files = [file for pattern in patterns for file in origin.glob(pattern)]
    weights, *_others = patterns
    if not any(file.name == weights for file in files):
        sys.exit(f"{origin} holds no {weights}; expected a model of the image's engine: {', '.join(patterns)}")
    snapshot.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, snapshot / file.name)


def repository_of(cache: Path, model: str) -> Path:
    """Where the hub's client keeps a model."""
    return cache / f"models--{model.replace('/', '--')}"


def snapshot_of(cache: Path, model: str, revision: str) -> Path:
    """Where the hub's client keeps one commit of a model."""
    return repository_of(cache, model) / "snapshots" / revision


if __name__ == "__main__":
    main()
