# SPDX-License-Identifier: Apache-2.0
# Measurements. They are not tests, because a busy machine would fail them. `make bench`,
# `make figures` and `make soak` build and run them.
function(cckm_bench name)
  add_executable(${name} EXCLUDE_FROM_ALL ${ARGN} bench/measure.cc)
  target_link_libraries(${name} PRIVATE cckm_scene ZLIB::ZLIB cckm_warnings)
  target_compile_definitions(${name} PRIVATE CCKM_SIMULATOR="$<TARGET_FILE:cckm_simulator>")
  add_dependencies(${name} cckm_simulator)
endfunction()

cckm_bench(scrape_bench bench/scrape_bench.cc bench/discovery_scrapes.cc bench/gzip_page.cc)
cckm_bench(figures bench/figures.cc bench/black_hole.cc bench/forgetful_firewalls.cc
  bench/handshakes.cc bench/large_responses.cc bench/reloads.cc bench/slow_clients.cc bench/stalls.cc bench/stopping.cc bench/storm.cc
  e2e/crowd.cc faults/gate.cc)
cckm_bench(soak soak/soak.cc soak/bad_client.cc soak/disturbances.cc soak/mixed_faults.cc
  soak/resource_use.cc soak/scrapers.cc soak/upstream.cc e2e/crowd.cc)

add_executable(discovery_bench EXCLUDE_FROM_ALL bench/discovery_bench.cc)
target_link_libraries(discovery_bench PRIVATE cckm_discovery cckm_warnings)

# Needs a real Prometheus and promtool, and no exporter.
add_executable(rules_bench EXCLUDE_FROM_ALL bench/rules_bench.cc bench/backfill.cc
  bench/many_regions.cc bench/measure.cc)
target_link_libraries(rules_bench PRIVATE cckm_dashboards cckm_metrics cckm_warnings)
target_compile_definitions(rules_bench PRIVATE PROMTOOL="${PROMTOOL}" CCKM_SOURCE="${CMAKE_SOURCE_DIR}")
