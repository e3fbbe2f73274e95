#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# write_files.sh [RULES [FOLDER]]: writes the files that kustomize needs of dashboards/, because it reads no
# file above the folder of a kustomization. RULES is the folder of recording.yml and alerts.yml: by default
# dashboards/rules, or the output of `make rules`. FOLDER is where the files go, by default this folder.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
dashboards=$here/../../dashboards
rules=$(realpath "${1:-$dashboards/rules}")
folder=${2:-$here}

# write FILE: writes the standard input, below a comment, into a file of the folder.
write() {
  mkdir -p "$folder/${1%/*}"
  { printf '%s\n' '# SPDX-License-Identifier: Apache-2.0' \
    '# Made by deploy/kubernetes/write_files.sh from dashboards/. Do not edit.' && cat; } >"$folder/$1"
}

# indent COUNT: puts spaces in front of each line that is not empty.
indent() {
  sed "s/^./$(printf '%*s' "$1" '')&/"
}

# Prints the groups of a rule file, without its head.
groups() {
  sed '1,/^groups:$/d' "$1"
}

prometheus_rule() {
  cat <<'YAML'
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: cckm-exporter
  labels:
    app.kubernetes.io/name: cckm-exporter
spec:
  groups:
YAML
  groups "$rules/recording.yml" | indent 2
  groups "$rules/alerts.yml" | indent 2
}

rules_config_map() {
  cat <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: cckm-exporter-prometheus
  labels:
    app.kubernetes.io/name: cckm-exporter
data:
YAML
  file_of_config_map "$rules/recording.yml"
  file_of_config_map "$rules/alerts.yml"
}

dashboard_config_map() { # dashboard_config_map JSON
  local name=${1##*/}
  cat <<YAML
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: cckm-dashboard-${name%.json}
  labels:
    app.kubernetes.io/name: cckm-exporter
    grafana_dashboard: "1"
data:
YAML
  file_of_config_map "$1" "cckm-$name"
}

# file_of_config_map FILE [KEY]: prints a file as the text of a key. Precondition: its first line begins without
# a space, and it ends in one line feed.
file_of_config_map() {
  printf '  %s: |\n' "${2:-${1##*/}}"
  indent 4 <"$1"
}

prometheus_rule | write base/operator/prometheus_rule.yaml
rules_config_map | write overlays/plain/prometheus/rules.yaml
for json in "$dashboards"/grafana/*.json; do dashboard_config_map "$json"; done | write base/dashboards/dashboards.yaml
