# SPDX-License-Identifier: Apache-2.0
# The whole program, as a process of its own.
set(CCKM_E2E_SOURCES e2e/http_get.cc e2e/process.cc e2e/scene.cc exposition_parser.cc)
foreach(module clients_e2e exporter_e2e log_e2e prometheus_e2e reload_e2e)
  cckm_test(e2e/${module} SOURCES ${CCKM_E2E_SOURCES}
    LIBRARIES cckm_simulator_lib cckm_client cckm_metrics Boost::headers Threads::Threads)
  target_compile_definitions(${module}_test PRIVATE PROMETHEUS="${PROMETHEUS}"
    CCKM_SOURCE="${CMAKE_SOURCE_DIR}" CCKM_EXPORTER="$<TARGET_FILE:cckm_exporter>")
  add_dependencies(${module}_test cckm_exporter)
endforeach()
