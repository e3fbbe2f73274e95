#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Unpacks kubectl and promtool of Debian 13 below build/tools-kubernetes. Those of Debian 12 are too old: kubectl
# 1.20 does not know the kustomizations, and promtool 2.42 was built without Kubernetes. Installs nothing.
# Debian removes a package from its pool after a newer version is there. Then the programs of PATH serve.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=build/tools-kubernetes
pool=http://deb.debian.org/debian/pool/main

# Package and SHA-256.
packages() {
  cat <<'TABLE'
k/kubernetes/kubectl_1.32.3+ds-2_amd64.deb     9825aaf4c14913027aae04af8688e580459f781c829bd5de00cc4dc2cc5a867f
p/prometheus/promtool_2.53.3+ds1-2_amd64.deb   ff27654eacc95abd846d344e91fe4ba3b4f0588a50d606ed1d2f09ad3408722f
TABLE
}

unpack() { # unpack PACKAGE SUM
  local file=$tools/${1##*/}
  curl -sSf --retry 2 --max-time 300 -o "$file" "$pool/$1" && sha256sum --quiet -c <<<"$2  $file" &&
    dpkg-deb -x "$file" $tools && rm "$file"
}

sum=$(sha256sum "$0")
[ "$(cat $tools/complete 2>/dev/null)" != "$sum" ] || exit 0
rm -rf $tools
mkdir -p $tools
while read -r package digest; do
  if ! unpack "$package" "$digest"; then
    echo "!!! ${package##*/} is missing: the program of PATH is used" >&2
    exit 0
  fi
done < <(packages)
echo "$sum" >$tools/complete
