#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# image_test.sh: builds the image with buildah on a Debian 13 made by mmdebstrap, and runs it with a read-only
# root and without capabilities. It must have no other files than it needs, be at most 40 MiB, serve, be
# healthy by its own check and end within 3 s of SIGTERM. So must the container of README's section "Container".
# Needs root. Writes below build/.
set -euo pipefail
cd "$(dirname "$0")/../.."
base=localhost/cckm-debian13
# The only isolation that needs no control groups and no capability beyond those of a container.
export BUILDAH_ISOLATION=chroot

die() {
  echo "image_test: $*" >&2
  exit 1
}
. packaging/identity.sh
. tests/packaging/roots.sh
. tests/project/commands.sh
image=localhost/cckm_exporter:$version files=$PWD/build/image-test container=cckm_exporter-test

# Makes an image of a minimal Debian 13.
make_base() {
  local container
  make_root base13 13 ca-certificates
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$roots/base13" / >/dev/null
  buildah commit --quiet --rm "$container" "$base" >/dev/null
  rm -r "$roots/base13"
}

# field NAME: prints a field of the configuration of the image.
field() {
  buildah inspect --type image --format "{{$1}}" "$image"
}

check_configuration() {
  [ "$(field .Docker.Config.User)" = 65534:65534 ] || die "the user is $(field .Docker.Config.User)"
  [[ $(field .Docker.Config.Healthcheck) == *--healthcheck* ]] || die "there is no health check"
  [ "$(field '(index .Docker.Config.Labels "org.opencontainers.image.version")')" = "$version" ] ||
    die "the label of the version is wrong"
}

# Prints the files of the image that are neither the program, a library, nor one of the three others.
unexpected() {
  find "$1" -not -type d -printf '/%P\n' | grep -vE '^/(usr/bin/cckm_exporter|lib(64)?/.*\.so[.0-9]*)$' |
    grep -vxF -e /etc/passwd -e /etc/ssl/certs/ca-certificates.crt -e /usr/lib/ssl/cert.pem
}

check_files() {
  local size
  ! unexpected "$1" || die "the image has these files, too"
  size=$(du --summarize --apparent-size --block-size=1M "$1" | cut -f 1)
  [ "$size" -le 40 ] || die "the image has $size MiB"
  echo "The image has $size MiB and $(find "$1" -type f | wc -l) files."
}

# run COMMAND...: podman with a runtime that knows both hierarchies of control groups. Its log has an error
# where systemd does not run, which would repeat the health check.
run() {
  podman --runtime runc "$@" 2>>"$files/podman.log"
}

remove_container() {
  run rm --force --ignore --time 1 "$container" >/dev/null
}

# Prints the metrics of the container.
scrape() {
  nsenter --net="/proc/$(run inspect --format '{{.State.Pid}}' "$container")/ns/net" \
    curl -sSf http://127.0.0.1:10877/metrics
}

# Nothing listens at the address of the manager. Its name is in /etc/hosts only.
write_configuration() {
  mkdir "$files/etc"
  cat >"$files/etc/exporter.yml" <<'YAML'
managers:
  - name: production
    url: https://cm.test:1
    auth: {username: reader, password_file: password}
    discover: all
YAML
  echo secret >"$files/etc/password"
  chmod -R a+rX "$files/etc"
}

# docker run ARGUMENT...: runs podman with these arguments, and limits that need no capability of the one who starts
# it. The container has no network, so ports are not published.
docker() {
  run run --network none --add-host cm.test:127.0.0.1 --ulimit "nofile=$(ulimit -Hn)" --ulimit nproc=1000 "${@:2}"
}

# serves USER: the container serves as this user, and ends in time.
serves() {
  local page begin took end
  end=$((SECONDS + 30))
  until run healthcheck run "$container" >/dev/null 2>&1; do
    [ "$(run inspect --format '{{.State.Running}}' "$container")" = true ] ||
      { run logs "$container" >&2; die "the container has ended"; }
    [ $SECONDS -lt $end ] || die "the container is not healthy"
  done
  page=$(scrape)
  [[ $page == *'cckm_up{manager="production"} 0'* ]] || die "the metrics do not have the manager"
  grep -q '^cckm_discovery_error{.*reason="connect"} 1' <<<"$page" || die "/etc/hosts is not read"
  grep -q $'^Uid:\t'"$1"$'\t' "/proc/$(run inspect --format '{{.State.Pid}}' "$container")/status" ||
    die "the process has another user"
  begin=$(date +%s%N)
  run stop --time 10 "$container" >/dev/null
  took=$((($(date +%s%N) - begin) / 1000000))
  [ "$(run inspect --format '{{.State.ExitCode}}' "$container")" = 0 ] || die "SIGTERM is an error"
  [ $took -le 3000 ] || die "the container ends after $took ms"
  echo "It serves read-only as $1 without capabilities, is healthy, and ends $took ms after SIGTERM."
  remove_container
}

# Runs README's commands, as if this machine had the user of README. Only its group can read the password.
follow_readme() {
  local user=4711 commands
  id() { echo "$user"; }
  install -m 0440 -g "$user" /dev/stdin "$files/etc/password" <<<secret
  commands=$(block Container 2)
  commands=${commands//-v \/etc\/cckm_exporter:/-v "$files/etc:"}
  eval "${commands/--name cckm_exporter /--name $container }" >"$files/said"
  grep -x '/etc/cckm_exporter/exporter.yml is valid' "$files/said" || die "the container does not check the configuration"
  serves "$user"
}

[ "$(id -u)" = 0 ] || die "needs root"
rm -rf "$files"
mkdir -p "$files"
trap remove_container EXIT
make_base
packaging/image.sh --build-arg BASE="$base" --pull-never
check_configuration
mounted=$(buildah from "$image")
root=$(buildah mount "$mounted")
check_files "$root"
buildah rm "$mounted" >/dev/null
write_configuration
docker run --detach --name "$container" --read-only --cap-drop ALL --security-opt no-new-privileges \
  --volume "$files/etc:/etc/cckm_exporter:ro" "$image" >/dev/null
serves 65534
follow_readme
