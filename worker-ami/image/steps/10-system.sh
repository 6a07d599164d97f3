#!/usr/bin/env bash
# Packages of Amazon Linux. Its repositories are locked to the release of the base image, so the same base gives the same
# packages; a newer base brings the security fixes.
. "$(dirname "$0")/../common.sh"

dnf install --assumeyes --setopt=install_weak_deps=False \
  "$BASE_PYTHON" amazon-cloudwatch-agent tar xz xfsprogs
