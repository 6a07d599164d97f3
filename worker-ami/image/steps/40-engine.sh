#!/usr/bin/env bash
# The engine and its Python environment, from the lock whose versions its tests run with.
. "$(dirname "$0")/../common.sh"

"$BASE_PYTHON" -m venv --clear "$PREFIX/engine"
"$PYTHON" -m pip install --require-hashes --no-deps --only-binary :all: --no-cache-dir --disable-pip-version-check --quiet \
  --requirement "$SOURCE_DIR/engines/faster-whisper/requirements.lock"

# Copied, as installing it would fetch a build system that no lock names.
cp -R "$SOURCE_DIR/engines/faster-whisper/transcription_engine" "$(site_packages)/"
"$PYTHON" -m compileall -q "$(site_packages)/transcription_engine"
"$PYTHON" -m transcription_engine --help >/dev/null
