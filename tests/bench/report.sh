#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# report.sh BUILD [update]: prints the figures that `bench_table BUILD/bench` measured, as a document. With
# `update`, draws tests/bench/plots and writes the document to BENCHMARKS.md.
# Precondition: BUILD is a folder of the preset `release`.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=$1
figures=$build/bench
commit=$(git describe --always --dirty --exclude '*')  # before the plots are drawn, which are files of it

# Prints the file as a table of Markdown.
table() {
  awk -F'\t' '
    {line = "|"; for (i = 1; i <= NF; ++i) line = line " " $i " |"; print line}
    NR == 1 {gsub(/[^|]+/, "---", line); print line}' "$figures/$1.tsv"
}

machine() {
  . /etc/os-release
  echo "$(nproc) processors ($(lscpu | sed -n 's/^Model name: *//p')), $(uname -sr), $PRETTY_NAME"
}

compiler() {
  "$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")" --version | head -n 1
}

document() {
  cat <<DOCUMENT
# Benchmarks

Measured on $(date -u +%F) at commit $commit, on $(machine), built with
$(compiler). \`make bench\` measures and prints all of this again, in ten minutes at most after the build.
\`make bench UPDATE=1\` also writes it into this file. Exporter, simulated CM and bench share the machine, which must be idle otherwise.
Other machines have other figures.

## Warm scrapes

Each row has a new exporter and a new simulated CM, which waits for the latency before each response. The exporter is warm: it has
scraped before, and has read all history. Then it is scraped with gzip for 2 s, at least three times.

* **read by**: \`id\`: each job is one request. \`discovery\`: the jobs are key containers, found in a list of 1000 runs by two requests.
* **median**, **p95**: from the scraper's request to the end of the response.
* **over the bound**: the median, divided by the least time that the latency allows: rounds of requests x latency. With ids, these are
  jobs / concurrency rounds. The concurrency is 16, the default, and 64 for 10,000 ids with latency. Discovery has two rounds.
* **over the floor**: the median, divided by the median time of the same requests by a bare client, which takes turns with the scrapes.
  Its connections are as many, and open before. It parses nothing of a response but its length. If a scrape takes longer than 2 s, the
  floor is measured once.
* **processor time a job**: of the exporter's process, for the whole scrape, in microseconds.
* **private memory**, **resident memory**: at their peaks. Resident memory includes the pages of libraries.
* **system calls a job**: of the exporter's process, for the whole scrape, without \`futex\`. Counted by strace in a run of its own, in a few
  rows.
* **new connections**, **TLS handshakes**: of the exporter, in all warm scrapes together. Each worker has a connection, and
  opens it when it first reads a job. A request without a response for a quarter of its time is sent again on a new connection.

$(table scrapes)

![Time over the floor](tests/bench/plots/time_over_floor.svg)

![Processor time a job](tests/bench/plots/processor_time.svg)

![Private memory](tests/bench/plots/private_memory.svg)

## A further job

The cost of one more id, on average from 100 to 10,000.

$(table cost)

## Pages of many regions

Jobs of 1000 regions each, over HTTPS without latency. A page shows 20,000 regions at most, and counts the others.

$(table regions)

## A hundred scrapers at once

1000 jobs over HTTPS, 20 ms of latency. The scrapers share one collection.

$(table scrapers)
DOCUMENT
}

if [ "${2:-}" = update ]; then
  mkdir -p tests/bench/plots
  gnuplot -c tests/bench/plots.gp "$figures/scrapes.tsv" tests/bench/plots
  document | tee BENCHMARKS.md
else
  document
fi
