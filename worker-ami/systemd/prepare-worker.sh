#!/usr/bin/env bash
# Runs as root before the worker. Marks the instance as a worker if it has a worker's user data: an instance that Image
# Builder tests, or that a person starts to look around, has none and is left running. Gives workers the fastest disk.
set -euo pipefail
METADATA="${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}/latest"
MARK="${1:?where to put the mark}"
SCRATCH="${2:?where to mount the disk}"

ask_metadata() { curl --silent --show-error --max-time 5 --retry 15 --retry-delay 1 --retry-connrefused "$@"; }

# GPU instances bring an empty NVMe disk beside the root volume, which is filled from a snapshot while it is used.
mount_instance_store() {
  local disk
  disk="$(lsblk --nodeps --noheadings --output PATH,MODEL | awk '/Amazon EC2 NVMe Instance Storage/ { print $1; exit }')"
  [ -n "$disk" ] || return 0
  mkfs.xfs -f -q -K "$disk" && mount --options noatime,nodev,nosuid,noexec "$disk" "$SCRATCH"
}

user_data="$(mktemp)"
trap 'rm -f "$user_data"' EXIT
token="$(ask_metadata --fail --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$METADATA/api/token")"
status="$(ask_metadata --header "X-aws-ec2-metadata-token: $token" --output "$user_data" --write-out '%{http_code}' \
  "$METADATA/user-data")"
case "$status" in
  200 | 404) ;;
  *)
    echo "instance metadata answered $status for the user data, expected 200 or 404; the instance ends" >&2
    exit 1
    ;;
esac
if [ "$status" = 404 ] || [ "$(head --bytes 1 "$user_data")" != '{' ]; then
  echo 'no user data of a worker: no worker is started here'
  exit 0
fi

install --directory "$SCRATCH"
mount_instance_store || echo 'the instance store cannot be used; the worker uses the root volume' >&2
# The engine, which is of the worker's group, passes through to the file that it is told of, and cannot look around.
chown transcription:transcription "$SCRATCH"
chmod 0710 "$SCRATCH"
touch "$MARK"
