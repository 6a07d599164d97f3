#!/usr/bin/env bash
# Writes down what the image is made of, and installs the check that a test instance runs.
. "$(dirname "$0")/../common.sh"

install -D --mode 0755 "$IMAGE_DIR/verify.sh" "$PREFIX/bin/verify-image"
install -D --mode 0644 "$IMAGE_DIR/manifest.py" "$PREFIX/bin/manifest.py"
"$PYTHON" "$PREFIX/bin/manifest.py" write \
  --prefix "$PREFIX" --locks "$SOURCE_DIR/engines/faster-whisper/requirements.lock" "$IMAGE_DIR/gpu-requirements.lock"
