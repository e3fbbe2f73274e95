#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# unpack_tools.sh PACKAGE...: unpacks Debian packages below build/tools, for tests and `make stack`.
# Installs nothing, so no service starts. Writes nothing outside build/, and needs no rights.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=build/tools
. tests/stack/relocate.sh

download() {
  (cd $tools/download && apt-get download -q "$@") || {
    echo "Debian's package lists are missing or old; try: sudo apt-get update" >&2
    exit 1
  }
}

rm -rf $tools
mkdir -p $tools/download
download "$@"
for package in $tools/download/*.deb; do dpkg-deb -x "$package" $tools; done
relocate_alertmanager $tools
