#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tests rules, dashboards and alertmanager.yml with every version below build/tools-matrix, and the
# dashboards with Grafana's own library. Leaves the versions of build/tools to `make test`, which has the same
# proofs. Prints a table. Fails if a proof fails, or if a version of Debian 12 is missing. A missing newer
# version is skipped, with a line that says so. Logs are in build/matrix.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
tools=build/tools-matrix files=$PWD/build/matrix build=build
debian12="prometheus-2.42.0 alertmanager-0.25.0"
grafana=grafana-$(sed -n 's#.*"@grafana/data": "\(.*\)".*#\1#p' tests/grafana/package.json)
oldest=$PWD/$tools/alertmanager-0.25.0/usr/bin
# With GOGC=400, programs in Go collect garbage less often. With GOMAXPROCS=1, below, programs that only
# compute need up to a quarter less processor time.
export GOGC=400

# The files of promtool tests that pass in vmalert-tool, and why the others do not.
vmalert_tests="exporter jobs managers schedules without_recording"
why_not='discovery.yml, field.yml: a chain of rules takes one evaluation for each rule; days.yml, healthy_week.yml, periods.yml: they evaluate every 10 or 30 min, and VictoriaMetrics looks back 5 min'

# tests_of PROGRAM NAMES: runs these tests of a program. Fails if there is none; Catch2 2 does not.
tests_of() {
  "$build/$1" "$2" | sed '/^No tests ran/q1'
}

# Proofs. Each gets the folder of its part, and the log of its output is build/matrix/NAME.log.

promtool_proof() {
  local promtool=$1/usr/bin/promtool
  tests/stack/check_examples.sh "$promtool" "$files/deploy-${1##*/}" || return 1
  GOMAXPROCS=1 "$promtool" test rules dashboards/rules/tests/*.yml || return 1
  CCKM_PROMTOOL=$promtool $build/web_corpus_test
}

live_proof() {
  CCKM_PROMETHEUS=$1/usr/bin/prometheus tests_of dashboards_e2e_test "[expressions]"
}

chain_proof() {
  CCKM_PROMETHEUS=$1/usr/bin/prometheus CCKM_ALERTMANAGER=$oldest/prometheus-alertmanager \
    tests_of dashboards_e2e_test "[chain]"
}

secured_proof() {
  CCKM_PROMETHEUS=$1/usr/bin/prometheus tests_of e2e_test "Prometheus scrapes over mutual TLS*"
}

alertmanager_proof() {
  CCKM_ALERTMANAGER=$1/usr/bin/prometheus-alertmanager CCKM_AMTOOL=$1/usr/bin/amtool \
    tests_of dashboards_e2e_test "[alertmanager]"
}

vmalert_proof() {
  PATH=$oldest:$PATH tests/stack/victoria.sh "$1" "$files/${1##*/}"
}

# vmalert-tool has another name for a test of an expression, and adds a label to alerts by default.
vmalert_tool_proof() {
  local test copy=$files/tests-${1##*/}
  mkdir -p "$copy/tests" && cp dashboards/rules/*.yml "$copy" || return 1
  for test in $vmalert_tests; do
    sed 's/promql_expr_test:/metricsql_expr_test:/' "dashboards/rules/tests/$test.yml" >"$copy/tests/$test.yml"
    GOMAXPROCS=1 "$1/usr/bin/vmalert-tool" unittest --disableAlertgroupLabel --files="$copy/tests/$test.yml" || return 1
  done
}

grafana_proof() {
  PATH=$PWD/$tools/prometheus-2.42.0/usr/bin:$oldest:$PATH tests/grafana/run.sh "$files/grafana"
}

# prove PART PROGRAM PROOF WHAT: runs a proof and adds a row to the table.
prove() {
  local part=$1 program=$2 proof=$3 what=$4 begin=$SECONDS log=$files/$1-$3.log
  if [ -n "$(missing "$part")" ]; then
    row "$part" "$program" "SKIPPED: $(missing "$part")"
  elif is_in_make_test "$part"; then
    row "$part" "$program" "left to make test: $what"
  elif "$proof" "$PWD/$tools/$part" >"$log" 2>&1; then
    row "$part" "$program" "$what ($((SECONDS - begin)) s)"
  else
    row "$part" "$program" "FAILED: $log"
  fi
}

# Returns true if the programs of a part are those that `make test` has unpacked.
is_in_make_test() {
  local program
  case $1 in
    prometheus-*) program=promtool ;;
    alertmanager-*) program=amtool ;;
    *) return 1 ;;
  esac
  cmp -s "build/tools/usr/bin/$program" "$tools/$1/usr/bin/$program"
}

row() { # row PART PROGRAM RESULT
  printf '%-16s %-8s %s\n' "$2" "${1#*-}" "$3" >>"$files/rows"
}

# Gets Grafana's library from npm. On failure, prints why it is missing.
get_grafana() {
  local said
  command -v npm >/dev/null || { echo "npm is not installed"; return; }
  said=$(npm ci --prefix tests/grafana --ignore-scripts --no-audit --no-fund 2>&1) || echo "npm ci: ${said:0:200}"
}

# Prints why a part is missing, or nothing.
missing() {
  local reason=$tools/$1/missing
  if [ "$1" = "$grafana" ]; then echo "$grafana_missing"
  elif [ -e "$reason" ]; then cat "$reason"
  elif [ ! -d "$tools/$1/usr" ]; then echo "it was removed from $tools (to get it again, remove $tools)"
  fi
}

parts_of() {
  grep "^$1-" $tools/parts
}

lane_promtool() {
  for part in $(parts_of prometheus); do
    prove "$part" promtool promtool_proof "check rules, test rules, check config of both examples, check web-config of the corpus"
  done
}

lane_prometheus() {
  local native
  for part in $(parts_of prometheus); do
    case $part in prometheus-3*) native="; converted histograms" ;; *) native="" ;; esac
    prove "$part" Prometheus live_proof "every rule and panel has data, every alert fires$native"
    prove "$part" Prometheus chain_proof "the alert of a failed region comes to Alertmanager and ends"
    prove "$part" Prometheus secured_proof "scrapes over mutual TLS with a password"
  done
  prove "$grafana" @grafana/data grafana_proof "every transformation, unit and mapping of the dashboards"
}

lane_others() {
  for part in $(parts_of alertmanager); do
    prove "$part" Alertmanager alertmanager_proof "alertmanager.yml, its routes and inhibitions"
  done
  for part in $(parts_of victoriametrics); do
    prove "$part" VictoriaMetrics vmalert_proof "vmalert evaluates all rules, CckmSyncJobFailed fires and ends"
  done
}

lane_vmalert_tool() {
  for part in $(parts_of victoriametrics); do
    prove "$part" vmalert-tool vmalert_tool_proof "tests of ${vmalert_tests// /, }"
  done
}

rm -rf "$files"
mkdir -p "$files"
grafana_missing=$(get_grafana | tr '\n' ' ')
for part in $(<$tools/parts) "$grafana"; do
  why=$(missing "$part")
  if [ -z "$why" ]; then continue; fi
  if [[ " $debian12 " == *" $part "* ]]; then
    echo "!!! $part of Debian 12 IS MISSING: $why" >&2
    exit 1
  fi
  echo "!!! SKIPPED: $part: $why" >&2
done

# Commands in the background ignore Ctrl-C, so this ends them.
trap 'trap - INT TERM; kill 0' INT TERM
# Two lanes wait most of the time, two compute.
lane_promtool &
lane_vmalert_tool &
lane_prometheus &
lane_others &
wait

for log in $(sed -n 's/.*FAILED: //p' "$files/rows"); do
  echo "== $log"
  grep -v '^proved: ' "$log" | tail -n 40
done
echo
sort -f -s -k 1,1 "$files/rows"
echo "vmalert-tool cannot run: $why_not."
! grep -q 'FAILED: ' "$files/rows"
