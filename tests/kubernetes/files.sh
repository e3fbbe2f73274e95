#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# files.sh FOLDER: checks that the files which deploy/kubernetes repeats of dashboards/ are those that its script
# writes. Writes into FOLDER.
set -euo pipefail
folder=$1
cd "$(dirname "$0")/../.."

# Prints the SHA-256 and the name of each file that says that it was made.
sums() {
  (cd "$1" && grep -rl --include='*.yaml' '^# Made by deploy/kubernetes/write_files.sh' . | sort | xargs sha256sum)
}

rm -rf "$folder"
deploy/kubernetes/write_files.sh dashboards/rules "$folder"
[ "$(sums "$folder" | wc -l)" = 3 ] || { echo "write_files.sh writes another number of files" >&2; exit 1; }
diff <(sums deploy/kubernetes) <(sums "$folder") || {
  echo "deploy/kubernetes differs from dashboards/: run deploy/kubernetes/write_files.sh" >&2
  exit 1
}
