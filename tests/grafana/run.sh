#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh FOLDER: runs dashboards.mjs on a Prometheus that scrapes an exporter on the simulated jobs, some
# of which fail. Writes into FOLDER. Needs prometheus and Alertmanager in PATH, and `npm ci` done here.
set -euo pipefail
files=$1
cd "$(dirname "$0")/../.."

build=${BUILD:-build}
patience=90
declare -A port=([simulator]=0 [control]=0 [exporter]=0 [alertmanager]=0 [prometheus]=0)
path=$PATH
. tests/stack/services.sh
PATH=$path

# has_data EXPRESSION: succeeds if the expression has a series.
has_data() {
  curl -sSf --data-urlencode "query=$1" "http://${address[prometheus]}/api/v1/query" | grep -q '"metric"'
}

rm -rf "$files"
mkdir -p "$files"
trap stop_all EXIT
start_simulator
# Key vaults that no run names, for the panel of those.
curl -sSf -o "$files/containers" -d '{"list": "oci/vaults", "count": 2}' "$(<"$files/control")/containers"
start_exporter
start_alertmanager
start_prometheus dashboards/rules/{recording,alerts}.yml
await "the alert of a failed region" has_data 'ALERTS{alertstate="firing", alertname="CckmSyncRegionFailed"}'
await "enough scrapes for a rate" has_data 'count_over_time(up{job="cckm"}[1m]) >= 10'
node tests/grafana/dashboards.mjs "http://${address[prometheus]}" dashboards/grafana
