#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# victoria.sh TOOLS FOLDER: runs VictoriaMetrics and vmalert of TOOLS with the project's rules on an
# exporter. Every rule must be evaluated without an error. The alert of a job that fails must come to
# Alertmanager and end. Writes into FOLDER. Needs Alertmanager and amtool in PATH.
set -euo pipefail
tools=$1 files=$2
cd "$(dirname "$0")/../.."

build=${BUILD:-build}
job=nightly-worldwide
region='{"job_id":"0ea5d52e-387c-44fa-b079-21c8b768f77b","region":"eu-west-1"}'
patience=90
declare -A port=([simulator]=0 [control]=0 [exporter]=0 [alertmanager]=0)
path=$PATH
. tests/stack/services.sh
PATH=$path

order() {
  curl -sSf -o /dev/null -d "$region" "$(<"$files/control")/regions/$1"
}

# query EXPRESSION: prints the response of VictoriaMetrics.
query() {
  curl -sSf --data-urlencode "query=$1" "http://${address[victoria]}/api/v1/query"
}

# has_data EXPRESSION: succeeds if the expression has a series.
has_data() {
  local response
  response=$(query "$1") || die "VictoriaMetrics rejects: $1"
  [[ $response == *'"metric"'* ]]
}

# rules FIELD VALUE: counts the rules whose state in vmalert has this field.
rules() {
  curl -sSf "http://${address[vmalert]}/api/v1/rules" | grep -o "\"$1\":\"$2\"" | wc -l
}

# learn_server NAME: sets address[NAME] to the address in the log of a program of VictoriaMetrics.
learn_server() {
  local line='start(ed|ing) server at http://127.0.0.1:[1-9]'
  await "the $1 listens" grep -qsE "$line" "$files/$1.log"
  address[$1]=$(sed -nE 's#.*start(ed|ing) server at http://([0-9.:]+)/.*#\2#p' "$files/$1.log" | head -n 1)
}

start_victoria() {
  cat >"$files/scrape.yml" <<YAML
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: cckm
    honor_labels: true
    static_configs: [{targets: ["${address[exporter]}"]}]
YAML
  start victoria "$tools/usr/bin/victoria-metrics" -promscrape.config="$files/scrape.yml" \
    -storageDataPath="$files/data" -httpListenAddr="$host:0" -search.latencyOffset=1s
  learn_server victoria
}

start_vmalert() {
  local rule
  mkdir "$files/rules"
  for rule in recording alerts; do hasten "dashboards/rules/$rule.yml" >"$files/rules/$rule.yml"; done
  start vmalert "$tools/usr/bin/vmalert" -rule="$files/rules/*.yml" -httpListenAddr="$host:0" \
    -evaluationInterval=1s -rule.evalDelay=0 -rule.resendDelay=5s -remoteWrite.flushInterval=100ms \
    -datasource.url="http://${address[victoria]}" -remoteWrite.url="http://${address[victoria]}" \
    -remoteRead.url="http://${address[victoria]}" -notifier.url="http://${address[alertmanager]}"
  learn_server vmalert
}

# shows ALERT, shows_no ALERT: whether Alertmanager has this alert of the job.
shows() {
  local shown
  shown=$(amtool --alertmanager.url="http://${address[alertmanager]}" alert query --active --inhibited \
    "alertname=$1" "sync_job=$job") || die "amtool failed"
  grep -q "$1" <<<"$shown"
}
shows_no() {
  ! shows "$1"
}

all_are_evaluated() {
  [ "$(rules health ok)" = "$count" ] && [ "$(rules lastEvaluation 0001-01-01T00:00:00Z)" = 0 ]
}

rm -rf "$files"
mkdir -p "$files"
trap stop_all EXIT
start_simulator
order heal
start_exporter
start_alertmanager
start_victoria
await "VictoriaMetrics scrapes the exporter" has_data 'up{job="cckm"} == 1'
start_vmalert
count=$(grep -cE '^ +- (record|alert): ' <(cat dashboards/rules/{recording,alerts}.yml))
await "vmalert evaluates all $count rules" all_are_evaluated
await "the regions are recorded" has_data "region:cckm_sync_region_success:max{sync_job=\"$job\"} == 1"
shows_no CckmSyncJobFailed || die "$job failed before this script broke it"
order fail
await "the alert of the job" shows CckmSyncJobFailed
await "the alert of the region" shows CckmSyncRegionFailed
order heal
await "the end of the job's alert" shows_no CckmSyncJobFailed
await "the end of the region's alert" shows_no CckmSyncRegionFailed
[ "$(rules health ok)" = "$count" ] || die "a rule has failed: $(curl -sS "http://${address[vmalert]}/api/v1/rules")"
