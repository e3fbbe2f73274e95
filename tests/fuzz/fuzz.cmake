# SPDX-License-Identifier: Apache-2.0
# Fuzz targets. With libFuzzer (CCKM_FUZZ, the preset `asan`) each is a fuzzer. In all other builds it runs once
# for each file. Tests run both with the seeds in corpus/. All targets are one program, with a link for each.
set(fuzz_targets
  configuration
  cron
  duration
  exposition
  http_request
  http_response
  job_json
  key_container_json
  labels
  listen_address
  page_url
  request_headers
  retry_after
  runs_json
  schedule_json
  timestamp
  token_json
  url
)
list(TRANSFORM fuzz_targets REPLACE "(.+)" "fuzz/\\1.cc" OUTPUT_VARIABLE fuzz_sources)
add_executable(fuzz_targets fuzz/main.cc ${fuzz_sources})
target_link_libraries(fuzz_targets PRIVATE
  cckm_support cckm_config cckm_client cckm_json cckm_metrics cckm_pages cckm_web cckm_warnings)
cckm_build_together(fuzz_targets)
if(CCKM_FUZZ)
  target_link_options(fuzz_targets PRIVATE -fsanitize=fuzzer)
  set(once -runs=0)
else()
  target_sources(fuzz_targets PRIVATE fuzz/replay.cc)
endif()
foreach(target ${fuzz_targets})
  add_custom_command(TARGET fuzz_targets POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E create_symlink fuzz_targets ${CMAKE_BINARY_DIR}/fuzz_${target})
  add_test(NAME "fuzz: ${target} seeds"
    COMMAND ${CMAKE_BINARY_DIR}/fuzz_${target} ${once} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target})
  set_tests_properties("fuzz: ${target} seeds" PROPERTIES TIMEOUT 120)
endforeach()
