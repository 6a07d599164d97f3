#!/usr/bin/env bash
# The worker's code, its user and its systemd units. WORKER_DIR holds worker.mjs and start.mjs.
. "$(dirname "$0")/../common.sh"
: "${WORKER_DIR:?there is no worker; set WORKER_DIR to the folder of worker.mjs and start.mjs}"
: "${MAX_LIFETIME_SECONDS:?there is no end to a worker; set MAX_LIFETIME_SECONDS}"

# The engine has a user of its own: what a file makes it do reaches neither the worker nor its credentials.
for user in transcription transcription-engine; do
  id "$user" >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir "/var/lib/$user" --no-create-home --shell /usr/sbin/nologin "$user"
done

install -D --mode 0644 --target-directory "$PREFIX/worker" "$WORKER_DIR/worker.mjs" "$WORKER_DIR/start.mjs"
install -D --mode 0755 "$SOURCE_DIR/systemd/prepare-worker.sh" "$PREFIX/bin/prepare-worker"
install -D --mode 0755 "$SOURCE_DIR/systemd/confined-engine.py" "$PREFIX/bin/confined-engine"
install -D --mode 0644 "$SOURCE_DIR/systemd/tmpfiles.conf" /etc/tmpfiles.d/transcription.conf

units=/etc/systemd/system
install --mode 0644 --target-directory "$units" "$SOURCE_DIR"/systemd/*.service "$SOURCE_DIR"/systemd/*.socket "$SOURCE_DIR"/systemd/*.timer
limit() {
  install --directory "$units/$1.d"
  printf '[%s]\n%s=%s\n' "$2" "$3" "$MAX_LIFETIME_SECONDS" >"$units/$1.d/max-lifetime.conf"
}
limit transcription-worker.service Service RuntimeMaxSec
# Timers add up: an empty value first takes back the unit's own.
limit transcription-max-lifetime.timer Timer $'OnBootSec=\nOnBootSec'
systemctl enable transcription-prepare.service transcription-worker.service transcription-max-lifetime.timer
