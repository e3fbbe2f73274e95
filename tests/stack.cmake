# SPDX-License-Identifier: Apache-2.0
# What stands around the exporter: README, the mixin, the stack of `make stack`.
add_test(NAME "mixin: it gives the plain rules and dashboards"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/mixin.sh ${JSONNET} ${PROMTOOL} ${CMAKE_BINARY_DIR}/mixin)

add_test(NAME "readme: every command of Your own appliance does what it shows"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/readme.sh)
set_tests_properties("readme: every command of Your own appliance does what it shows" PROPERTIES
  ENVIRONMENT BUILD=${CMAKE_BINARY_DIR} TIMEOUT 120)

add_test(NAME "stack: alerts fire when a region fails and end when it heals"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/stack.sh --check)
set_tests_properties("stack: alerts fire when a region fails and end when it heals" PROPERTIES
  ENVIRONMENT BUILD=${CMAKE_BINARY_DIR} TIMEOUT 300)
