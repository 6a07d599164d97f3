#!/usr/bin/env bash
# Node from nodejs.org, by checksum; NODE_ARCHIVE is another place for the same file.
. "$(dirname "$0")/../common.sh"

name="node-v$NODE_VERSION-linux-x64"
archive="$(mktemp)"
trap 'rm -f "$archive"' EXIT

curl --fail --silent --show-error --location --retry 3 --output "$archive" \
  "${NODE_ARCHIVE:-https://nodejs.org/dist/v$NODE_VERSION/$name.tar.xz}"
found="$(sha256sum "$archive" | cut -d ' ' -f 1)"
[ "$found" = "$NODE_SHA256" ] ||
  fail "the archive of Node $NODE_VERSION has sha256 $found, expected $NODE_SHA256; correct worker-ami/image/pins.env"

mkdir -p "$PREFIX/node"
# The worker is one file: it needs neither npm nor headers.
tar --extract --xz --file "$archive" --directory "$PREFIX/node" --strip-components 1 "$name/bin/node" "$name/LICENSE"
"$PREFIX/node/bin/node" --version
