# SPDX-License-Identifier: Apache-2.0
cckm_test(json_document LIBRARIES cckm_json cckm_rapidjson)
cckm_test(job_json LIBRARIES cckm_json)
cckm_test(token_json LIBRARIES cckm_json)
cckm_test(http_client SOURCES raw_peer.cc LIBRARIES cckm_client)
cckm_test(resolver LIBRARIES cckm_client)
cckm_test(token_source LIBRARIES cckm_client)
cckm_test(manager SOURCES raw_peer.cc LIBRARIES cckm_client cckm_simulator_lib)
