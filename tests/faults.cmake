# SPDX-License-Identifier: Apache-2.0
# Tests of the rows of RELIABILITY.md with the whole exporter.
add_library(cckm_fault_scene STATIC
  faults/canary.cc faults/facts.cc faults/fault_scene.cc faults/gate.cc faults/variant.cc)
target_include_directories(cckm_fault_scene PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(cckm_fault_scene
  PUBLIC cckm_scene cckm_metrics Catch2::Catch2
  PRIVATE cckm_client cckm_warnings)
target_compile_definitions(cckm_fault_scene PRIVATE
  CCKM_TESTDATA="${CMAKE_CURRENT_SOURCE_DIR}/testdata")
cckm_build_quickly(cckm_fault_scene)

# ThreadSanitizer finds nothing in a search of text, nor in faults that differ only in the bytes that CM sends.
if(NOT CCKM_SANITIZE STREQUAL "thread")
  set(without_threads faults/canary_test.cc faults/job_faults_test.cc faults/malformed_faults_test.cc
    faults/memory_faults_test.cc faults/response_faults_test.cc faults/secret_faults_test.cc)
endif()
cckm_test_program(faults_test faults
  SOURCES faults/client_faults_test.cc faults/configuration_faults_test.cc faults/connection_faults_test.cc
          faults/dead_connection_faults_test.cc faults/discovery_faults_test.cc faults/discovery_scene.cc
          faults/login_faults_test.cc faults/process_faults_test.cc faults/transfer_faults_test.cc
          ${without_threads}
  LIBRARIES cckm_fault_scene cckm_client ZLIB::ZLIB)

# Sanitizers replace malloc and pthread_create themselves, so a preloaded library cannot.
if(NOT CCKM_SANITIZE)
  add_library(cckm_interposer MODULE faults/interposer.cc)
  target_include_directories(cckm_interposer PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(cckm_interposer PRIVATE cckm_warnings ${CMAKE_DL_LIBS})
  cckm_test(faults/system_faults SOURCES faults/interposed.cc LIBRARIES cckm_fault_scene)
  target_compile_definitions(system_faults_test PRIVATE
    CCKM_INTERPOSER="$<TARGET_FILE:cckm_interposer>")
  add_dependencies(system_faults_test cckm_interposer)
endif()
