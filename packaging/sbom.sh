#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# sbom.sh PROGRAM: prints a CycloneDX SBOM of the program. Its components are the Debian packages of the
# libraries that the program is linked with, and those of the headers that are compiled into it.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
. packaging/identity.sh
. /etc/os-release

# A header of each library whose headers have much of its code.
headers=(boost/asio.hpp CLI/CLI.hpp fmt/core.h httplib.h rapidjson/document.h spdlog/spdlog.h)

# Prints all libraries that the loader finds, the indirect ones included.
libraries() {
  ldd "$program" | sed -nE 's#.* => (/[^ ]+).*#\1#p; s#^\t(/[^ ]+).*#\1#p'
}

# Reads paths of files and prints their packages. Since Debian merged /lib and /usr/lib, dpkg knows a library
# by one of its two paths, and Debian 13 has diversions of the loader from one to the other.
packages() {
  local file
  while read -r file; do
    dpkg-query -S "$file" 2>/dev/null || dpkg-query -S "${file#/usr}" 2>/dev/null || dpkg-query -S "/usr$file"
  done | sed '/^diversion by /d; s/: .*//'
}

# describe PACKAGE...: prints source, name, version and architecture of each.
describe() {
  # shellcheck disable=SC2016  # these are variables of dpkg-query
  dpkg-query -W -f '${source:Package} ${Package} ${Version} ${Architecture}\n' "$@"
}

# Reads packages as describe() prints them, and prints the components. A package URL has some characters
# as percent codes.
components() {
  local comma='' source name version architecture purl
  while read -r source name version architecture; do
    purl="pkg:deb/debian/$name@$version?arch=$architecture&distro=$VERSION_CODENAME&upstream=$source"
    purl=$(sed 's/+/%2B/g; s/~/%7E/g' <<<"$purl")
    printf '%s\n    {"type": "library", "bom-ref": "%s", "name": "%s", "version": "%s", "purl": "%s"}' \
      "$comma" "$purl" "$name" "$version" "$purl"
    comma=,
  done
}

mapfile -t used < <({ libraries; printf '/usr/include/%s\n' "${headers[@]}"; } | packages)
described=$(describe "${used[@]}" | sort -u)
cat <<JSON
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {
    "timestamp": "$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)",
    "component": {
      "type": "application", "bom-ref": "cckm_exporter", "name": "cckm_exporter", "version": "$version",
      "licenses": [{"license": {"id": "Apache-2.0"}}],
      "hashes": [{"alg": "SHA-256", "content": "$(sha256sum "$program" | cut -d ' ' -f 1)"}]
    }
  },
  "components": [$(components <<<"$described")
  ]
}
JSON
