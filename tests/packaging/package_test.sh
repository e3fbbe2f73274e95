#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# package_test.sh VERSION...: for each version of Debian, builds the package twice in a root of that version
# and compares the two. Then the commands of README's section "Debian package" install it in a bare root and start
# it there, and it is upgraded and purged. Needs root. Writes below build/.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=(ca-certificates build-essential lintian)

die() {
  echo "package_test: $*" >&2
  exit 1
}
. packaging/identity.sh
. tests/packaging/roots.sh
. tests/project/commands.sh

# Prints the packages to build with, which `debhelper` and its parts are of.
build_packages() { # build_packages VERSION
  local boost=libboost-dev
  [ "$1" != 12 ] || boost=libboost1.81-dev
  sed -n '/^Build-Depends:/,/^$/p' packaging/debian/control |
    sed -E "s/^Build-Depends://; s/debhelper-compat.*/debhelper,/; /dh-sequence/d; s/libboost1.81-dev.*/$boost,/" |
    sed -E 's/\(.*\)//; s/[ ,]//g; /^$/d'
}

# built VERSION: builds twice and compares. Leaves the files in $files/VERSION.
built() {
  local name=build$1 log=$files/build$1.log packages linted
  mapfile -t packages < <(build_packages "$1")
  make_root "$name" "$1" "${tools[@]}" "${packages[@]}"
  mkdir -p "$files/$1"
  nspawn "$name" --bind-ro="$PWD:/src" --bind="$files/$1:/out" --setenv=CCKM_REVISION="$CCKM_REVISION" \
    --setenv=SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" /src/packaging/build_twice.sh /out >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; die "the builds fail or differ"; }
  grep 'equal to the byte' "$log"
  linted=$(nspawn "$name" --bind-ro="$files/$1:/out" lintian --allow-root "/out/$package" 2>/dev/null) || true
  [ -z "$linted" ] || die "lintian is not silent: $linted"
  node tests/packaging/validate_sbom.mjs "$files/$1/$release.cdx.json"
}

# repack VERSION FOLDER: makes a package of the same files with a lower version, to upgrade from.
repack() {
  local unpacked=$files/$1/unpacked
  rm -rf "$unpacked" "$2"
  mkdir -p "$2"
  dpkg-deb -R "$files/$1/$package" "$unpacked"
  sed -i 's/^Version: .*/Version: 0.0.1/' "$unpacked/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$unpacked" "$2" >/dev/null
}

# A service that runs installed.sh and ends the machine.
unit() {
  cat <<UNIT
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/bash /root/installed.sh $version
ExecStopPost=/bin/systemctl --no-block poweroff
StandardOutput=append:/root/log
StandardError=inherit
UNIT
}

# boot ROOT UNIT: boots the root without a network, for this unit. Debian 13 does not start on the older
# hierarchy of control groups.
boot() {
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout 240 systemd-nspawn --quiet --register=no --keep-unit \
    --directory="$roots/$1" --private-network --boot "systemd.wants=$2" </dev/null >>"$files/$1.log" 2>&1
}

# installed VERSION: installs in a bare root, then boots it for installed.sh.
installed() {
  local name=bare$1 root=$roots/bare$1 log=$files/bare$1.log
  make_root "$name" "$1" systemd-sysv
  repack "$1" "$root/checkout/build"
  { echo 'make() { [ "$*" = package ]; }'; block 'Debian package' 1; } >"$root/checkout/install"
  block 'Debian package' 2 >"$root/root/start"
  block 'Debian package' 3 >"$root/root/listen"
  # apt-get asks whether to continue. Only --pipe passes the answer.
  nspawn "$name" --pipe --resolv-conf=copy-host bash -ec 'apt-get update; cd /checkout; . ./install' <<<y \
    >"$log" 2>&1 ||
    { tail "$log" >&2; die "README's commands cannot install the package"; }
  grep -A 1 'cckm_exporter was not started' "$log" || die "installing does not say that nothing was started"
  rm -r "$root/checkout"
  mkdir "$root/debs"
  cp "$files/$1/$package" "$root/debs/new.deb"
  cp tests/packaging/installed.sh "$root/root"
  unit >"$root/etc/systemd/system/installed.service"
  boot "$name" installed.service || true
  cat "$root/root/log" || true
  [ "$(cat "$root/root/result" 2>/dev/null)" = passed ] || die "the test in the booted root failed: $log"
}

[ "$(id -u)" = 0 ] || die "needs root"
files=$PWD/build/package-test
mkdir -p "$files"
for debian; do
  echo "== Debian $debian"
  built "$debian"
  installed "$debian"
  rm -rf "${roots:?}/build$debian" "${roots:?}/bare$debian"
done
