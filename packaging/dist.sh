#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# dist.sh FOLDER: makes the release files of the Debian package in the folder: a tarball in promu's layout,
# an SBOM and their SHA-256. The program in the tarball is that of the package.
set -euo pipefail
folder=$(realpath "$1")
cd "$(dirname "$0")/.."
. packaging/identity.sh
work=$folder/dist content=$folder/dist/$release

rm -rf "$work"
mkdir -p "$content"
dpkg-deb -x "$folder/$package" "$work/root"
cp "$work/root/usr/bin/cckm_exporter" LICENSE CHANGELOG.md packaging/cckm_exporter.1 "$content"
cp -r "$work/root/usr/share/cckm_exporter/"* "$content"
cp config/exporter.example.yml "$content/exporter.example.yml"
packaging/sbom.sh "$content/cckm_exporter" >"$folder/$release.cdx.json"
tar -C "$work" --create --sort=name --format=ustar --owner=0 --group=0 --numeric-owner \
  --mtime="@$SOURCE_DATE_EPOCH" --mode=u=rwX,go=rX "$release" | gzip -9n >"$folder/$release.tar.gz"
cd "$folder"
sha256sum "$release.tar.gz" "$release.cdx.json" >sha256sums.txt
printf '%s\n' "$folder/$release.tar.gz" "$folder/$release.cdx.json" "$folder/sha256sums.txt"
