#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs ctest in the folder of a build, with further arguments, and says what the tests proved of alerts
# and dashboards. Prints the output of failed tests again at the end: CI keeps only the last lines.
# Usage: run_tests.sh FOLDER [CTEST ARGUMENT...]
set -euo pipefail

folder=$1
shift

# Prints what the failed tests of the last run printed.
failed_output() {
  awk '/^[0-9]+\/[0-9]+ Testing: / { output = "" }
       { output = output $0 "\n" }
       /^Test Failed\.$/ { printf "%s", output }' "$folder/Testing/Temporary/LastTest.log" |
    grep -v '^proved: '
}

rm -f "$folder"/*.proved
ctest --test-dir "$folder" --output-on-failure "$@" |
  sed -u "/^100% tests passed,/e cat $folder/*.proved 2>/dev/null" || {
  failed_output | cut -c1-2000 | tail -n 40
  exit 1
}
