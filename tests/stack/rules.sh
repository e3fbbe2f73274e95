#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# rules.sh PROMTOOL FOLDER: tests dashboards/write_rules.sh, the script of `make rules`. Its rules are the
# plain rules with absolute links. Writes into FOLDER.
set -euo pipefail
promtool=$1 folder=$2
cd "$(dirname "$0")/../.."

die() {
  echo "rules: $*" >&2
  exit 1
}

write() { # write RUNBOOKS GRAFANA
  RUNBOOKS=$1 GRAFANA=$2 dashboards/write_rules.sh "$folder" 2>&1
}

# refuses WORDS RUNBOOKS GRAFANA: the script fails, prints WORDS in one line, and writes nothing.
refuses() {
  local said
  ! said=$(write "$2" "$3") || die "accepts RUNBOOKS=$2 GRAFANA=$3"
  [[ $said == *"$1"* && $said != *$'\n'* ]] || die "RUNBOOKS=$2 GRAFANA=$3 prints: $said"
  [ ! -e "$folder" ] || die "RUNBOOKS=$2 GRAFANA=$3 writes files"
}

rm -rf "$folder"
refuses "set both addresses: make rules RUNBOOKS=" "" ""
refuses "set both addresses" https://wiki.test/cckm ""
refuses "set both addresses" "" https://grafana.test
refuses "RUNBOOKS must be a URL" ftp://wiki.test/cckm https://grafana.test
refuses "RUNBOOKS must be a URL" 'https://wiki.test/cckm#top' https://grafana.test
refuses "RUNBOOKS must be a URL" 'https://wiki.test/a b' https://grafana.test
refuses "GRAFANA must be a URL" https://wiki.test/cckm grafana.test
refuses "GRAFANA must be a URL" https://wiki.test/cckm 'https://grafana.test/?orgId=1'
refuses "GRAFANA must be a URL" https://wiki.test/cckm https://
said=$(make -s rules RUNBOOKS=no GRAFANA=https://grafana.test 2>&1) && die "make rules accepts RUNBOOKS=no"
[[ $said == *"RUNBOOKS must be"*": no"* ]] || die "make rules does not pass its variables: $said"

write https://wiki.test/cckm/RUNBOOKS.md/ https://grafana.test:3000/ops//
"$promtool" check rules "$folder"/*.yml
cmp dashboards/rules/recording.yml "$folder/recording.yml"
cmp dashboards/rules/periods.example.yml "$folder/periods.example.yml"

echo "Every link is absolute, and without its beginning it is that of the plain rules:"
count=$(grep -c 'alert: Cckm' dashboards/rules/alerts.yml)
for link in 'runbook_url: https://wiki.test/cckm/RUNBOOKS.md#cckm' ' https://grafana.test:3000/ops/d/cckm-'; do
  [ "$(grep -c "$link" "$folder/alerts.yml")" = "$count" ] || die "not every alert has the link $link"
done
sed -e 's# https://wiki.test/cckm/# #' -e 's# https://grafana.test:3000/ops/# /#' "$folder/alerts.yml" |
  diff dashboards/rules/alerts.yml -
