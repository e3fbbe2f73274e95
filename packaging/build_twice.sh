#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# build_twice.sh FOLDER: builds the package and the release files into the folder, and a second time in another
# place, with another umask, time zone and language. Fails if a byte differs.
set -euo pipefail
mkdir -p "$1"
folder=$(realpath "$1")
cd "$(dirname "$0")/.."
. packaging/identity.sh
other=$(mktemp -d)
trap 'rm -rf "$other"' EXIT

build() {
  packaging/package.sh "$1"
  packaging/dist.sh "$1"
}

build "$folder"
(umask 077 && TZ=Pacific/Apia LANG=C.UTF-8 build "$other/a/second/place")
for file in "$package" "$release.tar.gz" "$release.cdx.json" sha256sums.txt; do
  cmp "$folder/$file" "$other/a/second/place/$file"
done
(cd "$folder" && sha256sum --quiet --check sha256sums.txt)
echo "Two builds in different places are equal to the byte."
