// SPDX-License-Identifier: Apache-2.0
// Parses first and redacts then, because texts are classified as CM wrote them.
#include "exporter/cckm/run_reader.h"

#include <chrono>
#include <utility>

#include "exporter/cckm/anomalies.h"
#include "exporter/cckm/job_json.h"

namespace cckm {

RunReader::RunReader(std::vector<std::string> success_texts, std::vector<FailureText> failure_texts)
    : success_texts_(std::move(success_texts)), failure_texts_(std::move(failure_texts)) {}

Result<SyncJob> RunReader::run(const HttpResponse& response, const Endpoint& endpoint,
                               std::string_view id, const SecretFinder& secrets) {
  auto parsed = parse_job(response.body, endpoint, id,
                          {.success = success_texts_, .failure = failure_texts_});
  if (!parsed) return parsed;
  SyncJob& run = parsed.value();
  redaction_.redact(run, secrets);
  if (begins_in_the_future(run, response, std::chrono::system_clock::now())) {
    run.anomalies.push_back({AnomalyKind::kBeginsInTheFuture});
  }
  return parsed;
}

}  // namespace cckm
