#!/usr/bin/env bash
# The engine and its Python environment, from the lock whose versions its tests run with.
. "$(dirname "$0")/../common.sh"
: "${ENGINE:?there is no engine; set ENGINE to the name of a folder in worker-ami/engines}"
: "${ENGINE_MODULE:?the engine has no module; set ENGINE_MODULE, such as transcription_engine}"
: "${ENGINE_PACKAGES:?the engine has no packages; set ENGINE_PACKAGES to folders in worker-ami/engines}"

"$BASE_PYTHON" -m venv --clear "$PREFIX/engine"
"$PYTHON" -m pip install --require-hashes --no-deps --only-binary :all: --no-cache-dir --disable-pip-version-check --quiet \
  --requirement "$SOURCE_DIR/engines/$ENGINE/requirements.lock"

# Copied, as installing them would fetch a build system that no lock names.
for package in $ENGINE_PACKAGES; do
  cp -R "$SOURCE_DIR/engines/$package" "$(site_packages)/"
  "$PYTHON" -m compileall -q "$(site_packages)/${package##*/}"
done
"$PYTHON" -m "$ENGINE_MODULE" --help >/dev/null
