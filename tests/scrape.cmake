# SPDX-License-Identifier: Apache-2.0
cckm_test(collection LIBRARIES cckm_scrape)
cckm_test(fleet LIBRARIES cckm_scrape)
