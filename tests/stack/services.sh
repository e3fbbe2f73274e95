# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Functions that start a simulated CipherTrust Manager, the exporter, Prometheus and Alertmanager for a
# script, which includes this file. Precondition: the current folder is the project's, and these
# variables are set. build: the folder of the programs. files: a folder for logs and data. patience: the
# seconds that a start can take. port: for each name of a service, its port; 0: a free one.
host=127.0.0.1
PATH="$PWD/build/tools/usr/bin:$PATH"
# Process ids and addresses of the services that run.
declare -A pids=() address=()

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

stop_all() {
  [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait
  pids=()
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

# learn_address NAME: sets address[NAME] to the address in the log of NAME, in either of its formats.
learn_address() {
  local line='msg"?[=:]"?listening.*[ "]address"?[=:]"?'
  await "the $1 listens" grep -qsiE "$line" "$files/$1.log"
  address[$1]=$(grep -iE "$line" "$files/$1.log" | sed -E 's/.*[ "]address"?[=:]"?([^" ]*).*/\1/;q')
}

# await_ready NAME: waits until a Prometheus or Alertmanager, which listens, can answer.
await_ready() {
  await "the $1 is ready" curl -sf -o /dev/null "http://${address[$1]}/-/ready"
}

start_simulator() {
  start simulator "$build/cckm_simulator" --listen "$host:${port[simulator]}" \
    --control-listen "$host:${port[control]}" --control-address-file "$files/control" \
    --config-file "$files/exporter.yml" --address-file "$files/simulator"
  await "the simulator listens" test -s "$files/simulator"
}

# start_exporter FLAG...
start_exporter() {
  start exporter "$build/cckm_exporter" --config.file "$files/exporter.yml" \
    --web.listen-address "$host:${port[exporter]}" "$@"
  learn_address exporter
}

start_alertmanager() {
  start alertmanager prometheus-alertmanager --config.file=dashboards/alertmanager.yml \
    --storage.path="$files/alertmanager" --cluster.listen-address= \
    --web.listen-address="$host:${port[alertmanager]}"
  learn_address alertmanager
  await_ready alertmanager
}

# Shortens the times of a rule file: minutes to seconds, hours to minutes, the week of subqueries to ten
# minutes.
hasten() {
  local time='(for: |keep_firing_for: |interval: |\[|offset )([0-9]+)'
  sed -E "s/$time"'m\b/\1\2s/g; '"s/$time"'h\b/\1\2m/g; s/\[7d:1h\]/[10m:1s]/' "$1"
}

# start_prometheus RULES...: starts it with these rule files, hastened.
start_prometheus() {
  local rules
  mkdir "$files/rules"
  for rules; do
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
  await_ready prometheus
}
