#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every command of dashboards/RUNBOOKS.md, in its order, on a simulated CM, the exporter, Prometheus
# and Alertmanager: once for each way to run the exporter, and with both formats of the log. A command
# fails if it exits with an error, for example a `grep` that finds nothing. systemd, Docker, Kubernetes
# and sudo are stubs that accept exactly the calls of the page. Writes nothing outside the build folder.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=$(realpath "${BUILD:-build}")
files=$build/runbooks patience=90
declare -A port=([simulator]=0 [control]=0 [exporter]=0 [prometheus]=0 [alertmanager]=0)
failing=0ea5d52e-387c-44fa-b079-21c8b768f77b # nightly-worldwide, which fails in a region

. tests/project/commands.sh
. tests/stack/services.sh

# Replaces the values of the block of variables, and the paths of files.
substitute() {
  sed -E -e "s#^MANAGER=[^ ]+#MANAGER=production#; s#^JOB=[^ ]+#JOB=nightly-worldwide#" \
    -e "s#^EXPORTER=[^ ]+#EXPORTER=${address[exporter]}#; s#^RUN=[^ ]+#RUN=$way#" \
    -e "s#^CM=[^ ]+#CM=$(sed 's|.*//||' "$files/simulator")#" \
    -e "s#^(PROMETHEUS|ALERTMANAGER)=http://[^ ]+#\1=$host:\1#" \
    -e "s#$host:PROMETHEUS#http://${address[prometheus]}#; s#$host:ALERTMANAGER#http://${address[alertmanager]}#" \
    -e "s#/etc/cckm_exporter/ca.pem#$files/simulator-ca.pem#; s#/etc/cckm_exporter/client.pem#$files/simulator-ca.pem#" \
    -e "s#/etc/cckm_exporter/password#$files/simulator.password#; s#/etc/cckm_exporter/exporter.yml#$files/exporter.yml#"
}

# Writes a program for each command that needs a system. It refuses a call that it does not know.
write_stubs() {
  local name
  mkdir "$files/bin"
  cat >"$files/bin/stub" <<'STUB'
#!/usr/bin/env bash
files=$(dirname "$(dirname "$0")")
call="${0##*/} $*"
echo "$call" >>"$files/calls"
case $call in
  "sudo "* | "sudoedit $files/exporter.yml") [ $# = 1 ] || exec "$@" ;;
  "runuser -u cckm_exporter -- "*) shift 3 && exec "$@" ;;
  "docker exec cckm_exporter "*) shift 2 && exec "$@" ;;
  "kubectl rollout restart deployment/cckm-exporter" | "systemctl kill -s HUP cckm_exporter" | \
    "docker kill -s HUP cckm_exporter") kill -HUP "$(<"$files/exporter.pid")" ;;
  "kubectl exec deployment/cckm-exporter -- "*) shift 3 && exec "$@" ;;
  "journalctl -u cckm_exporter --since=-"*"h --output=cat" | \
    "kubectl logs --since="*"h --tail=-1 -l app.kubernetes.io/name=cckm-exporter") cat "$files/exporter.log" ;;
  "docker logs --since="*"h cckm_exporter") cat "$files/exporter.log" >&2 ;;
  "systemctl status --no-pager cckm_exporter" | "docker ps --all --filter name=cckm_exporter" | \
    "kubectl get pods -l app.kubernetes.io/name=cckm-exporter") echo running ;;
  *) echo "unknown call: $call" >&2 && exit 1 ;;
esac
STUB
  chmod +x "$files/bin/stub"
  for name in sudo sudoedit runuser systemctl journalctl docker kubectl; do ln -s stub "$files/bin/$name"; done
  ln -s "$build/cckm_exporter" "$files/bin/cckm_exporter"
}

# fault JSON: sets a fault of the simulator.
fault() {
  curl -sSf -o /dev/null -d "$1" "$(<"$files/control")/faults"
}

# Makes CM and the configuration such that every command of the page has something to find.
configure() {
  local url
  url=$(<"$files/simulator")
  sed -i 's/name: simulator$/name: production/' "$files/exporter.yml"
  echo wrong >"$files/wrong.password"
  cat >>"$files/exporter.yml" <<YAML
  - name: refused production
    url: $url
    auth: {username: cckm-exporter, password_file: wrong.password}
    tls_config: {ca_file: simulator-ca.pem, server_name: web.keysecure.local}
    jobs: [$failing]
  - name: untrusted production
    url: $url
    auth: {username: cckm-exporter, password_file: simulator.password}
    tls_config: {ca_file: simulator-ca.pem, server_name: other.test}
    jobs: [$failing]
YAML
  fault '{"kind":"job","job_id":"'$failing'","status":403,"times":1}'
  fault '{"kind":"job","job_id":"5d1f7d2e-64f9-4c0a-9f2b-1f3c2a7f4b11","body":"{\"status\":\"ok\"}"}'
  fault '{"kind":"job","job_id":"8155fe39-570a-4132-92ca-e40b7640c7dc","status":404}'
}

has_firing_alerts() {
  curl -sSf "http://${address[prometheus]}/api/v1/alerts" | grep -q '"state":"firing"'
}

# Prints the script of the page. It names the line of a command that fails.
script() {
  cat <<'BEGIN'
set -eEuo pipefail
trap 'echo "this command failed: $BASH_COMMAND" >&2' ERR
BEGIN
  commands_of RUNBOOKS.md <dashboards/RUNBOOKS.md
}

# called WORDS: checks that the page has called a stub.
called() {
  grep -qF "$1" "$files/calls" || die "$way: the page never calls $1"
}

run() { # run WAY FORMAT
  way=$1
  rm -rf "$files"
  mkdir -p "$files"
  write_stubs
  start_simulator
  configure
  start_exporter --log.format="$2"
  echo "${pids[exporter]}" >"$files/exporter.pid"
  start_alertmanager
  start_prometheus dashboards/rules/{recording,alerts,periods.example}.yml
  await "an alert fires" has_firing_alerts
  script >"$files/commands"
  PATH="$files/bin:$PATH" bash "$files/commands" >"$files/output" 2>&1 </dev/null || {
    tail -n 20 "$files/output" >&2
    die "a command of RUNBOOKS.md fails on $way with the log in $2"
  }
  called "cckm_exporter --config.check --config.file $files/exporter.yml"
  await "the reload" grep -q 'configuration reloaded' "$files/exporter.log"
  grep -qF 'AccessDeniedException: not authorized' "$files/output" || die "no command prints CM's text"
  kill "${pids[simulator]}"
  wait "${pids[simulator]}" || die "CM received unknown requests"
  unset 'pids[simulator]'
  stop_all
}

# The page finds the path of every family.
check_paths() {
  local families=0 cloud resource path
  while read -r cloud resource path; do
    families=$((families + 1))
    [ "$(bash -c "$(sed -n '/^job_path() {/,/^}/p' dashboards/RUNBOOKS.md); job_path $cloud $resource")" = "$path" ] ||
      die "job_path $cloud $resource is not $path"
  done < <(tr -d '\n' <exporter/model/endpoint.cc |
    grep -oE 'Endpoint\{"[^"]+", +"[^"]+", +"/api/v1/[^"]+"' | sed -E 's#[^"]*"([^"]+)", +"([^"]+)", +"/api/v1/([^"]+)"#\1 \2 \3#')
  [ "$families" = "$(grep -c 'Endpoint{"' exporter/model/endpoint.cc)" ] || die "a family was not tested"
}

trap stop_all EXIT
check_paths
run systemd logfmt
run docker json
run kubectl logfmt
echo "Every command of RUNBOOKS.md runs."
