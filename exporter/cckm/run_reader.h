// SPDX-License-Identifier: Apache-2.0
// Makes runs of CM's responses: parsed, classified and redacted.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/cckm/region_text.h"
#include "exporter/cckm/run_redaction.h"
#include "exporter/discovery/listed_run.h"
#include "exporter/http/exchange.h"
#include "exporter/model/endpoint.h"
#include "exporter/model/region_error.h"
#include "exporter/model/result.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// Of one manager. Thread-safe.
class RunReader {
 public:
  // The texts of the configuration, see RegionTexts.
  RunReader(std::vector<std::string> success_texts, std::vector<FailureText> failure_texts);

  // Reads the response to a GET of the run `id`. Fails like parse_job().
  Result<SyncJob> run(const HttpResponse& response, const Endpoint& endpoint, std::string_view id,
                      const SecretFinder& secrets);

  // Reads the response to a GET of the list of runs. Fails like parse_runs().
  Result<RunPage> page(const HttpResponse& response, const Endpoint& endpoint,
                       const SecretFinder& secrets);

 private:
  RegionTexts texts() const { return {.success = success_texts_, .failure = failure_texts_}; }
  void prepare(SyncJob& run, std::chrono::sys_seconds now, const SecretFinder& secrets);

  const std::vector<std::string> success_texts_;
  const std::vector<FailureText> failure_texts_;
  RunRedaction redaction_;
};

}  // namespace cckm
