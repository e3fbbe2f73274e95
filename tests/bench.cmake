# SPDX-License-Identifier: Apache-2.0
# Not among the tests, because it says nothing on a busy machine; `make bench` runs it.
add_executable(scrape_bench bench/scrape_bench.cc e2e/http_get.cc e2e/process.cc e2e/scene.cc)
target_link_libraries(scrape_bench PRIVATE cckm_simulator_lib Boost::headers Threads::Threads
  ZLIB::ZLIB cckm_warnings)
target_compile_definitions(scrape_bench PRIVATE CCKM_EXPORTER="$<TARGET_FILE:cckm_exporter>"
  CCKM_SIMULATOR="$<TARGET_FILE:cckm_simulator>")
add_dependencies(scrape_bench cckm_exporter cckm_simulator)
