# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Functions that make roots of Debian below build/roots and run commands in them. Scripts include this file.
# Preconditions: the user is root, mmdebstrap and systemd-nspawn are installed, and the current folder is
# the project's.
roots=$PWD/build/roots

# make_root NAME VERSION PACKAGE...: unpacks a fresh root with these packages to $roots/NAME. A tarball of the
# root is kept for the next time. Remove it to get newer packages.
make_root() {
  local name=$1 version=$2 suite tarball
  shift 2
  case $version in 12) suite=bookworm ;; 13) suite=trixie ;; *) die "no root of Debian $version" ;; esac
  tarball=$roots/$name-$(sha256sum <<<"$version $*" | cut -c1-12).tar
  mkdir -p "$roots"
  if [ ! -e "$tarball" ]; then
    mmdebstrap --quiet --variant=minbase --format=tar --include="$*" "$suite" "$tarball.new"
    mv "$tarball.new" "$tarball"
  fi
  rm -rf "${roots:?}/$name"
  mkdir "$roots/$name"
  tar -C "$roots/$name" -xf "$tarball"
}

# nspawn NAME ARGUMENT...: calls systemd-nspawn on a root.
nspawn() {
  systemd-nspawn --quiet --register=no --keep-unit --directory="$roots/$1" "${@:2}"
}
