// SPDX-License-Identifier: Apache-2.0
// What a page states of managers and jobs, without what differs from scrape to scrape.
#pragma once

#include <map>
#include <string>

namespace cckm::test {

// The lines of cckm_up, cckm_scrape_job_success, cckm_scrape_job_error and cckm_sync_*, as they
// stand in the page.
std::string stable_lines(const std::string& page);

// Those lines of each job by its name; of the managers themselves under the empty name.
using Facts = std::map<std::string, std::string>;
Facts facts_of(const std::string& page);

// The lines of a job that could not be read for this reason: that, and nothing else.
std::string unread(const std::string& manager, const std::string& job, const std::string& reason);

}  // namespace cckm::test
