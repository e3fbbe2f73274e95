// SPDX-License-Identifier: Apache-2.0
// A collection is *running*, then *over*, and never runs again. record() ends it with the last
// result, seal() ends it at any time. Both call finish(), so that exactly one thread ends it. From
// then on the report is constant, and is read without the lock.
//
// A job is *not begun*, then *begun* by next(), then *read* by record(). The report has a timeout
// for every job from the start, and a result replaces it. Sealing thus costs nothing, and a worker
// that does not return cannot delay a scrape. The circuit breaker takes a job from not begun to
// read.
//
// The mutex is the last in the order of locks: the collector calls in while it holds its own. No
// callback runs under the mutex. finish() moves the callbacks out, and its caller calls them after
// the mutex is released, because a callback can lock the collector's.
//
// A std::future for each job would not do: it can neither be sealed at a deadline nor call back.
#include "exporter/scrape/collection.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace cckm {
namespace {

bool is_unreachable(Reason reason) {
  return reason == Reason::kDns || reason == Reason::kConnect || reason == Reason::kTls;
}

// Calls all callbacks. One that throws, probably for lack of memory, must end neither the thread
// nor the calls of the others.
void call(const std::vector<std::function<void()>>& callbacks) {
  for (const auto& callback : callbacks) {
    try {
      callback();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    }
  }
}

}  // namespace

Collection::Collection(const JobSource& source, Window window, std::size_t first)
    : window_(window),
      first_(first),
      report_(std::make_shared<ManagerReport>()),
      missing_(source.jobs().size()) {
  report_->manager = source.name();
  report_->timeout_seconds = std::chrono::duration<double>(window.end - window.begin).count();
  for (const auto& job : source.jobs()) {
    report_->jobs.push_back({.sync_job = job.sync_job,
                             .endpoint = job.endpoint,
                             .reading = {.job = Failure{Reason::kTimeout, "deadline"}}});
  }
}

std::optional<std::size_t> Collection::next() {
  const std::lock_guard lock(mutex_);
  const std::size_t count = report_->jobs.size();
  if (over_ || begun_ == count) return std::nullopt;
  return (first_ + begun_++) % count;
}

void Collection::record(std::size_t job, Reading reading, std::chrono::duration<double> took) {
  Callbacks waiting;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    note_reachability(reading);
    report_->jobs[job].reading = std::move(reading);
    report_->jobs[job].fetch_seconds = took.count();
    if (--missing_ == 0) waiting = finish(std::chrono::steady_clock::now());
  }
  call(waiting);
}

void Collection::note_reachability(const Reading& reading) {
  report_->up = report_->up || reading.answered;
  const bool unreachable = !reading.job && is_unreachable(reading.job.failure().reason);
  unreachable_in_a_row_ = unreachable ? unreachable_in_a_row_ + 1 : 0;
  if (reading.login_failed || unreachable_in_a_row_ == kBreakerThreshold)
    fail_the_rest(reading.job.failure());
}

void Collection::fail_the_rest(const Failure& failure) {
  const std::size_t count = report_->jobs.size();
  for (; begun_ < count; ++begun_, --missing_) {
    report_->jobs[(first_ + begun_) % count].reading.job = failure;
  }
}

void Collection::when_done(std::function<void()> done) {
  {
    const std::lock_guard lock(mutex_);
    if (!over_) {
      waiting_.push_back(std::move(done));
      return;
    }
  }
  call({std::move(done)});
}

std::shared_ptr<const ManagerReport> Collection::seal(Deadline now) {
  Callbacks waiting;
  {
    const std::lock_guard lock(mutex_);
    if (!over_) waiting = finish(now);
  }
  call(waiting);
  return report_;
}

bool Collection::over() const {
  const std::lock_guard lock(mutex_);
  return over_;
}

std::size_t Collection::successor() const {
  const std::lock_guard lock(mutex_);
  const std::size_t count = report_->jobs.size();
  const bool full_circle = begun_ == count;
  return (first_ + begun_ + (full_circle ? 1 : 0)) % count;
}

Collection::Callbacks Collection::finish(Deadline now) {
  over_ = true;
  report_->seconds = std::chrono::duration<double>(now - window_.begin).count();
  return std::exchange(waiting_, {});
}

}  // namespace cckm
