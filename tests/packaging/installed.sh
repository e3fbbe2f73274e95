#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# installed.sh VERSION: the life of the package under systemd. package_test.sh runs this script as a service
# of a booted root, in which the previous version is installed. /debs has the new version. /root/start and
# /root/listen have the commands of README that start the service and let systemd listen. Writes "passed" to
# /root/result.
set -euo pipefail
version=$1
cd /root
etc=/etc/cckm_exporter drop_in=/etc/systemd/system/cckm_exporter.service.d

die() {
  echo "installed: $*" >&2
  exit 1
}

# page PATH: prints the page, with its head.
page() {
  exec 3<>/dev/tcp/127.0.0.1/10877
  printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
  cat <&3
  exec 3>&-
}

# await WHAT COMMAND...: repeats the command until it succeeds, for 30 s.
await() {
  local what=$1 end=$((SECONDS + 30))
  shift
  until "$@" 2>/dev/null; do
    [ $SECONDS -lt $end ] || die "no success within 30 s: $what"
    sleep 0.1
  done
}

serves() {
  cckm_exporter --healthcheck >/dev/null
}

# shows SAMPLE: succeeds if the metrics have this text.
shows() {
  [[ $(page /metrics) == *"$1"* ]]
}

# is ENABLED ACTIVE: checks the state of the service.
is() {
  [ "$(systemctl is-enabled cckm_exporter)" = "$1" ] || die "the service is not $1"
  [ "$(systemctl is-active cckm_exporter)" = "$2" ] || die "the service is not $2"
}

main_pid() {
  systemctl show -P MainPID cckm_exporter
}

hardened() {
  local unit
  unit=$(systemctl show -P FragmentPath cckm_exporter)
  systemd-analyze security --offline=true --threshold=15 "$unit" | tail -n 1
}

refused() {
  is disabled inactive
  ! bash -e /root/start || die "the service starts without a manager"
  journalctl --sync
  journalctl -u cckm_exporter | grep -E "exporter.yml:[0-9]+:11: managers: must be a list of at least one item" ||
    die "the journal does not say why"
  systemctl disable --now cckm_exporter
}

# Only root can read the password. Nothing listens at the address of the manager.
configure() {
  install -D -m 0644 /usr/share/doc/cckm-exporter/examples/credential.conf $drop_in/credential.conf
  install -m 0400 /dev/stdin $etc/password <<<secret
  cat >$etc/exporter.yml <<'YAML'
managers:
  - name: production
    url: https://127.0.0.1:1
    auth: {username: reader, password_file: /run/credentials/cckm_exporter.service/password}
    discover: all
YAML
  systemctl daemon-reload
}

served() {
  bash -e /root/start
  serves || die "the service has started, and does not serve"
  is enabled active
  shows 'cckm_up{manager="production"} 0' || die "the metrics do not have the manager"
  shows process_start_time_seconds || die "the unit hides the start of the process"
  grep -qP "^Uid:\t$(id -u cckm_exporter)\t" "/proc/$(main_pid)/status" || die "the process has another user"
}

reloaded() {
  local before
  before=$(main_pid)
  sed -i 's/name: production/name: renamed/' $etc/exporter.yml
  systemctl reload cckm_exporter
  await "the reload" shows 'cckm_up{manager="renamed"} 0'
  [ "$(main_pid)" = "$before" ] || die "a reload restarts the service"
}

upgraded() {
  local before
  before=$(main_pid)
  dpkg --install /debs/*.deb
  [ "$(dpkg-query -W -f '${Version}' cckm-exporter)" = "$version" ] || die "the version is not $version"
  await "the service serves again" serves
  is enabled active
  [ "$(main_pid)" != "$before" ] || die "an upgrade does not restart the service"
  shows 'cckm_up{manager="renamed"} 0' || die "an upgrade changes the configuration"
}

# Prints when systemd began to listen.
listening_since() {
  systemctl show -P ActiveEnterTimestampMonotonic cckm_exporter.socket
}

# The socket listens during the upgrade, so connections wait for the service.
socket_upgraded() {
  local process since
  printf '[Service]\nEnvironment=FLAGS=--web.systemd-socket\n' >$drop_in/flags.conf
  systemctl daemon-reload
  bash -e /root/listen
  serves || die "the service does not serve the socket of systemd"
  process=$(main_pid) since=$(listening_since)
  dpkg --install /debs/*.deb
  [ "$(main_pid)" != "$process" ] || die "an upgrade does not restart the service"
  [ "$(listening_since)" = "$since" ] || die "an upgrade closes the socket"
  serves || die "the upgraded service does not serve the socket of systemd"
}

removed() {
  dpkg --remove cckm-exporter
  ! systemctl --quiet is-active cckm_exporter.service cckm_exporter.socket || die "a removed unit is active"
  [ -e $etc/exporter.yml ] || die "removing the package removes the configuration"
}

# Prints the files that have the name of the package or belong to a user that no longer exists.
traces() {
  find / -xdev \( -iname '*cckm*' -o -nouser -o -nogroup \) -not -path '/proc/*'
}

purged() {
  dpkg --purge cckm-exporter
  rm -r $drop_in
  [ -z "$(traces)" ] || die "purging leaves: $(traces)"
  ! getent passwd cckm_exporter || die "purging leaves the user"
  ! getent group cckm_exporter || die "purging leaves the group"
}

for step in hardened refused configure served reloaded upgraded socket_upgraded removed purged; do
  echo "== $step"
  "$step"
done
echo passed >/root/result
