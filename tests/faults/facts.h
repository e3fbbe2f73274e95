// SPDX-License-Identifier: Apache-2.0
// The facts of a page: its lines about managers and jobs that do not change from scrape to scrape.
#pragma once

#include <map>
#include <string>

namespace cckm::test {

// Returns the lines of cckm_up, cckm_watched_job_info, cckm_scrape_job_success,
// cckm_scrape_job_error and cckm_sync_*, in the page's order.
std::string stable_lines(const std::string& page);

// The stable lines of each job by its name. Lines of managers have the empty name.
using Facts = std::map<std::string, std::string>;
Facts facts_of(const std::string& page);

// Returns the only lines that a job must have if it cannot be read for this reason.
std::string unread(const std::string& manager, const std::string& job, const std::string& reason);

}  // namespace cckm::test
