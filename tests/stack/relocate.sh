# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A function for scripts that unpack Debian packages. They include this file.

# relocate_alertmanager FOLDER: makes the Alertmanager unpacked in FOLDER read its templates from there.
# Debian's program has a fixed path for them and does not start without them. This replaces the path in
# the program by one of the same length, /proc/self/fd/9. A wrapper opens the folder as descriptor 9.
relocate_alertmanager() {
  local program=$1/usr/bin/prometheus-alertmanager fixed=/usr/share/prometheus/alertmanager
  local opened=/proc/self/fd/9
  while [ ${#opened} -lt ${#fixed} ]; do opened+=/; done
  grep -q "$fixed" "$program" || { echo "$program does not name $fixed" >&2; return 1; }
  LC_ALL=C sed -i "s|$fixed|$opened|g" "$program"
  mv "$program" "$program.relocated"
  cat >"$program" <<WRAPPER
#!/bin/sh
tools=\${0%/usr/bin/*}
exec 9<"\$tools$fixed"
exec "\$0.relocated" "\$@"
WRAPPER
  chmod +x "$program"
}
