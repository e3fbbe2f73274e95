# SPDX-License-Identifier: Apache-2.0
# Tests of the whole program as a process, and the scene that other tests and measurements use.
add_library(cckm_scene STATIC
  e2e/connect.cc e2e/eventually.cc e2e/http_get.cc e2e/process.cc e2e/prometheus.cc e2e/scene.cc)
target_include_directories(cckm_scene PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(cckm_scene
  PUBLIC cckm_simulator_lib cckm_support Boost::headers Threads::Threads
  PRIVATE cckm_warnings)
target_compile_definitions(cckm_scene
  PUBLIC CCKM_EXPORTER="$<TARGET_FILE:cckm_exporter>"
  PRIVATE PROMETHEUS="${PROMETHEUS}")
add_dependencies(cckm_scene cckm_exporter)
cckm_build_quickly(cckm_scene)

cckm_test_program(e2e_test e2e
  SOURCES e2e/auto_reload_e2e_test.cc e2e/clients_e2e_test.cc e2e/exporter_e2e_test.cc e2e/log_e2e_test.cc
          e2e/pages_e2e_test.cc e2e/prometheus_e2e_test.cc e2e/reload_requests_e2e_test.cc
          e2e/systemd_e2e_test.cc e2e/web_config_e2e_test.cc
  LIBRARIES cckm_scene cckm_client cckm_metrics cckm_config)
target_compile_definitions(e2e_test PRIVATE CCKM_SOURCE="${CMAKE_SOURCE_DIR}")

cckm_test(e2e/web_corpus LIBRARIES cckm_scene cckm_program)
target_compile_definitions(web_corpus_test PRIVATE
  CCKM_SOURCE="${CMAKE_SOURCE_DIR}" PROMTOOL="${PROMTOOL}")
