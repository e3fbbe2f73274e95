// SPDX-License-Identifier: Apache-2.0
// Parses first and redacts then, because texts are classified as CM wrote them.
#include "exporter/cckm/run_reader.h"

#include <chrono>
#include <utility>

#include "exporter/cckm/anomalies.h"
#include "exporter/cckm/job_json.h"

namespace cckm {

using std::chrono::system_clock;

RunReader::RunReader(std::vector<std::string> success_texts, std::vector<FailureText> failure_texts)
    : success_texts_(std::move(success_texts)), failure_texts_(std::move(failure_texts)) {}

Result<SyncJob> RunReader::run(const HttpResponse& response, const Endpoint& endpoint,
                               std::string_view id, const SecretFinder& secrets) {
  auto parsed = parse_job(response.body, endpoint, id, texts());
  if (parsed) prepare(parsed.value(), time_of(response, system_clock::now()), secrets);
  return parsed;
}

Result<RunPage> RunReader::page(const HttpResponse& response, const Endpoint& endpoint,
                                const SecretFinder& secrets) {
  auto parsed = parse_runs(response.body, endpoint, texts());
  if (!parsed) return parsed;
  const auto now = time_of(response, system_clock::now());
  for (ListedRun& listed : parsed.value().runs) prepare(listed.job, now, secrets);
  return parsed;
}

void RunReader::prepare(SyncJob& run, std::chrono::sys_seconds now, const SecretFinder& secrets) {
  redaction_.redact(run, secrets);
  if (begins_in_the_future(run, now)) {
    run.anomalies.push_back({AnomalyKind::kBeginsInTheFuture});
  }
}

}  // namespace cckm
