# shellcheck shell=bash
# Sourced by every step: stops at the first error, lets the worker's user read all of it, and names the places.
set -euo pipefail
umask 022

IMAGE_DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# The folder worker-ami of the repository; holds image/, systemd/ and engines/.
export SOURCE_DIR="${IMAGE_DIR%/*}"
# Everything of ours on the image.
export PREFIX=/opt/transcription
export MODELS="$PREFIX/models"
export PYTHON="$PREFIX/engine/bin/python"
# One folder of the environment, whichever Python made it.
site_packages() { "$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }

# shellcheck source=worker-ami/image/pins.env
. "$IMAGE_DIR/pins.env"

fail() {
  echo "error: $*" >&2
  exit 1
}
