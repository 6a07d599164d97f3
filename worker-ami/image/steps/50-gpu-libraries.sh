#!/usr/bin/env bash
# The one CUDA library that CTranslate2 loads, beside the driver's own, where the loader finds it.
. "$(dirname "$0")/../common.sh"

"$PYTHON" -m pip install --require-hashes --no-deps --only-binary :all: --no-cache-dir --disable-pip-version-check --quiet \
  --requirement "$IMAGE_DIR/gpu-requirements.lock"
echo "$(site_packages)/nvidia/cublas/lib" >/etc/ld.so.conf.d/transcription-gpu.conf
ldconfig
"$PYTHON" -c 'import ctypes; ctypes.CDLL("libcublas.so.12")'
