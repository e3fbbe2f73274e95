#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the fuzzers in build/asan, as many at a time as there are cores. Each starts with the seeds
# and the inputs of earlier runs. Writes inputs and findings to build/fuzz. Fails if there is a
# finding. Environment:
#   FUZZ_SECONDS   for each target (60)
#   FUZZ_RUNS      executions of each target, whatever time they take
#   FUZZ_TARGETS   only these ("url timestamp")
#   FUZZ_MAX_LEN   bytes of the longest input (2048)
set -euo pipefail
cd "$(dirname "$0")/../.."
# AddressSanitizer keeps 8 MiB of freed memory, which is more than any input allocates.
export ASAN_OPTIONS=quarantine_size_mb=8

# one_target <name>: fuzzes one target and prints one line of figures.
one_target() {
  local target=$1 work=build/fuzz/$1 limit dictionary=() failed=0
  limit=-max_total_time=${FUZZ_SECONDS:-60}
  if [ -n "${FUZZ_RUNS:-}" ]; then limit=-runs=$FUZZ_RUNS; fi
  if [ -e "tests/fuzz/$target.dict" ]; then dictionary=("-dict=tests/fuzz/$target.dict"); fi
  mkdir -p "$work/corpus"
  rm -rf "$work/findings"
  mkdir "$work/findings"
  "build/asan/fuzz_$target" "$limit" "${dictionary[@]}" -max_len="${FUZZ_MAX_LEN:-2048}" -timeout=5 \
    -rss_limit_mb=1024 -detect_leaks=1 -print_final_stats=1 -artifact_prefix="$work/findings/" \
    "$work/corpus" "tests/fuzz/corpus/$target" >"$work/log" 2>&1 || failed=1
  report "$target" "$work"
  if [ $failed = 0 ]; then return; fi
  tail -n 40 "$work/log"
  echo "The input is in:" "$work"/findings/*
  return 1
}

# report <name> <folder>: prints the figures of a run, from its log.
report() {
  local executions speed coverage findings
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$2/log")
  speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$2/log")
  coverage=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$2/log" | tail -n 1)
  findings=$(find "$2/findings" -type f | wc -l)
  printf '%-16s %10s executions %7s/s %6s edges %3s findings\n' \
    "$1" "${executions:-?}" "${speed:-?}" "${coverage:-?}" "$findings"
}

if [ $# = 1 ]; then
  one_target "$1"
  exit
fi
targets=${FUZZ_TARGETS:-$(find build/asan -maxdepth 1 -name 'fuzz_*' -type l -printf '%f\n' | sed 's/^fuzz_//' | sort)}
if [ -z "$targets" ]; then
  echo "There are no fuzzers in build/asan: run make fuzz" >&2
  exit 1
fi
# shellcheck disable=SC2086 # one argument for each target
printf '%s\n' $targets | xargs -P "$(nproc)" -n 1 tests/fuzz/run.sh || { echo "There are findings." >&2; exit 1; }
