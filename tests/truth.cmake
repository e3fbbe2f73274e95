# SPDX-License-Identifier: Apache-2.0
# The rules over simulated histories. The test has a few; `make truth` has many.
add_executable(truth truth/main.cc truth/calendar.cc truth/history.cc truth/oracle.cc truth/page.cc
  truth/promtool.cc)
target_link_libraries(truth PRIVATE cckm_scene cckm_warnings)
target_compile_definitions(truth PRIVATE PROMTOOL="${PROMTOOL}" CCKM_SOURCE="${CMAKE_SOURCE_DIR}")
cckm_build_quickly(truth)
add_test(NAME "truth: over simulated histories, no alert is false or missed"
  COMMAND truth ${CMAKE_BINARY_DIR}/truth-files 10 3 1)
set_tests_properties("truth: over simulated histories, no alert is false or missed" PROPERTIES
  TIMEOUT 600)
