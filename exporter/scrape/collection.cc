// SPDX-License-Identifier: Apache-2.0
// A collection is *running*, then *over*, and never runs again. record() ends it with the last
// result, seal() ends it at any time. Both call finish(), so that exactly one thread ends it. From
// then on the report is constant, and is read without the lock.
//
// An item is *not begun*, then *begun* by next(), then *read* by record(). It has a timeout from
// the start, and a result replaces it, so a worker that does not return cannot delay a scrape. The
// circuit breaker takes an item from not begun to read. finish() asks the source what a page says
// of the items that failed, and joins all. If there is no memory for that, the report says so, and
// the callbacks are called all the same.
//
// The mutex is the last in the order of locks: the collector calls in while it holds its own. No
// callback runs under the mutex. finish() moves the callbacks out, and its caller calls them after
// the mutex is released, because a callback can lock the collector's.
//
// A std::future for each item would not do: it can neither be sealed at a deadline nor call back.
#include "exporter/scrape/collection.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "exporter/discovery/join.h"

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

Collection::Collection(std::shared_ptr<const JobSource> source, Window window, std::size_t first)
    : source_(std::move(source)),
      window_(window),
      first_(first),
      count_(source_->items()),
      readings_(count_),
      report_(std::make_shared<ManagerReport>()),
      missing_(count_) {
  for (Reading& reading : readings_) reading.failure = Failure{Reason::kTimeout, "deadline"};
  report_->manager = source_->name();
  report_->timeout_seconds = std::chrono::duration<double>(window.end - window.begin).count();
}

std::optional<std::size_t> Collection::next() {
  const std::lock_guard lock(mutex_);
  if (over_ || begun_ == count_) return std::nullopt;
  return (first_ + begun_++) % count_;
}

void Collection::record(std::size_t item, Reading reading, std::chrono::duration<double> took) {
  Callbacks waiting;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    reading.seconds = took.count();
    readings_[item] = std::move(reading);
    note_reachability(readings_[item]);
    if (--missing_ == 0) waiting = finish(std::chrono::steady_clock::now());
  }
  call(waiting);
}

void Collection::note_reachability(const Reading& reading) {
  report_->up = report_->up || reading.answered;
  if (!reading.failure) {
    unreachable_in_a_row_ = 0;
    return;
  }
  unreachable_in_a_row_ = is_unreachable(reading.failure->reason) ? unreachable_in_a_row_ + 1 : 0;
  if (reading.login_failed || unreachable_in_a_row_ == kBreakerThreshold) {
    fail_the_rest(*reading.failure);
  }
}

void Collection::fail_the_rest(const Failure& failure) {
  try {
    for (; begun_ < count_; ++begun_, --missing_) {
      readings_[(first_ + begun_) % count_].failure = failure;
    }
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // No memory for the text of the failure. The others are read, and fail by themselves.
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
  const bool full_circle = begun_ == count_;
  return (first_ + begun_ + (full_circle ? 1 : 0)) % count_;
}

Collection::Callbacks Collection::finish(Deadline now) {
  over_ = true;
  report_->seconds = std::chrono::duration<double>(now - window_.begin).count();
  try {
    fill_report();
  } catch (const std::exception&) {
    *report_ = {.manager = std::move(report_->manager), .out_of_memory = true};
  }
  readings_ = std::vector<Reading>();  // frees its memory, which clear() keeps
  return std::exchange(waiting_, {});
}

void Collection::fill_report() {
  explain_failures();
  std::size_t jobs = 0;
  for (const Reading& reading : readings_) jobs += reading.jobs.size();
  report_->jobs.reserve(jobs);
  for (Reading& reading : readings_) add(std::exchange(reading, {}));
  join(*report_);
}

void Collection::explain_failures() {
  for (std::size_t item = 0; item < count_; ++item) {
    Reading& reading = readings_[item];
    if (!reading.is_bare()) continue;
    Reading explained = source_->unread(item, *reading.failure);
    explained.anomalies = std::move(reading.anomalies);
    explained.seconds = reading.seconds;
    reading = std::move(explained);
  }
}

void Collection::add(Reading reading) {
  std::ranges::move(reading.anomalies, std::back_inserter(report_->anomalies));
  for (JobReport& job : reading.jobs) {
    job.fetch_seconds = reading.seconds;
    report_->jobs.push_back(std::move(job));
  }
  if (reading.family) {
    reading.family->fetch_seconds = reading.seconds;
    report_->families.push_back(std::move(*reading.family));
  }
  if (reading.schedules) report_->schedules = std::move(*reading.schedules);
}

}  // namespace cckm
