#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# mixin.sh JSONNET PROMTOOL FOLDER: tests dashboards/mixin.libsonnet. Its rules pass the tests of the
# plain rules, its links begin with the configured URLs, and it has all dashboards. Writes into FOLDER.
set -euo pipefail
jsonnet=$1 promtool=$2 folder=$3
cd "$(dirname "$0")/../../dashboards"

mixin() { # mixin FILE FIELD [OVERRIDE]
  "$jsonnet" -o "$folder/$1" -e "((import 'mixin.libsonnet') ${3:-}).$2"
}
# Prints the ends of all runbook_urls, then of all dashboard_urls, in the order of the alerts.
links() {
  grep -o 'RUNBOOKS.md#[a-z]*' "$1"
  grep -o '/d/cckm-[^"]*' "$1"
}

rm -rf "$folder"
mkdir -p "$folder"/{tests,grafana}
cp rules/tests/*.yml "$folder/tests"
mixin recording.yml prometheusRules
mixin alerts.yml prometheusAlerts
"$promtool" check rules "$folder"/*.yml
"$promtool" test rules "$folder"/tests/*.yml

echo "The links are those of the plain rules, or have the configured beginnings:"
count=$(grep -c 'alert: Cckm' rules/alerts.yml)
diff <(links rules/alerts.yml) <(links "$folder/alerts.yml")
mixin elsewhere.yml prometheusAlerts \
  '{_config+:: {runbooks: "https://wiki.test/RUNBOOKS.md", grafana: "https://grafana.test"}}'
[ "$(grep -c '"runbook_url": "https://wiki.test/RUNBOOKS.md#cckm' "$folder/elsewhere.yml")" = "$count" ]
[ "$(grep -c '"dashboard_url": "https://grafana.test/d/cckm-' "$folder/elsewhere.yml")" = "$count" ]
diff <(links "$folder/alerts.yml") <(links "$folder/elsewhere.yml")

echo "All dashboards are there:"
"$jsonnet" -m "$folder/grafana" -e '(import "mixin.libsonnet").grafanaDashboards'
diff <(cd grafana && printf 'cckm-%s\n' *.json) <(cd "$folder/grafana" && printf '%s\n' *)
