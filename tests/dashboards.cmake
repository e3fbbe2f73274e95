# SPDX-License-Identifier: Apache-2.0
# Tests of dashboards/: a linter, comparisons with documents, real Prometheus and Alertmanager.
add_library(cckm_dashboards STATIC
  dashboards/dashboard.cc dashboards/expression.cc dashboards/lint.cc dashboards/lint_grid.cc
  dashboards/lint_links.cc dashboards/lint_panels.cc dashboards/lint_schema.cc
  dashboards/lint_variables.cc dashboards/project_file.cc dashboards/promql.cc dashboards/rules.cc)
target_link_libraries(cckm_dashboards PUBLIC cckm_scene yaml_cpp PRIVATE cckm_warnings)
target_compile_definitions(cckm_dashboards PRIVATE CCKM_SOURCE="${CMAKE_SOURCE_DIR}")
cckm_build_quickly(cckm_dashboards)

cckm_test_program(dashboards_test dashboards
  SOURCES dashboards/dashboards_test.cc dashboards/mixin_test.cc dashboards/promql_test.cc
          dashboards/rules_test.cc dashboards/runbooks_test.cc
  LIBRARIES cckm_dashboards)
target_compile_definitions(dashboards_test PRIVATE JSONNET="${JSONNET}")
# A test for each file, because together they take longer than one test may.
file(GLOB rule_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/dashboards/rules/tests/*.yml)
foreach(file ${rule_tests})
  cmake_path(GET file STEM name)
  add_test(NAME "rules: ${name}.yml" COMMAND ${PROMTOOL} test rules ${file})
  # With GOGC=400 promtool collects garbage less often. With GOMAXPROCS=1 it needs a quarter less processor time.
  set_tests_properties("rules: ${name}.yml" PROPERTIES ENVIRONMENT "GOGC=400;GOMAXPROCS=1" TIMEOUT 300)
endforeach()

# Tests with real Prometheus and Alertmanager. `make test` prints what two of them prove.
cckm_test_program(dashboards_e2e_test dashboards_e2e
  SOURCES dashboards/alertmanager.cc dashboards/alertmanager_test.cc dashboards/alerts_e2e_test.cc
          dashboards/bad_day.cc dashboards/bad_lists.cc dashboards/hasty_rules.cc
          dashboards/live_expressions_test.cc dashboards/runs_e2e_test.cc
  LIBRARIES cckm_dashboards)
target_compile_definitions(dashboards_e2e_test PRIVATE ALERTMANAGER="${ALERTMANAGER}"
  AMTOOL="${AMTOOL}" CCKM_BUILD="${CMAKE_BINARY_DIR}" CCKM_SOURCE="${CMAKE_SOURCE_DIR}")
