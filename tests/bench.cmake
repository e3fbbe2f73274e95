# SPDX-License-Identifier: Apache-2.0
# Measurements. They are not tests, because a busy machine would fail them. `make bench`,
# `make figures` and `make soak` build and run them.
function(cckm_bench name)
  add_executable(${name} EXCLUDE_FROM_ALL ${ARGN} bench/measure.cc)
  target_link_libraries(${name} PRIVATE cckm_scene ZLIB::ZLIB cckm_warnings)
  target_compile_definitions(${name} PRIVATE CCKM_SIMULATOR="$<TARGET_FILE:cckm_simulator>")
  add_dependencies(${name} cckm_simulator)
endfunction()

cckm_bench(bench_table bench/bench_table.cc bench/bare_connection.cc bench/data_file.cc bench/floor.cc
  bench/gzip_page.cc bench/many_scrapers.cc bench/region_pages.cc bench/scrapers_table.cc
  bench/scrapes_table.cc bench/simulator_process.cc bench/system_calls.cc bench/warm_scrapes.cc
  bench/workload.cc)
target_link_libraries(bench_table PRIVATE cckm_client)
cckm_bench(scrape_bench bench/scrape_bench.cc bench/discovery_scrapes.cc bench/gzip_page.cc
  bench/simulator_process.cc)
cckm_bench(figures bench/figures.cc bench/black_hole.cc bench/endurance.cc bench/forgetful_firewalls.cc
  bench/gzip_page.cc bench/handshakes.cc bench/large_responses.cc bench/many_scrapers.cc bench/reloads.cc
  bench/slow_clients.cc bench/stalls.cc bench/stopping.cc bench/storm.cc e2e/crowd.cc faults/gate.cc)
cckm_bench(soak soak/soak.cc soak/bad_client.cc soak/disturbances.cc soak/mixed_faults.cc
  soak/resource_use.cc soak/scrapers.cc soak/upstream.cc e2e/crowd.cc)
cckm_build_quickly(soak)

add_executable(discovery_bench EXCLUDE_FROM_ALL bench/discovery_bench.cc)
target_link_libraries(discovery_bench PRIVATE cckm_discovery cckm_warnings)

# The operations of `make micro-bench` and `make count-instructions`, which install what these need.
add_library(cckm_operations STATIC EXCLUDE_FROM_ALL bench/operations.cc)
target_link_libraries(cckm_operations
  PUBLIC cckm_client cckm_web cckm_simulator_lib PRIVATE cckm_warnings)
find_package(benchmark QUIET)
if(benchmark_FOUND)
  add_executable(micro_bench EXCLUDE_FROM_ALL bench/micro_bench.cc)
  target_link_libraries(micro_bench PRIVATE cckm_operations benchmark::benchmark cckm_warnings)
endif()
find_path(VALGRIND_INCLUDE_DIR valgrind/callgrind.h)
if(VALGRIND_INCLUDE_DIR)
  add_executable(count_instructions EXCLUDE_FROM_ALL bench/count_instructions.cc)
  target_include_directories(count_instructions SYSTEM PRIVATE ${VALGRIND_INCLUDE_DIR})
  target_link_libraries(count_instructions PRIVATE cckm_operations cckm_warnings)
endif()

if(NOT CCKM_SANITIZE)
  # Needs a real Prometheus and promtool, and no exporter.
  add_executable(rules_bench EXCLUDE_FROM_ALL bench/rules_bench.cc bench/backfill.cc
    bench/many_regions.cc bench/measure.cc)
  target_link_libraries(rules_bench PRIVATE cckm_dashboards cckm_metrics cckm_warnings)
  target_compile_definitions(rules_bench PRIVATE PROMTOOL="${PROMTOOL}" CCKM_SOURCE="${CMAKE_SOURCE_DIR}")
endif()
