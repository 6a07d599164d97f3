#!/usr/bin/env bash
# What was only needed to build costs snapshot storage, and is in the way of nothing else.
. "$(dirname "$0")/../common.sh"

dnf clean all
rm -rf /var/cache/dnf ~root/.cache
journalctl --rotate --vacuum-time=1s
