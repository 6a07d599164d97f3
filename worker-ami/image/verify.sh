#!/usr/bin/env bash
# Run on an instance of the finished image: says what is wrong, and ends with 1 if it could not work as a worker.
set -uo pipefail
PREFIX=/opt/transcription
PYTHON="$PREFIX/engine/bin/python"
UNITS=(transcription-prepare.service transcription-worker.service transcription-max-lifetime.timer)
SOCKET=transcription-engine.socket
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

uses_card() { in_manifest 'manifest["engine"]["devices"]' | grep --quiet cuda; }
has_nvidia_card() { grep --quiet --ignore-case '^0x10de$' /sys/bus/pci/devices/*/vendor 2>/dev/null; }
# As the worker has it done: by the unit that the engine is locked into, which must see the card all the same.
loads_model() {
  setpriv --reuid=transcription --regid=transcription --clear-groups --no-new-privs \
    "$PREFIX/bin/confined-engine" -m "$(in_manifest 'manifest["engine"]["module"]')" --device "$1" --model "$(model_id)" </dev/null
}
log_is_read_by_agent() {
  setpriv --reuid=cwagent --regid=cwagent --clear-groups --no-new-privs cat /var/log/transcription/worker.log
}
in_manifest() { "$PYTHON" -c "import json; manifest = json.load(open('$PREFIX/manifest.json')); print($1)"; }
model_id() { in_manifest 'manifest["model"]["id"]'; }

check 'files are those of the manifest' "$PYTHON" "$PREFIX/bin/manifest.py" check --prefix "$PREFIX"
check 'units are sound' systemd-analyze verify "${UNITS[@]}" "$SOCKET" transcription-engine@.service
check 'engines can be asked for' systemctl start "$SOCKET"
check 'units start at boot' systemctl is-enabled "${UNITS[@]}" amazon-cloudwatch-agent.service
check 'the driver has a module for this kernel' modinfo --set-version "$(uname -r)" nvidia
if ! uses_card; then
  check 'the engine loads the model on the CPU, as it uses no card' loads_model cpu
else
  check 'cuBLAS is where the loader looks' "$PYTHON" -c 'import ctypes; ctypes.CDLL("libcublas.so.12")'
fi
if uses_card && has_nvidia_card; then
  check 'the driver sees the card' nvidia-smi --list-gpus
  check 'the engine loads the model on the card' loads_model cuda
elif uses_card; then
  echo 'no card here: the model is loaded on the CPU, and the GPU stays unproven; build on a GPU instance type'
  check 'the engine loads the model on the CPU' loads_model cpu
fi
# Once a unit has opened it: the engine's has, just now.
check 'the log agent reads the log' log_is_read_by_agent
[ "$failures" -eq 0 ]
