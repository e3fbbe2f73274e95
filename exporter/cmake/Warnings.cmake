# SPDX-License-Identifier: Apache-2.0
# cckm_warnings: what we ask of our own code and of nobody else's.
add_library(cckm_warnings INTERFACE)
target_compile_options(cckm_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wformat=2 -Wimplicit-fallthrough
  # Naming the members that differ from their defaults is what designated initializers are for.
  -Wno-missing-field-initializers)
# clang-tidy's check for this takes far longer.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(cckm_warnings INTERFACE -Wreserved-identifier)
endif()
# GCC 12 sees overlapping copies in std::string's own concatenation (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(cckm_warnings INTERFACE -Wno-restrict)
endif()
if(CCKM_WERROR)
  target_compile_options(cckm_warnings INTERFACE -Werror)
endif()
