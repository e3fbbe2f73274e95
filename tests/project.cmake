# SPDX-License-Identifier: Apache-2.0
# Tests that compare documents and rules of the project with its code.
cckm_test_program(project_test project
  SOURCES project/include_rules_test.cc project/names_test.cc project/reliability_doc_test.cc
  LIBRARIES cckm_dashboards cckm_model)
target_compile_definitions(project_test PRIVATE CCKM_SOURCE="${CMAKE_SOURCE_DIR}")

add_test(NAME "readme: every command of Your own appliance does what it shows"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/project/readme.sh)
set_tests_properties("readme: every command of Your own appliance does what it shows" PROPERTIES
  ENVIRONMENT BUILD=${CMAKE_BINARY_DIR} TIMEOUT 120)

add_test(NAME "runbooks: every command of RUNBOOKS.md runs"
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/project/runbooks.sh)
set_tests_properties("runbooks: every command of RUNBOOKS.md runs" PROPERTIES
  ENVIRONMENT BUILD=${CMAKE_BINARY_DIR} TIMEOUT 300)
