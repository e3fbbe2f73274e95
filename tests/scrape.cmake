# SPDX-License-Identifier: Apache-2.0
cckm_test(collection LIBRARIES cckm_scrape)
