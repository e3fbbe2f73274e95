// SPDX-License-Identifier: Apache-2.0
// `make truth`: compares the alerts that the rules fire over simulated histories with those that
// the histories themselves demand. Prints a table. Exits with 1 if an alert is false or missed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <iomanip>
#include <iostream>
#include <random>
#include <semaphore>
#include <sstream>

#include "tests/truth/history.h"
#include "tests/truth/oracle.h"
#include "tests/truth/promtool.h"

using namespace cckm::truth;

namespace {

// A row of the table.
struct Row {
  int expected = 0;     // causes that must raise the alert
  int seen = 0;         // times that it fired
  int wrong = 0;        // of these, without a cause
  int missed = 0;       // causes that did not raise it, not in time, or not until their end
  Seconds longest = 0;  // time from a cause to its alert

  void add(const Row& other) {
    expected += other.expected;
    seen += other.seen;
    wrong += other.wrong;
    missed += other.missed;
    longest = std::max(longest, other.longest);
  }
};

struct Result {
  std::map<std::string, Row> rows;  // by the name of the alert
  std::vector<std::string> mistakes;
  std::size_t runs = 0;
};

std::string at(const History& history, const AlertName& name, std::size_t step) {
  const Seconds time = static_cast<Seconds>(step) * history.step;
  std::ostringstream out;
  out << name.alert << ' ' << name.object << " of " << history.manager << " on day " << time / kDay
      << " at " << std::setfill('0') << std::setw(2) << time % kDay / kHour << ':' << std::setw(2)
      << time % kHour / kMinute;
  return out.str();
}

// Calls `visit(begin, end)` for each range of steps that are true.
template <typename Visit>
void for_each_range(const std::vector<bool>& steps, Visit visit) {
  for (std::size_t begin = 0; begin < steps.size();) {
    std::size_t end = begin;
    while (end < steps.size() && steps[end]) ++end;
    if (end > begin) visit(begin, end);
    begin = end + 1;
  }
}

// A Prometheus that does not run fires nothing. promtool evaluates its rules all the same.
bool is_silent(const History& history, std::size_t step) {
  const Seconds now = static_cast<Seconds>(step) * history.step;
  return contains(history.prometheus_down, now) ||
         contains(history.prometheus_down, now - 3 * history.step);
}

// Counts the alert's causes, and compares them with the times at which it fired.
void compare(const History& history, const AlertName& name, const Expected& expected,
             const std::vector<bool>& firing, Result& result) {
  Row row;
  for_each_range(expected.may, [&](std::size_t begin, std::size_t end) {
    std::size_t must = begin;
    while (must < end && !expected.must[must]) ++must;
    if (must == end) return;
    ++row.expected;
    for (std::size_t i = must; i < end; ++i) {
      if (!expected.must[i] || firing[i]) continue;
      ++row.missed;
      result.mistakes.push_back("missed: " + at(history, name, i));
      return;
    }
    // The time from the cause that lasts at `must` to the alert.
    std::size_t cause = must;
    while (cause > 0 && expected.cause[cause - 1]) --cause;
    std::size_t alert = must;
    while (alert > cause && firing[alert - 1]) --alert;
    row.longest = std::max(row.longest, static_cast<Seconds>(alert - cause) * history.step);
  });
  for_each_range(firing, [&](std::size_t begin, std::size_t end) {
    ++row.seen;
    for (std::size_t i = begin; i < end; ++i) {
      if (expected.may[i] || is_silent(history, i)) continue;
      ++row.wrong;
      result.mistakes.push_back("false: " + at(history, name, i));
      return;
    }
  });
  result.rows[name.alert].add(row);
}

Result check(const History& history, const std::string& folder) {
  Result result;
  for (const Job& job : history.jobs) result.runs += job.runs.size();
  auto expected = expected_alerts(history);
  const Firing firing = firing_alerts(history, folder + '/' + history.manager + ".yml");
  const auto steps = static_cast<std::size_t>((history.length + history.step - 1) / history.step);
  const std::vector<bool> never(steps);
  for (const auto& [name, each] : firing) expected.try_emplace(name, Expected{never, never, never});
  for (const auto& [name, each] : expected) {
    const auto found = firing.find(name);
    compare(history, name, each, found == firing.end() ? never : found->second, result);
  }
  return result;
}

void print(const Result& result) {
  std::cout << std::left << std::setw(34) << "alert" << std::right << std::setw(10) << "expected"
            << std::setw(8) << "seen" << std::setw(8) << "false" << std::setw(8) << "missed"
            << std::setw(16) << "longest delay" << '\n';
  for (const auto& [name, row] : result.rows) {
    std::cout << std::left << std::setw(34) << name << std::right << std::setw(10) << row.expected
              << std::setw(8) << row.seen << std::setw(8) << row.wrong << std::setw(8) << row.missed
              << std::setw(12) << row.longest / kMinute << " min\n";
  }
}

}  // namespace

namespace {

// promtool refuses a subquery over more samples than a week of 25 schedules has.
constexpr int kMostSchedules = 25;

// Draws the managers. A tenth of the schedules is fast. The schedules of another tenth must not be
// read by the exporter.
std::vector<History> make_histories(int schedules, Seconds length, unsigned seed) {
  Dice dice(seed);
  std::vector<History> histories;
  const auto add = [&](const std::string& name, Pace pace, int count) {
    for (int i = 0; count > 0; ++i, count -= kMostSchedules) {
      histories.push_back(make_history(name + std::to_string(i), pace,
                                       std::min(count, kMostSchedules), length, dice));
    }
  };
  const int tenth = std::max(schedules / 10, 1);
  add("secretive-", Pace::kSlow, tenth);
  for (History& history : histories) history.lists_schedules = false;
  add("fast-", Pace::kFast, tenth);
  add("slow-", Pace::kSlow, schedules - 2 * tenth);
  return histories;
}

// Checks all histories, two at a time.
Result check_all(const std::vector<History>& histories, const std::string& folder) {
  std::counting_semaphore<> free(2);
  std::vector<std::future<Result>> results;
  for (const History& history : histories) {
    results.push_back(std::async(std::launch::async, [&] {
      free.acquire();
      Result result = check(history, folder);
      free.release();
      return result;
    }));
  }
  Result all;
  for (auto& future : results) {
    const Result result = future.get();
    for (const auto& [name, row] : result.rows) all.rows[name].add(row);
    all.mistakes.insert(all.mistakes.end(), result.mistakes.begin(), result.mistakes.end());
    all.runs += result.runs;
  }
  return all;
}

}  // namespace

// truth FOLDER SCHEDULES DAYS [SEED]: writes into FOLDER.
int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: truth FOLDER SCHEDULES DAYS [SEED]\n";
    return 2;
  }
  const int schedules = std::atoi(argv[2]);
  const Seconds length = std::atoi(argv[3]) * kDay;
  const auto seed = argc > 4 ? static_cast<unsigned>(std::atoi(argv[4])) : std::random_device()();
  // promtool then collects garbage less often, and is faster.
  ::setenv("GOGC", "200", 0);
  std::cout << "seed " << seed << std::endl;
  std::filesystem::create_directories(argv[1]);
  const Result result = check_all(make_histories(schedules, length, seed), argv[1]);
  std::cout << result.runs << " runs of " << schedules << " schedules in " << length / kDay
            << " days\n";
  print(result);
  for (const auto& mistake : result.mistakes) std::cout << mistake << '\n';
  return result.mistakes.empty() ? 0 : 1;
}
