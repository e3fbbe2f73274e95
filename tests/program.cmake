# SPDX-License-Identifier: Apache-2.0
cckm_test(web LIBRARIES cckm_web ZLIB::ZLIB)
cckm_test(change_log LIBRARIES cckm_program)
cckm_test(log LIBRARIES cckm_program cckm_rapidjson)
cckm_test(include_rules LIBRARIES cckm_model)
target_compile_definitions(include_rules_test PRIVATE CCKM_SOURCE="${CMAKE_SOURCE_DIR}")
