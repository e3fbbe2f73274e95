// SPDX-License-Identifier: Apache-2.0
// Asks each exporter for its page at each scrape.
#include "tests/truth/page.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>
#include <vector>

namespace cckm::truth {
namespace {

// The samples of one series, with equal ones joined: "5x3" are four samples, "_x3" are three gaps.
class Samples {
 public:
  // Adds the sample of the scrape with this number. The scrapes before it that added none are gaps.
  void add(std::size_t scrape, Seconds value) {
    if (scrape > size_) append(kGap, scrape - size_);
    append(value, 1);
  }
  void add_stale(std::size_t scrape) { add(scrape, kStale); }
  bool has_value_at(std::size_t scrape) const { return size_ == scrape + 1 && last_ != kStale; }

  std::string text() {
    flush();
    return text_;
  }

 private:
  static constexpr Seconds kGap = std::numeric_limits<Seconds>::min();
  static constexpr Seconds kStale = kGap + 1;

  void append(Seconds value, std::size_t count) {
    if (value != last_) flush();
    last_ = value;
    count_ += count;
    size_ += count;
  }

  void flush() {
    if (count_ == 0) return;
    if (last_ == kGap) {
      text_ += "_x" + std::to_string(count_) + ' ';
    } else if (last_ == kStale) {
      text_ += "stale ";
    } else {
      text_ += std::to_string(last_) + 'x' + std::to_string(count_ - 1) + ' ';
    }
    count_ = 0;
  }

  std::string text_;
  Seconds last_ = kGap;
  std::size_t count_ = 0;
  std::size_t size_ = 0;
};

// What an exporter knows. It loses all of it when it restarts.
struct Memory {
  std::optional<Seconds> schedules_read;  // time of the list of schedules that it uses
  bool has_read_runs = false;
};

// The state of a job in CM. It changes with the runs that are created and end.
class JobState {
 public:
  explicit JobState(const Job& job) : job_(job) {}

  void advance(Seconds now) {
    while (created_ < job_.runs.size() && job_.runs[created_].created <= now) {
      running_.push_back(job_.runs[created_++]);
    }
    std::erase_if(running_, [&](const Run& run) {
      if (run.ended > now) return false;
      if (run.outcome == Outcome::kSucceeded) {
        success = std::max(success, run.ended);
        if (!run.is_partial) second_region = std::max(second_region, run.ended);
      }
      return true;
    });
  }
  std::size_t created() const { return created_; }
  const Run& newest() const { return job_.runs[created_ - 1]; }
  const std::vector<Run>& running() const { return running_; }

  // Returns the median time between the last runs, or nothing if there are too few.
  std::optional<Seconds> observed_interval() const {
    if (created_ < 4) return std::nullopt;
    std::vector<Seconds> gaps;
    for (std::size_t i = created_ - std::min<std::size_t>(created_, 20) + 1; i < created_; ++i) {
      gaps.push_back(job_.runs[i].created - job_.runs[i - 1].created);
    }
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return *middle;
  }

  static constexpr Seconds kNever = -1;
  Seconds success = kNever;        // the end of the newest success of the first region
  Seconds second_region = kNever;  // and of the second one

 private:
  const Job& job_;
  std::size_t created_ = 0;
  std::vector<Run> running_;  // in the order of `created`
};

class Exporter {
 public:
  Exporter(const History& history, int number)
      : history_(history),
        number_(number),
        target_("{job=\"cckm\", instance=\"" + std::string(1, static_cast<char>('a' + number)) +
                '"'),
        manager_(", manager=\"" + history.manager + '"') {
    for (const Job& job : history.jobs) states_.emplace_back(job);
  }

  // Stores the samples of the scrape with this number at `now`. Call it with rising times.
  void scrape(std::size_t number, Seconds now) {
    now_ = now;
    scrape_ = number;
    const bool is_up = !contains(history_.exporter_down[number_], now);
    put("up", "", is_up);
    if (is_up) {
      put("cckm_exporter_build_info", "", 1);
      read_cm();
      put_manager();
      for (std::size_t i = 0; i < history_.jobs.size(); ++i) put_job(history_.jobs[i], states_[i]);
    } else {
      memory_ = {};
    }
    end_missing_series();
  }

  void write(std::ostream& out) {
    for (auto& [name, samples] : series_) {
      out << "      - {series: '" << name << "}', values: " << samples.text() << "}\n";
    }
  }

 private:
  static constexpr Seconds kScheduleCache = 5 * kMinute;

  void put(const char* name, const std::string& labels, Seconds value) {
    // A Prometheus that does not run stores nothing.
    if (contains(history_.prometheus_down, now_)) return;
    series_[name + target_ + labels].add(scrape_, value);
  }

  // Marks series that the last scrape had and this one has not, as Prometheus does.
  void end_missing_series() {
    if (contains(history_.prometheus_down, now_)) return;
    if (last_scrape_) {
      for (auto& [name, samples] : series_) {
        if (samples.has_value_at(*last_scrape_)) samples.add_stale(scrape_);
      }
    }
    last_scrape_ = scrape_;
  }

  void read_cm() {
    is_cm_up_ = !contains(history_.cm_down, now_);
    is_family_up_ = is_cm_up_ && !contains(history_.family_down, now_);
    memory_.has_read_runs = memory_.has_read_runs || is_family_up_;
    const auto& read = memory_.schedules_read;
    if (is_cm_up_ && history_.lists_schedules && (!read || now_ - *read >= kScheduleCache)) {
      memory_.schedules_read = now_;
    }
  }

  void put_manager() {
    const std::string family = manager_ + R"(, cloud="aws", resource="keys")";
    put("cckm_up", manager_, is_cm_up_);
    put("cckm_discovery_success", family, is_family_up_);
    put("cckm_discovery_offered", family, 1);
    put("cckm_discovery_complete", family, memory_.has_read_runs);
    if (!is_family_up_) {
      put("cckm_discovery_error", family + ", reason=\"" + reason() + '"', 1);
    } else {
      put("cckm_discovery_runs", family, 1000);
    }
    if (history_.lists_schedules) put("cckm_schedules_success", manager_, is_cm_up_);
  }

  const char* reason() const { return is_cm_up_ ? "forbidden" : "timeout"; }

  // Returns true if the exporter's list of schedules has this one.
  bool knows(const Schedule& schedule) const {
    return memory_.schedules_read && contains(schedule.listed, *memory_.schedules_read);
  }
  bool is_enabled(const Schedule& schedule) const {
    return knows(schedule) && contains(schedule.enabled, *memory_.schedules_read);
  }

  void put_schedule(const Job& job, const Schedule& schedule) {
    if (!knows(schedule)) return;
    const std::string labels = manager_ + ", schedule=\"" + schedule.name + '"';
    const bool is_invalid = contains(schedule.invalid, *memory_.schedules_read);
    put("cckm_schedule_enabled", labels, is_enabled(schedule) || is_invalid);
    put("cckm_schedule_invalid", labels, is_invalid);
    if (memory_.has_read_runs) {
      put("cckm_schedule_target_info", labels + ", sync_job=\"" + job.name + '"', 1);
    }
    if (!is_enabled(schedule)) return;
    const Seconds last = last_due(schedule.calendar, now_);
    const Seconds next = next_due(schedule.calendar, now_);
    put("cckm_schedule_last_due_timestamp_seconds", labels, last);
    put("cckm_schedule_next_due_timestamp_seconds", labels, next);
    put("cckm_schedule_interval_seconds", labels, next - last);
  }

  void put_job(const Job& job, JobState& state) {
    state.advance(now_);
    bool is_scheduled = false;
    std::optional<Seconds> interval;
    for (const Schedule& schedule : job.schedules) {
      put_schedule(job, schedule);
      if (!is_enabled(schedule)) continue;
      is_scheduled = true;
      const Seconds own = next_due(schedule.calendar, now_) - last_due(schedule.calendar, now_);
      interval = std::min(interval.value_or(own), own);
    }
    const bool has_run = state.created() > 0;
    if (!memory_.has_read_runs || (!has_run && !is_scheduled)) return;
    const std::string labels = manager_ + ", sync_job=\"" + job.name + '"';
    put("cckm_watched_job_info", labels, 1);
    if (interval) put("cckm_sync_job_expected_interval_seconds", labels, *interval);
    put("cckm_scrape_job_success", labels, is_family_up_ && has_run);
    if (is_family_up_ && has_run) {
      put_newest(state.newest(), labels);
      put_all(state, labels);
    } else {
      const std::string why = is_family_up_ ? "no_run" : reason();
      put("cckm_scrape_job_error", labels + ", reason=\"" + why + '"', 1);
    }
  }

  void put_newest(const Run& run, const std::string& labels) {
    const bool is_running = run.ended > now_;
    put("cckm_sync_job_created_timestamp_seconds", labels, run.created);
    put("cckm_sync_job_last_start_timestamp_seconds", labels, run.created);
    put("cckm_sync_job_status", labels + ", status=\"in_progress\"", is_running);
    if (is_running) return;
    put("cckm_sync_job_success", labels, run.outcome == Outcome::kSucceeded);
    put("cckm_sync_job_duration_seconds", labels, run.ended - run.created);
  }

  void put_all(const JobState& state, const std::string& labels) {
    put("cckm_sync_job_running", labels, static_cast<Seconds>(state.running().size()));
    if (!state.running().empty()) {
      put("cckm_sync_job_oldest_running_timestamp_seconds", labels,
          state.running().front().created);
    }
    const auto put_time = [&](const char* name, const std::string& region, Seconds time) {
      if (time != JobState::kNever) put(name, labels + region, time);
    };
    put_time("cckm_sync_job_last_success_timestamp_seconds", "", state.success);
    const char* const of_region = "cckm_sync_region_last_success_timestamp_seconds";
    put_time(of_region, R"(, account="1", region="eu-west-1")", state.success);
    put_time(of_region, R"(, account="1", region="eu-west-2")", state.second_region);
    if (const auto interval = state.observed_interval()) {
      put("cckm_sync_job_observed_interval_seconds", labels, *interval);
    }
  }

  const History& history_;
  int number_;
  std::string target_;   // `{job="cckm", instance="a"`
  std::string manager_;  // `, manager="cm"`
  Memory memory_;
  std::vector<JobState> states_;
  std::unordered_map<std::string, Samples> series_;
  std::optional<std::size_t> last_scrape_;  // the last one that Prometheus stored
  Seconds now_ = 0;
  std::size_t scrape_ = 0;
  bool is_cm_up_ = false;
  bool is_family_up_ = false;
};

}  // namespace

void write_series(const History& history, std::ostream& out) {
  for (int number = 0; number < kExporters; ++number) {
    Exporter exporter(history, number);
    std::size_t scrape = 0;
    for (Seconds now = 0; now < history.length; now += history.step) exporter.scrape(scrape++, now);
    exporter.write(out);
  }
}

}  // namespace cckm::truth
