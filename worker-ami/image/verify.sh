#!/usr/bin/env bash
# Run on an instance of the finished image: says what is wrong, and ends with 1 if it could not work as a worker.
set -uo pipefail
PREFIX=/opt/transcription
PYTHON="$PREFIX/engine/bin/python"
UNITS=(transcription-prepare.service transcription-worker.service transcription-max-lifetime.timer)
export HF_HUB_OFFLINE=1 HF_HUB_CACHE="$PREFIX/models"
failures=0

check() {
  local what="$1"
  shift
  if output="$("$@" 2>&1)"; then
    echo "ok    $what"
  else
    echo "WRONG $what: ${output##*$'\n'}"
    failures=$((failures + 1))
  fi
}

has_nvidia_card() { grep --quiet --ignore-case '^0x10de$' /sys/bus/pci/devices/*/vendor 2>/dev/null; }
# As the worker's user and without a way to more privileges, as in the service.
loads_model() {
  setpriv --reuid=transcription --regid=transcription --clear-groups --no-new-privs \
    "$PYTHON" -m transcription_engine --device "$1" --model "$(model_id)" </dev/null
}
model_id() { "$PYTHON" -c 'import json; print(json.load(open("/opt/transcription/manifest.json"))["model"]["id"])'; }

check 'files are those of the manifest' "$PYTHON" "$PREFIX/bin/manifest.py" check --prefix "$PREFIX"
check 'units are sound' systemd-analyze verify "${UNITS[@]}"
check 'units start at boot' systemctl is-enabled "${UNITS[@]}" amazon-cloudwatch-agent.service
check 'the driver has a module for this kernel' modinfo --set-version "$(uname -r)" nvidia
check 'cuBLAS is where the loader looks' "$PYTHON" -c 'import ctypes; ctypes.CDLL("libcublas.so.12")'
if has_nvidia_card; then
  nvidia-modprobe -u -c=0
  check 'the driver sees the card' nvidia-smi --list-gpus
  check 'the engine loads the model on the card' loads_model cuda
else
  echo 'no card here: the model is loaded on the CPU, and the GPU stays unproven; build on a GPU instance type'
  check 'the engine loads the model on the CPU' loads_model cpu
fi
[ "$failures" -eq 0 ]
