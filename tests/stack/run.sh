#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `make run`: runs a simulated CipherTrust Manager and the exporter for it, until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/../.."

files=build/run
rm -rf "$files"
mkdir -p "$files"

build/cckm_simulator --listen 127.0.0.1:18443 --control-listen 127.0.0.1:18444 \
  --config-file "$files/simulator.yml" --address-file "$files/address" &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true; wait' EXIT

until [ -s "$files/address" ]; do
  kill -0 "$simulator" 2>/dev/null || { echo "The simulator did not start." >&2; exit 1; }
  sleep 0.05
done

cat <<TEXT

status page:   http://127.0.0.1:10877/
metrics:       http://127.0.0.1:10877/metrics
simulated CM:  $(cat "$files/address"), controlled at http://127.0.0.1:18444
configuration: config/exporter.yml
Ctrl-C ends both.

TEXT
build/cckm_exporter --config.file config/exporter.yml --web.listen-address 127.0.0.1:10877
