#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks whether HEAD can be released: a clean tree, a version with its changes and without an older tag, a
# program that prints that version, reproducible files, and an SBOM that validates.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/identity.sh

die() {
  echo "release-check: $*" >&2
  exit 1
}

[ -z "$(git status --porcelain)" ] || die "there are changes that are not committed"
tagged=$(git rev-parse -q --verify "refs/tags/v$version^{commit}") || tagged=$(git rev-parse HEAD)
[ "$tagged" = "$(git rev-parse HEAD)" ] || die "v$version is the tag of another commit; raise the version in CMakeLists.txt"
grep -qE "^## \[$version\] - 20[0-9]{2}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md ||
  die "CHANGELOG.md has no section \"## [$version] - DATE\""
unreleased=$(sed '1,/^## \[Unreleased\]/d; /^## \[/,$d' CHANGELOG.md)
[ -z "${unreleased//[[:space:]]/}" ] || die "CHANGELOG.md has changes under [Unreleased]"

packaging/build_twice.sh build
said=$("build/dist/$release/cckm_exporter" --version)
[[ $said == "cckm_exporter, version $version (revision: $CCKM_REVISION,"* ]] || die "the program prints: $said"
node tests/packaging/validate_sbom.mjs "build/$release.cdx.json"
echo "$version can be released:"
(cd build && ls -l "$package" "$release.tar.gz" "$release.cdx.json" sha256sums.txt)
