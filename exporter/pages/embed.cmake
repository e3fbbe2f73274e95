# SPDX-License-Identifier: Apache-2.0
# Makes a C++ file of a text: cmake -D TEXT=<file> -D OUT=<file.cc> -D FUNCTION=<name> -P embed.cmake
# The bytes are written one by one, because a literal has a limit of its length.
file(READ "${TEXT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR bytes "${digits} / 2")
string(REGEX REPLACE "(............................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," array "${hex}")
file(WRITE "${OUT}" "// SPDX-License-Identifier: Apache-2.0
// Made by embed.cmake.
#include \"exporter/pages/assets.h\"

namespace cckm {
std::string_view ${FUNCTION}() {
  static constexpr char kText[] = {
${array}
  };
  return {kText, ${bytes}};
}
}  // namespace cckm
")
