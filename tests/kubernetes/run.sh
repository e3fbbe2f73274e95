#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh FOLDER: follows the steps of deploy/kubernetes/README.md with a simulated CM, builds base and overlays with
# kubectl, and tests the objects. Writes into FOLDER. Needs build/cckm_exporter, build/cckm_simulator, the programs of
# unpack_tools.sh, and `npm ci` done here. There is no cluster, so commands that need one are stubs.
set -euo pipefail
mkdir -p "$1"
files=$(realpath "$1")
cd "$(dirname "$0")/../.."

build=$(realpath "${BUILD:-build}")
patience=30
declare -A port=([simulator]=0 [control]=0)
. tests/project/commands.sh
. tests/stack/services.sh
PATH=$PWD/build/tools-kubernetes/usr/bin:$PATH

# Puts the simulated CM in the place of that of README.
substitute() {
  sed -e "s#cm\.example\.com:443#${address[simulator]}#g" -e "s#https://cm\.example\.com#https://${address[simulator]}#g"
}

# Prints functions for the commands that need a cluster or a registry. They accept exactly README's calls.
stubs() {
  cat <<'STUBS'
set -eEuo pipefail
trap 'echo "this command of README.md failed: $BASH_COMMAND" >&2' ERR
unknown() { echo "unknown call: $*" >&2; return 1; }
docker() {
  case "$*" in
    "build -t $image ." | "push $image") ;;
    *) unknown docker "$@" ;;
  esac
}
kubectl() {
  case "$*" in
    "create namespace cckm" | "label namespace cckm pod-security.kubernetes.io/enforce=restricted") ;;
    "-n cckm rollout status deployment/cckm-exporter --timeout=2m") ;;
    "-n cckm logs -l app.kubernetes.io/name=cckm-exporter --tail=-1") ;;
    "kustomize "*) command kubectl "$@" ;;
    "apply -k "* | "-n monitoring apply -k "*) [ -f "${*: -1}/kustomization.yaml" ] ;;
    *) unknown kubectl "$@" ;;
  esac
}
STUBS
}

# yaml_block WORD: prints the YAML block of README whose first line is WORD.
yaml_block() {
  awk -v word="$1" '/^```yaml$/ {first = 1; next} /^```$/ {inside = 0} first {inside = ($0 == word); first = 0} inside' \
    deploy/kubernetes/README.md
}

# Follows the steps in a copy of the files that they need.
follow_readme() {
  mkdir "$files/checkout"
  cp -r deploy dashboards Makefile "$files/checkout"
  rm -rf "$files/checkout/deploy/kubernetes/overlays/mine"
  stubs >"$files/steps"
  sed '/^```yaml$/,/^```$/d' deploy/kubernetes/README.md | commands_of README.md >>"$files/steps"
  (cd "$files/checkout" && image=registry.example.com/cckm_exporter:0.1.0 bash "$files/steps" \
    <<<simulated-password >"$files/steps.log" 2>&1) || { tail -n 20 "$files/steps.log" >&2; die "a step fails"; }
  cmp "$files/simulator-ca.pem" "$files/checkout/deploy/kubernetes/overlays/mine/ca.pem" ||
    die "ca.pem is not the certificate of the authority"
}

# build_objects NAME FOLDER: builds a folder. A warning of kubectl is a failure.
build_objects() {
  if ! kubectl kustomize "$2" >"$files/manifests/$1.yaml" 2>"$files/kubectl.log" || [ -s "$files/kubectl.log" ]; then
    cat "$files/kubectl.log" >&2
    die "kubectl kustomize $2 fails or warns"
  fi
}

# built BASE YAML: prints the objects of an overlay of BASE with a block of README.
built() {
  local overlay=$files/checkout/deploy/kubernetes/overlays/check
  mkdir -p "$overlay"
  printf 'resources: [%s]\n%s\n' "$1" "$2" >"$overlay/kustomization.yaml"
  kubectl kustomize "$overlay" || die "this block of README cannot be built: $2"
}

# Checks what README says about parts of an overlay.
check_blocks() {
  local objects
  objects=$(built ../../base "$(yaml_block labels:)")
  [ "$(grep -c '^    release: kube-prometheus-stack$' <<<"$objects")" = "$(grep -c '^kind: ' <<<"$objects")" ] ||
    die "not every object has the label of README"
  objects=$(built ../../base "$(yaml_block patches:)")
  ! grep -q '^kind: Secret$' <<<"$objects" || die "README's patch does not remove the Secret"
  objects=$(built ../../base "$(yaml_block '# The probes with a web configuration.')")
  [ "$(grep -c -- '- --healthcheck$' <<<"$objects")" = 2 ] || die "README's patch does not give both probes the check"
  ! grep -q httpGet <<<"$objects" || die "README's patch leaves a probe over HTTP"
  objects=$(built ../sharded/europe 'replicas: [{name: cckm-exporter, count: 2}]')
  grep -q '^  replicas: 2$' <<<"$objects" || die "a shard cannot have two replicas as README says"
}

kustomize=$(kubectl version --client 2>/dev/null | sed -n 's/^Kustomize Version: v//p')
[ "${kustomize%%.*}" -ge 5 ] 2>/dev/null || die "needs kubectl 1.27 or newer, this one has kustomize ${kustomize:-4 or older}"
rm -rf "${files:?}"
mkdir -p "$files/manifests"
trap stop_all EXIT
start_simulator
address[simulator]=$(sed 's#.*//##' "$files/simulator")
follow_readme
check_blocks
build_objects base deploy/kubernetes/base
for overlay in ha plain plain/prometheus sharded; do
  build_objects "${overlay/\//-}" deploy/kubernetes/overlays/$overlay
done
build_objects mine "$files/checkout/deploy/kubernetes/overlays/mine"
EXPORTER=$build/cckm_exporter FILES=$files MANIFESTS=$files/manifests \
  node --test --test-reporter=spec tests/kubernetes/*_test.mjs
