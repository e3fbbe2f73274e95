#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `make rules`: write_rules.sh FOLDER writes the rules into FOLDER, with absolute links. The variables
# RUNBOOKS (the URL of the page RUNBOOKS.md) and GRAFANA are the beginnings of the links.
set -euo pipefail
folder=$1

die() {
  echo "make rules: $*" >&2
  exit 1
}

# base NAME URL: prints the URL without slashes at its end. Ends the script if it is no such URL, or has
# a character with a meaning in YAML or behind an anchor.
base() {
  local url=$2
  while [[ $url == */ ]]; do url=${url%/}; done
  [[ $url =~ ^https?://[][A-Za-z0-9.:-]+(/[A-Za-z0-9._~%@+,=/-]*)?$ ]] ||
    die "$1 must be a URL that begins with http:// or https:// and has no query and no anchor: $2"
  printf '%s' "$url"
}

if [ -z "${RUNBOOKS:-}" ] || [ -z "${GRAFANA:-}" ]; then
  die "set both addresses: make rules RUNBOOKS=https://.../RUNBOOKS.md GRAFANA=https://..."
fi
runbooks=$(base RUNBOOKS "$RUNBOOKS")
grafana=$(base GRAFANA "$GRAFANA")

mkdir -p "$folder"
folder=$(realpath "$folder")
cd "$(dirname "$0")/rules"
cp recording.yml periods.example.yml "$folder"
# A long dashboard_url is in a line of its own.
sed -E -e "s#^( +runbook_url: )RUNBOOKS\.md#\1$runbooks#" \
  -e "s#^( +(dashboard_url: )?)/d/#\1$grafana/d/#" alerts.yml >"$folder/alerts.yml"
echo "Wrote recording.yml, alerts.yml and periods.example.yml to $folder"
