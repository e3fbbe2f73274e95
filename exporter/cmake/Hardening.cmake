# SPDX-License-Identifier: Apache-2.0
# cckm_hardening: the OpenSSF compiler options for C and C++, each tested for before it is used,
# because they differ between compilers and architectures.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)

add_library(cckm_hardening INTERFACE)

function(cckm_harden_compile flag)
  string(MAKE_C_IDENTIFIER "CCKM_HAS${flag}" has)
  set(CMAKE_REQUIRED_FLAGS -Werror)  # clang takes flags of other architectures with a warning
  check_cxx_compiler_flag("${flag}" ${has})
  if(${has})
    target_compile_options(cckm_hardening INTERFACE "${flag}")
  endif()
endfunction()

function(cckm_harden_link flag)
  string(MAKE_C_IDENTIFIER "CCKM_LINKS${flag}" has)
  check_linker_flag(CXX "${flag}" ${has})
  if(${has})
    target_link_options(cckm_hardening INTERFACE "${flag}")
  endif()
endfunction()

foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
             -mbranch-protection=standard -fno-delete-null-pointer-checks -fno-strict-overflow
             -ftrivial-auto-var-init=zero)
  cckm_harden_compile(${flag})
endforeach()
foreach(flag -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,--as-needed)
  cckm_harden_link(${flag})
endforeach()
target_compile_definitions(cckm_hardening INTERFACE _GLIBCXX_ASSERTIONS)

# Fortification needs optimisation and confuses the sanitizers' own interception.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT CCKM_SANITIZE)
  check_cxx_compiler_flag("-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3" CCKM_HAS_FORTIFY_3)
  target_compile_options(cckm_hardening INTERFACE -U_FORTIFY_SOURCE
    -D_FORTIFY_SOURCE=$<IF:$<BOOL:${CCKM_HAS_FORTIFY_3}>,3,2>)
endif()
