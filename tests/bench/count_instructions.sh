#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# count_instructions.sh BUILD [update]: counts the instructions of each operation of tests/bench/operations.cc
# with callgrind. Compares them with the figures of this compiler in tests/bench/instructions/, or writes
# those with `update`. Exits with 1 if a figure is more than TOLERANCE percent away from its count.
# Preconditions: BUILD is a folder of the preset `release` with the program count_instructions.
set -euo pipefail
cd "$(dirname "$0")/../.."
TOLERANCE=5

build=$1
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
figures=tests/bench/instructions/$("$compiler" -dumpmachine)-$("$compiler" -dumpversion).txt

# Prints the name of each operation and its number of instructions.
count() {
  local folder
  folder=$(mktemp -d)
  valgrind -q --tool=callgrind --callgrind-out-file="$folder/count" "$build/count_instructions"
  # Each dump has its trigger before its count. The last file is of the rest of the program.
  find "$folder" -name 'count.*' | sort -V | xargs awk '/^desc: Trigger:/ {name = $NF} /^summary:/ {print name, $2}'
  rm -r "$folder"
}

if [ "${2:-}" = update ]; then
  count >"$figures"
  cat "$figures"
elif [ ! -e "$figures" ]; then
  echo "!!! SKIPPED: $figures does not exist, so no instructions were compared." \
    "Write it with: make count-instructions UPDATE=1" >&2
else
  count | awk -v most=$TOLERANCE -v file="$figures" '
    BEGIN {while ((getline <file) > 0) {known[$1] = $2; order[++rows] = $1}}
    {counted[$1] = $2; if (!($1 in known)) order[++rows] = $1}
    END {
      for (i = 1; i <= rows; ++i) {
        name = order[i]
        if (!(name in known)) verdict = "NEW"
        else if (!(name in counted)) verdict = "GONE"
        else {
          change = 100 * (counted[name] / known[name] - 1)
          verdict = change > most ? "MORE" : change < -most ? "FEWER" : "ok"
          verdict = sprintf("%+.1f %%: %s", change, verdict)
        }
        if (verdict !~ /ok$/) wrong = 1
        printf "%-34s %12d instructions, %12d in the file  %s\n", name, counted[name], known[name], verdict
      }
      if (wrong) print "If this is meant, write the figures with: make count-instructions UPDATE=1"
      exit wrong
    }'
fi
