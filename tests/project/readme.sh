#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every command of README's sections "Source" and "Your own appliance" on a simulated CM, in README's
# order, and compares their output with the output in README. Needs neither root nor a network, and writes nothing
# outside the build folder. The last command is a server, which this script ends when it listens.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=$(realpath "${BUILD:-build}")
files=$build/readme
# Almost every character is special in JSON, sed or the shell.
password=' "q\u0041\\n&$(x)`'\''!/é '
refused='reason="auth"'

. tests/project/commands.sh

die() {
  echo "readme: $*" >&2
  exit 1
}

# Replaces paths and addresses in README's commands. Everything else runs unchanged.
substitute() {
  sed -e "s#build/cckm_exporter#$build/cckm_exporter#g" \
    -e "s#/usr/local/bin/#$files/bin/#g" \
    -e "s#/etc/cckm_exporter#$files/etc#g" \
    -e "s#cm\.example\.com:443#$address#g" \
    -e "s#https://cm\.example\.com#https://$address#g" \
    -e "s#-- cckm_exporter --config.file#-- cckm_exporter --web.listen-address 127.0.0.1:0 --config.file#g"
}

# Prints functions that replace commands which need root, a network or a build.
stubs() {
  cat <<'STUBS'
sudo() { "$@"; }
make() {
  case $* in
    build) ;;
    install) command make -s install PREFIX="$prefix" >/dev/null ;;
    *) return 1 ;;
  esac
}
useradd() { user=${*: -1}; }
is_user() { [ "$1" = "${user:-}" ] || { echo "there is no user or group $1" >&2; return 1; }; }
runuser() { [ "$1 $3" = "-u --" ] && is_user "$2" && "${@:4}"; }
# Checks that the group exists, and does not change the group of the file.
install() {
  local arguments=()
  while [ $# -gt 0 ]; do
    if [ "$1" = -g ]; then is_user "$2" || return; shift; else arguments+=("$1"); fi
    shift
  done
  command install "${arguments[@]}"
}
STUBS
}

section() {
  sed '1,/^### Source$/d; /^##/,$d' README.md
  sed '1,/^## Your own appliance$/d; /^## /,$d' README.md
}

# Prints the commands of the section as a script that prints the `console` blocks.
script() {
  stubs
  section | commands_of README.md
}

shown() {
  section | sed -n '/^```console$/,/^```$/ { /^```/d; p }'
}

# Replaces the parts that differ between runs or between versions of OpenSSL.
normalise() {
  sed -E -e "s#$files/etc#/etc/cckm_exporter#g" -e 's/\b20[0-9-]+T[0-9:.]+Z/TIME/g' \
    -e 's/([0-9A-F]{2}:){31}[0-9A-F]{2}/FINGERPRINT/; s/\b(CN) = /\1=/' \
    -e 's/address=[^ ]+/address=ADDRESS/'
}

end_all() {
  [ -z "${session:-}" ] || end_session
  [ -z "${simulator:-}" ] || kill "$simulator" 2>/dev/null || true
}

# Starts a simulated CM and sets `address`.
start_simulator() {
  local line
  "$build/cckm_simulator" --listen 127.0.0.1:0 --password="$password" \
    --ca-file "$files/simulator-ca.pem" >"$files/offer" &
  simulator=$!
  exec {offer}<"$files/offer"
  read -r line <&"$offer" || die "the simulator did not start"
  address=${line##*//}
}

# run PASSWORD TRANSCRIPT: runs the script, types the password, and writes the output to the file.
run() {
  local line
  setsid bash "$files/commands" <<<"$1" >"$files/said" 2>&1 &
  session=$!
  while IFS= read -r line; do
    printf '%s\n' "$line"
    [[ $line != *msg=listening* ]] || break
  done <"$files/said" >"$2"
  end_session
}

end_session() {
  kill -- "-$session" 2>/dev/null || true
  wait "$session" || true
  session=''
}

check_commands() {
  run "$password" "$files/transcript"
  diff -u --label README.md <(shown | normalise) --label output \
    <(normalise <"$files/transcript") >&2 || die "the output differs from README"
  cmp "$files/simulator-ca.pem" "$files/etc/ca.pem" || die "ca.pem is not the certificate of the authority"
  [ "$(stat -c %a "$files/etc/password")" = 440 ] || die "the password file has another mode"
}

check_wrong_name() {
  local said
  sed -n '/^openssl .* -verify_hostname/,/grep/p' "$files/commands" |
    sed 's/-verify_hostname [^ ]*/-verify_hostname cm.example.com/' >"$files/wrong_name"
  said=$(bash "$files/wrong_name")
  grep -q 'verify error.*hostname mismatch' <<<"$said" || die "a wrong name is not rejected: $said"
  ! grep -q OK <<<"$said" || die "a wrong name passes the check: $said"
}

check_wrong_password() {
  grep -qF "$refused" <(section) || die "README does not show the error of a wrong password"
  run wrong "$files/refused"
  for words in "$refused" 'cckm_up{manager="production"} 0'; do
    grep -qF "$words" "$files/refused" || die "a wrong password does not print: $words"
  done
}

rm -rf "$files"
mkdir -p "$files/bin"
mkfifo "$files/offer" "$files/said"
export PATH=$files/bin:$PATH prefix=$files
trap end_all EXIT
start_simulator
script >"$files/commands"
check_commands
check_wrong_name
check_wrong_password
kill "$simulator"
wait "$simulator" || die "CM received unknown requests"
echo "Every command of README's sections does what it shows."
