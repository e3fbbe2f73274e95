#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Unpacks the programs of `make matrix` below build/tools-matrix, one folder for each version. Installs
# nothing and writes nothing outside build/. The packages are those of amd64.
#
# Debian removes a package from its pool some time after a newer version is there. Then the part is
# missing: the file `missing` in its folder has the reason. matrix.sh decides whether this is a failure.
# If all parts are there, the next run does nothing. Otherwise it tries to get the missing ones again.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=build/tools-matrix
pool=http://deb.debian.org/debian/pool/main
. tests/stack/relocate.sh

# Part and version, package, SHA-256. A part of several packages has several lines.
packages() {
  cat <<'TABLE'
prometheus-2.42.0       p/prometheus/prometheus_2.42.0+ds-5+deb12u1_amd64.deb                        81d59a24fce84f7fbe97a45a4f2914b6a5881b5cd1db2a6a0e129e515e1a5f55
prometheus-2.53.3       p/prometheus/prometheus_2.53.3+ds1-2_amd64.deb                               58c3e6a86c56cb3bfd71032fa48d65945d526441a212f5815dfe5ed9cb787ecc
prometheus-2.53.3       p/prometheus/promtool_2.53.3+ds1-2_amd64.deb                                 ff27654eacc95abd846d344e91fe4ba3b4f0588a50d606ed1d2f09ad3408722f
prometheus-3.5.3        p/prometheus/prometheus_3.5.3+ds1-6_amd64.deb                                593bcced02d8082688ea034dfc543848ad145c5f793aae5aad756c4dbdfa98da
prometheus-3.5.3        p/prometheus/promtool_3.5.3+ds1-6_amd64.deb                                  1fb8bad7b932e7a44bccb12517f0bd96d5d5d83f15d3a1c0e2aa705cbf93fe90
alertmanager-0.25.0     p/prometheus-alertmanager/prometheus-alertmanager_0.25.0-1+b4_amd64.deb      4fb9aed15cfe8e0c32408e643ab32a1e41ee87d2cc26f18aeba928b1b0b98ae7
alertmanager-0.28.1     p/prometheus-alertmanager/prometheus-alertmanager_0.28.1+ds-1_amd64.deb      76ee08c2bf686fa32ca243d099b6bfc6cb00074e9337c18ef73154b60c5830a9
alertmanager-0.33.1     p/prometheus-alertmanager/prometheus-alertmanager_0.33.1-5_amd64.deb         ec1be21dd7ffeec3d6f42dd1cc8e97b8a9e93888f1953b4fb4cb9234be70185f
victoriametrics-1.112.0 v/victoriametrics/victoria-metrics_1.112.0+ds1-2_amd64.deb                   1d3717f1a8ab5bf690271095dd286730f6fb0761cc8c09c0fc8f529c9838f346
victoriametrics-1.145.0 v/victoriametrics/victoria-metrics_1.145.0+ds1-2_amd64.deb                   c858b5c15b1c3a3872ec7520cddb2bb51fc48d4b61b6b88f05ac7304edb44557
TABLE
}

# Prints the call that shows whether each program of a part starts.
first_calls() {
  case $1 in
    prometheus-*) printf '%s\n' 'prometheus --version' 'promtool --version' ;;
    alertmanager-*) printf '%s\n' 'prometheus-alertmanager --version' 'amtool --version' ;;
    victoriametrics-*) printf '%s\n' 'victoria-metrics -version' 'vmalert -version' 'vmalert-tool --help' ;;
  esac
}

# get PACKAGE SUM: downloads a package and checks its sum. On failure, prints the reason.
get() {
  local file=$tools/download/${1##*/} said
  said=$(curl -sSf --retry 2 --max-time 300 -o "$file" "$pool/$1" 2>&1) ||
    { echo "$pool/$1: $said"; return 1; }
  sha256sum --status -c <<<"$2  $file" || { echo "${1##*/} has another SHA-256 than the pinned one"; return 1; }
}

# unpack PART: on failure, prints the reason.
unpack() {
  local folder=$tools/$1 part package sum call said
  rm -rf "$folder"
  mkdir -p "$folder"
  while read -r part package sum; do
    [ "$part" = "$1" ] || continue
    get "$package" "$sum" || return 1
    dpkg-deb -x "$tools/download/${package##*/}" "$folder"
    rm "$tools/download/${package##*/}"
  done < <(packages)
  case $1 in alertmanager-*) relocate_alertmanager "$folder" 2>&1 || return 1 ;; esac
  while read -r call; do
    said=$("$folder/usr/bin/"$call 2>&1) ||
      { echo "${call%% *} does not start here: $(head -n 1 <<<"$said")"; return 1; }
  done < <(first_calls "$1")
}

sum=$(sha256sum "$0")
[ "$(cat $tools/complete 2>/dev/null)" != "$sum" ] || exit 0
mkdir -p $tools/download
packages | awk '!seen[$1]++ {print $1}' >$tools/parts
complete=1
for part in $(<$tools/parts); do
  if cmp -s <(packages | grep "^$part ") "$tools/$part/pins"; then continue; fi
  echo "Unpacking $part"
  if why=$(unpack "$part"); then
    packages | grep "^$part " >"$tools/$part/pins"
  else
    complete=0
    echo "$why" >"$tools/$part/missing"
  fi
done
if [ $complete = 1 ]; then echo "$sum" >$tools/complete; fi
