#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# package.sh FOLDER: builds the Debian package into the folder. Two builds of one commit on one version of
# Debian are equal to the byte.
set -euo pipefail
mkdir -p "$1"
folder=$(realpath "$1")
cd "$(dirname "$0")/.."
. packaging/identity.sh
work=$folder/package source=$folder/package/cckm-exporter-$version

rm -rf "$work"
mkdir -p "$source"
cp -r CMakeLists.txt ./*.md LICENSE config dashboards exporter packaging "$source"
cp -r packaging/debian "$source/debian"
cat >"$source/debian/changelog" <<TEXT
cckm-exporter ($version) unstable; urgency=medium

  * CHANGELOG.md in this folder lists the changes.

 -- $(sed -n 's/^Maintainer: //p' packaging/debian/control)  $(date -R -u -d "@$SOURCE_DATE_EPOCH")
TEXT
(cd "$source" && dpkg-buildpackage --build=binary --no-sign --root-command='' -j"$(nproc)") \
  >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; exit 1; }
mv "$work/$package" "$folder"
echo "$folder/$package"
