#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# image.sh ARGUMENT...: builds the image cckm_exporter:VERSION with Docker, or with buildah where no Docker
# engine runs. Arguments go to the build, such as --build-arg BASE=... for another Debian 13.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/identity.sh

# buildah's own format has no health check.
build=(buildah build --format docker)
if docker info >/dev/null 2>&1; then build=(docker build); fi
"${build[@]}" --build-arg VERSION="$version" --build-arg REVISION="$CCKM_REVISION" "$@" \
  --tag "cckm_exporter:$version" --tag cckm_exporter:latest .
