#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_examples.sh PROMTOOL FOLDER: a promtool accepts the rules and both example configurations of Prometheus.
# Writes into FOLDER.
set -euo pipefail
promtool=$1 folder=$2
cd "$(dirname "$0")/../.."

"$promtool" check rules dashboards/rules/*.yml
"$promtool" check config config/prometheus.yml

echo "The files where deploy/compose.yml mounts them:"
rm -rf "$folder"
mkdir -p "$folder/rules"
cp dashboards/rules/*.yml "$folder/rules"
cp deploy/prometheus.yml "$folder"
"$promtool" check config "$folder/prometheus.yml"
