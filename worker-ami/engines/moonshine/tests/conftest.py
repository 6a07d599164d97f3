"""Fixtures that several test files use."""

import os

# As in the engine's process, and before numpy is loaded.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

from pathlib import Path

import pytest

_KEPT = Path(__file__).parents[4] / ".local" / "models" / "moonshine-base"


@pytest.fixture(scope="session")
def model_directory():
    """Where the model is; tests that need it are skipped without it, and fail where none may be."""
    directory = Path(os.environ.get("MOONSHINE_MODEL", _KEPT))
    if directory.is_dir():
        return directory
    words = f"needs the model moonshine-base in {directory}; `npm run test:engine` fetches it where packages can be had"
    if os.environ.get("REQUIRE_ALL_TESTS") == "true":
        pytest.fail(words)
    pytest.skip(words)
