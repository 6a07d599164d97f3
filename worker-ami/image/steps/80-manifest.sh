#!/usr/bin/env bash
# Writes down what the image is made of, and installs the check that a test instance runs.
. "$(dirname "$0")/../common.sh"
: "${ENGINE:?there is no engine; set ENGINE to the name of a folder in worker-ami/engines}"
: "${ENGINE_MODULE:?the engine has no module; set ENGINE_MODULE, such as transcription_engine}"
: "${ENGINE_DEVICES:?the engine works on no device; set ENGINE_DEVICES to cpu, or to cuda cpu}"

read -r -a devices <<<"$ENGINE_DEVICES"
install -D --mode 0755 "$IMAGE_DIR/verify.sh" "$PREFIX/bin/verify-image"
install -D --mode 0644 "$IMAGE_DIR/manifest.py" "$PREFIX/bin/manifest.py"
"$PYTHON" "$PREFIX/bin/manifest.py" write \
  --prefix "$PREFIX" --engine "$ENGINE" --module "$ENGINE_MODULE" --devices "${devices[@]}" \
  --locks "$SOURCE_DIR/engines/$ENGINE/requirements.lock" "$IMAGE_DIR/gpu-requirements.lock"
