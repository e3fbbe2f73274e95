#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `make stack`: runs a simulated CipherTrust Manager, the exporter, and Prometheus and Alertmanager with
# the files of dashboards/, until Ctrl-C. `stack.sh --check` does the same on free ports: it breaks a
# region, waits for the alerts, heals the region, and waits for their end.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=${BUILD:-build}
job=nightly-worldwide
schedule='{"name":"google-cards"}'
region='{"job_id":"0ea5d52e-387c-44fa-b079-21c8b768f77b","region":"eu-west-1"}'
declare -A link

if [ "${1:-}" = --check ]; then
  files=$build/stack-check patience=90
  declare -A port=([simulator]=0 [control]=0 [exporter]=0 [prometheus]=0 [alertmanager]=0)
else
  files=$build/stack patience=30
  declare -A port=([simulator]=18443 [control]=18444 [exporter]=10877 [prometheus]=9090 [alertmanager]=9093)
fi

. tests/stack/services.sh

refuse_taken_ports() {
  for name in "${!port[@]}"; do
    if [ "${port[$name]}" != 0 ] && (: <"/dev/tcp/$host/${port[$name]}") 2>/dev/null; then
      die "port ${port[$name]}, for the $name, is taken; end what listens there (make run? another stack?)"
    fi
  done
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
hold back the runs of a schedule that is due every minute, see the alert after two minutes, and let them go:
  curl -sS -d '$schedule' $control/schedules/hold
  $amtool alert query alertname=CckmScheduleMissed
  curl -sS -d '$schedule' $control/schedules/release
Some other jobs always fail. Ctrl-C ends everything.

TEXT
}

refuse_taken_ports
rm -rf "$files"
mkdir -p "$files"
trap stop_all EXIT
start_simulator
# This region fails in the samples. Here the reader breaks it.
order heal
start_exporter
start_alertmanager
start_prometheus dashboards/rules/{recording,alerts}.yml
links
if [ "${1:-}" = --check ]; then
  check
else
  offer
  trap 'exit 0' INT TERM
  wait -n || true
  check_running
fi
