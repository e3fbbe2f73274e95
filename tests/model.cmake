# SPDX-License-Identifier: Apache-2.0
cckm_test(timestamp LIBRARIES cckm_model)
cckm_test(sync_job LIBRARIES cckm_model)
