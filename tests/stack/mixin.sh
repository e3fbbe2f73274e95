#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# mixin.sh JSONNET PROMTOOL FOLDER: tests dashboards/mixin.libsonnet. Its rules pass the tests of the
# plain rules, link to the configured runbooks, and it has all dashboards. Writes into FOLDER.
set -euo pipefail
jsonnet=$1 promtool=$2 folder=$3
cd "$(dirname "$0")/../../dashboards"

mixin() { # mixin FILE FIELD [OVERRIDE]
  "$jsonnet" -o "$folder/$1" -e "((import 'mixin.libsonnet') ${3:-}).$2"
}
links() {
  grep -o 'https://[^"]*RUNBOOKS.md#[a-z]*' "$1"
}

rm -rf "$folder"
mkdir -p "$folder"/{tests,grafana}
cp rules/tests/*.yml "$folder/tests"
mixin recording.yml prometheusRules
mixin alerts.yml prometheusAlerts
"$promtool" check rules "$folder"/*.yml
"$promtool" test rules "$folder"/tests/*.yml

echo "The links to the runbooks are those of the plain rules, or have the configured place:"
diff <(links rules/alerts.yml) <(links "$folder/alerts.yml")
mixin elsewhere.yml prometheusAlerts '{_config+:: {runbooks: "https://wiki.test/RUNBOOKS.md"}}'
diff <(links rules/alerts.yml | sed 's|https://.*/|https://wiki.test/|') <(links "$folder/elsewhere.yml")

echo "All dashboards are there:"
"$jsonnet" -m "$folder/grafana" -e '(import "mixin.libsonnet").grafanaDashboards'
diff <(cd grafana && printf 'cckm-%s\n' *.json) <(cd "$folder/grafana" && printf '%s\n' *)
