# SPDX-License-Identifier: Apache-2.0
# What stands around the exporter: the stack of `make stack`, the script of `make rules`, the examples.
add_test(NAME "stack: alerts fire when a region fails and end when it heals"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/stack/stack.sh --check)
set_tests_properties("stack: alerts fire when a region fails and end when it heals" PROPERTIES
  ENVIRONMENT BUILD=${CMAKE_BINARY_DIR} TIMEOUT 300)

add_test(NAME "rules: make rules writes the plain rules with absolute links"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/stack/rules.sh ${PROMTOOL} ${CMAKE_BINARY_DIR}/rules-check)

add_test(NAME "rules: promtool accepts the rules and both example configurations"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/stack/check_examples.sh ${PROMTOOL} ${CMAKE_BINARY_DIR}/examples-check)

add_test(NAME "kubernetes: the generated files are those of dashboards/"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/kubernetes/files.sh ${CMAKE_BINARY_DIR}/kubernetes-files)
