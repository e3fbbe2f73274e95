# SPDX-License-Identifier: Apache-2.0
# Fuzz targets. With libFuzzer (CCKM_FUZZ, the preset `asan`) each becomes a fuzzer. In all other
# builds it is a program that runs the target once for each file. Tests run both with the seeds in
# corpus/.

# cckm_fuzz(<target> SOURCES ... LIBRARIES ...): fuzz/<target>.cc becomes fuzz_<target>.
function(cckm_fuzz target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_executable(fuzz_${target} fuzz/${target}.cc ${arg_SOURCES})
  target_link_libraries(fuzz_${target} PRIVATE ${arg_LIBRARIES} cckm_warnings)
  if(CCKM_FUZZ)
    target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
    set(once -runs=0)
  else()
    target_link_libraries(fuzz_${target} PRIVATE cckm_fuzz_replay)
  endif()
  add_test(NAME "fuzz: ${target} seeds"
    COMMAND fuzz_${target} ${once} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target})
  set_tests_properties("fuzz: ${target} seeds" PROPERTIES TIMEOUT 120)
  add_dependencies(fuzz_targets fuzz_${target})
endfunction()

add_custom_target(fuzz_targets)
if(NOT CCKM_FUZZ)
  add_library(cckm_fuzz_replay OBJECT fuzz/replay.cc)
  target_link_libraries(cckm_fuzz_replay PRIVATE cckm_warnings)
endif()

cckm_fuzz(configuration LIBRARIES cckm_config)
cckm_fuzz(cron LIBRARIES cckm_model)
cckm_fuzz(duration LIBRARIES cckm_config)
cckm_fuzz(exposition LIBRARIES cckm_support cckm_json cckm_metrics)
cckm_fuzz(http_response LIBRARIES cckm_client)
cckm_fuzz(http_request LIBRARIES cckm_web)
cckm_fuzz(job_json LIBRARIES cckm_json)
cckm_fuzz(key_container_json LIBRARIES cckm_json)
cckm_fuzz(labels LIBRARIES cckm_support cckm_json cckm_metrics)
cckm_fuzz(listen_address LIBRARIES cckm_web)
cckm_fuzz(page_url LIBRARIES cckm_pages)
cckm_fuzz(request_headers LIBRARIES cckm_web)
cckm_fuzz(retry_after LIBRARIES cckm_client)
cckm_fuzz(runs_json LIBRARIES cckm_json)
cckm_fuzz(schedule_json LIBRARIES cckm_json)
cckm_fuzz(timestamp LIBRARIES cckm_model)
cckm_fuzz(token_json LIBRARIES cckm_json)
cckm_fuzz(url LIBRARIES cckm_config)
