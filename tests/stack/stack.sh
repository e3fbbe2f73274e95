#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `make stack`: runs a simulated CipherTrust Manager, the exporter, and Prometheus and Alertmanager with
# the files of dashboards/, until Ctrl-C. `stack.sh --check` does the same on free ports: it breaks a
# region, waits for the alerts, heals the region, and waits for their end.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=${BUILD:-build}
PATH="$PWD/build/tools/usr/bin:$PATH"
host=127.0.0.1
job=nightly-worldwide
region='{"job_id":"0ea5d52e-387c-44fa-b079-21c8b768f77b","region":"eu-west-1"}'
declare -A pids address link

if [ "${1:-}" = --check ]; then
  files=$build/stack-check patience=90
  declare -A port=([simulator]=0 [control]=0 [exporter]=0 [prometheus]=0 [alertmanager]=0)
else
  files=$build/stack patience=30
  declare -A port=([simulator]=18443 [control]=18444 [exporter]=10877 [prometheus]=9090 [alertmanager]=9093)
fi

die() {
  echo "stack: $*" >&2
  exit 1
}

stop_all() {
  [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait
}

refuse_taken_ports() {
  for name in "${!port[@]}"; do
    if [ "${port[$name]}" != 0 ] && (: <"/dev/tcp/$host/${port[$name]}") 2>/dev/null; then
      die "port ${port[$name]}, for the $name, is taken; end what listens there (make run? another stack?)"
    fi
  done
}

# await WHAT COMMAND...: repeats the command until it succeeds, for $patience seconds.
await() {
  local what=$1 end=$((SECONDS + patience))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || die "no success within $patience s: $what"
    check_running
    sleep 0.1
  done
}

check_running() {
  for name in "${!pids[@]}"; do
    kill -0 "${pids[$name]}" 2>/dev/null && continue
    tail -n 5 "$files/$name.log" >&2
    die "the $name has ended; its log is $files/$name.log"
  done
}

# start NAME COMMAND...: runs the command in the background.
start() {
  local name=$1
  shift
  "$@" >"$files/$name.log" 2>&1 &
  pids[$name]=$!
}

# Sets address[NAME] to the address in the log of NAME.
learn_address() {
  local line='msg="?listening.* address='
  await "the $1 listens" grep -qsiE "$line" "$files/$1.log"
  address[$1]=$(grep -iE "$line" "$files/$1.log" | sed 's/.* address=\([^ ]*\).*/\1/;q')
}

start_simulator() {
  start simulator "$build/cckm_simulator" --listen "$host:${port[simulator]}" \
    --control-listen "$host:${port[control]}" --control-address-file "$files/control" \
    --config-file "$files/exporter.yml" --address-file "$files/simulator"
  await "the simulator listens" test -s "$files/simulator"
  # This region fails in the samples. Here the reader breaks it.
  order heal
}

start_exporter() {
  start exporter "$build/cckm_exporter" --config.file "$files/exporter.yml" \
    --web.listen-address "$host:${port[exporter]}"
  learn_address exporter
}

start_alertmanager() {
  start alertmanager prometheus-alertmanager --config.file=dashboards/alertmanager.yml \
    --storage.path="$files/alertmanager" --cluster.listen-address= \
    --web.listen-address="$host:${port[alertmanager]}"
  learn_address alertmanager
}

# Shortens the times of a rule file: minutes to seconds, hours to minutes.
hasten() {
  local time='(for: |keep_firing_for: |interval: |\[|:|offset )([0-9]+)'
  sed -E "s/$time"'m\b/\1\2s/g; '"s/$time"'h\b/\1\2m/g' "$1"
}

start_prometheus() {
  mkdir "$files/rules"
  for rules in dashboards/rules/{recording,alerts}.yml; do
    hasten "$rules" >"$files/rules/${rules##*/}"
  done
  cat >"$files/prometheus.yml" <<YAML
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules/*.yml]
scrape_configs:
  - job_name: cckm
    honor_labels: true
    static_configs: [{targets: ["${address[exporter]}"]}]
alerting:
  alertmanagers:
    - static_configs: [{targets: ["${address[alertmanager]}"]}]
YAML
  start prometheus prometheus --config.file="$files/prometheus.yml" \
    --storage.tsdb.path="$files/prometheus" --rules.alert.resend-delay=5s \
    --web.local-assets=build/tools/usr/share/prometheus/web/ \
    --web.listen-address="$host:${port[prometheus]}"
  learn_address prometheus
}

order() {
  curl -sSf -o /dev/null -d "$region" "$(<"$files/control")/regions/$1"
}

alerts() {
  amtool --alertmanager.url="http://${address[alertmanager]}" alert query "$@"
}

# Succeeds if amtool shows such an alert. Ends the script if amtool fails.
shows() {
  local shown
  shown=$(alerts "$@") || die "amtool failed"
  grep -q Cckm <<<"$shown"
}

shows_no() {
  ! shows "$@"
}

check() {
  local name
  for name in "${!link[@]}"; do
    curl -sSf -o /dev/null "${link[$name]}" || die "the link ${link[$name]} shows nothing"
  done
  await "an alert of a job of the samples that fails" shows sync_job=sandbox
  shows_no --active --inhibited "alertname=~CckmSyncJobFailed|CckmSyncRegionFailed" sync_job=$job ||
    die "$job failed before this script broke it"

  order fail
  await "the job's alert" shows alertname=CckmSyncJobFailed sync_job=$job
  await "the silenced alert of its region" \
    shows --inhibited alertname=CckmSyncRegionFailed sync_job=$job region=eu-west-1
  alerts --active --inhibited sync_job=$job

  order heal
  await "the end of both alerts" shows_no --active --inhibited \
    "alertname=~CckmSyncJobFailed|CckmSyncRegionFailed" sync_job=$job
  shows sync_job=sandbox || die "the alert of another failed job has ended too"
  echo "The alerts of $job fired, and ended."
}

# Sets the links that `offer` prints.
links() {
  link[metrics]=http://${address[exporter]}/metrics
  link[prometheus]=http://${address[prometheus]}/classic/alerts
  link[alertmanager]=http://${address[alertmanager]}/api/v2/alerts
  link[control]=$(<"$files/control")/stats
}

offer() {
  local control amtool
  control=$(<"$files/control")
  amtool="build/tools/usr/bin/amtool --alertmanager.url=http://${address[alertmanager]}"
  cat <<TEXT

metrics:       ${link[metrics]}
Prometheus:    ${link[prometheus]}
Alertmanager:  ${link[alertmanager]} (Debian's build has no web page)
simulated CM:  $(<"$files/simulator"), controlled at $control
all files:     $files/ (a minute of the rules takes a second here)

In another terminal, break a region:
  curl -sS -d '$region' $control/regions/fail
some seconds later, see the alert of the job, and the silenced alert of the region:
  $amtool alert query -a -i sync_job=$job
heal the region, and ask again:
  curl -sS -d '$region' $control/regions/heal
Some other jobs always fail. Ctrl-C ends everything.

TEXT
}

refuse_taken_ports
rm -rf "$files"
mkdir -p "$files"
trap stop_all EXIT
start_simulator
start_exporter
start_alertmanager
start_prometheus
links
if [ "${1:-}" = --check ]; then
  check
else
  offer
  trap 'exit 0' INT TERM
  wait -n || true
  check_running
fi
