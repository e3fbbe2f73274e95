#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# unpack_tools.sh PACKAGE...: unpacks Debian packages below build/tools, for tests and `make stack`.
# Installs nothing, so no service starts. Writes nothing outside build/, and needs no rights.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=build/tools

download() {
  (cd $tools/download && apt-get download -q "$@") || {
    echo "Debian's package lists are missing or old; try: sudo apt-get update" >&2
    exit 1
  }
}

# Makes Alertmanager read its templates from the unpacked folder. Debian's program has a fixed path for
# them and does not start without them. This replaces the path in the program by one of the same
# length, /proc/self/fd/9. A wrapper opens the folder as descriptor 9.
relocate_alertmanager() {
  local program=$tools/usr/bin/prometheus-alertmanager fixed=/usr/share/prometheus/alertmanager
  local opened=/proc/self/fd/9
  while [ ${#opened} -lt ${#fixed} ]; do opened+=/; done
  grep -q "$fixed" $program || { echo "$program does not name $fixed" >&2; exit 1; }
  LC_ALL=C sed -i "s|$fixed|$opened|g" $program
  mv $program $program.relocated
  cat >$program <<WRAPPER
#!/bin/sh
tools=\${0%/usr/bin/*}
exec 9<"\$tools$fixed"
exec "\$0.relocated" "\$@"
WRAPPER
  chmod +x $program
}

rm -rf $tools
mkdir -p $tools/download
download "$@"
for package in $tools/download/*.deb; do dpkg-deb -x "$package" $tools; done
relocate_alertmanager
