# SPDX-License-Identifier: Apache-2.0
# Debian ships cpp-httplib with a pkg-config file only. Its -D flags change class layouts, so a
# build without them links and then crashes: they travel with the target.
find_package(PkgConfig REQUIRED)
pkg_check_modules(PC_HTTPLIB QUIET IMPORTED_TARGET cpp-httplib)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(httplib REQUIRED_VARS PC_HTTPLIB_FOUND VERSION_VAR PC_HTTPLIB_VERSION)

if(httplib_FOUND AND NOT TARGET httplib::httplib)
  add_library(httplib::httplib ALIAS PkgConfig::PC_HTTPLIB)
endif()
