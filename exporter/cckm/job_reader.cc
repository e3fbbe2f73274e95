// SPDX-License-Identifier: Apache-2.0
// One request for each job, in each collection.
#include "exporter/cckm/job_reader.h"

#include <utility>

namespace cckm {

JobReader::JobReader(JobSettings settings, std::shared_ptr<RunReader> runs,
                     const JobReader* predecessor)
    : settings_(std::move(settings)),
      runs_(std::move(runs)),
      memory_(predecessor != nullptr ? predecessor->memory_ : CmClient::Memory()) {}

std::string JobReader::target_of(const JobSettings& settings) {
  return std::string(settings.endpoint->path) + "/" + settings.id;
}

Reading JobReader::read(CmClient& client, std::size_t worker, Window window) {
  std::shared_ptr<const SyncJob> run;
  const auto understand = [&](const HttpResponse& response,
                              const SecretFinder& secrets) -> std::optional<Failure> {
    auto job = runs_->run(response, *settings_.endpoint, settings_.id, secrets);
    if (!job) return job.failure();
    run = shared(std::move(job.value()));
    return std::nullopt;
  };
  const std::string path = target();
  const std::string_view path_template = settings_.endpoint->job_template;
  auto answer = client.get({worker, path, path_template, memory_, window}, understand);
  Reading reading{.failure = std::move(answer.failure)};
  if (!reading.failure) reading.jobs.push_back({settings_.name, *settings_.endpoint, run});
  reading.answered = answer.answered;
  reading.login_failed = answer.login_failed;
  reading.anomalies = std::move(answer.anomalies);
  return reading;
}

std::shared_ptr<const SyncJob> JobReader::shared(SyncJob run) {
  const std::lock_guard lock(mutex_);
  if (last_ == nullptr || *last_ != run) last_ = std::make_shared<const SyncJob>(std::move(run));
  return last_;
}

Reading JobReader::unread(const Failure& failure) const {
  return {.jobs = {{settings_.name, *settings_.endpoint, failure}}, .failure = failure};
}

}  // namespace cckm
