# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the packages and the image say of themselves. Scripts include this file. Precondition: the current
# folder is the project's. Where git does not know the folder, SOURCE_DATE_EPOCH and CCKM_REVISION must be
# set.

# CMakeLists.txt is the only place of the version.
version=$(sed -n 's/^project(cckm_exporter VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
architecture=$(dpkg --print-architecture)
# shellcheck disable=SC2034  # the scripts that include this file use these
release=cckm_exporter-$version.linux-$architecture package=cckm-exporter_${version}_$architecture.deb
# The time of the last commit, in seconds: files in packages have this time, or an older one.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export CCKM_REVISION=${CCKM_REVISION:-$(git rev-parse --short=12 HEAD)}
