# SPDX-License-Identifier: Apache-2.0
cckm_test(web LIBRARIES cckm_web ZLIB::ZLIB)
cckm_test(server SOURCES connections_test.cc e2e/http_get.cc LIBRARIES cckm_web Threads::Threads)
cckm_test(users LIBRARIES cckm_web)
cckm_test(process_limits SOURCES web_log_test.cc LIBRARIES cckm_program)
cckm_test(change_log LIBRARIES cckm_program)
cckm_test(log LIBRARIES cckm_program cckm_rapidjson)
cckm_test(include_rules LIBRARIES cckm_model)
target_compile_definitions(include_rules_test PRIVATE CCKM_SOURCE="${CMAKE_SOURCE_DIR}")
