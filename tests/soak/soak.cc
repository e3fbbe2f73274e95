// SPDX-License-Identifier: Apache-2.0
// Scrapes an exporter without pause while everything around it goes wrong at times, and looks
// whether it answers as it should and takes no more of the system at the end than at the begin.
// `soak [seconds [seed]]`; Ctrl-C ends it early. Exits 1 with the reasons if anything was wrong.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>
#include <random>
#include <string>

#include "tests/bench/measure.h"
#include "tests/e2e/crowd.h"
#include "tests/e2e/scene.h"
#include "tests/soak/mischief.h"
#include "tests/soak/scrapers.h"
#include "tests/soak/vital_signs.h"

namespace {

using namespace cckm;
using namespace cckm::test;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Crowd::Size kBystanders{.idle = 20, .dripping = 20};
constexpr std::chrono::seconds kStopPatience{3};
constexpr std::chrono::seconds kScrapePatience{10};

// Waits for SIGINT. Blocks it, so that Process keeps Ctrl-C from the exporter.
class Interrupt {
 public:
  Interrupt() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  // Waits; true if it came meanwhile.
  bool came_within(std::chrono::nanoseconds time) const {
    const timespec patience{.tv_sec = 0, .tv_nsec = time.count()};
    return ::sigtimedwait(&signals_, nullptr, &patience) == SIGINT;
  }

 private:
  sigset_t signals_{};
};

struct Outcome {
  Seconds elapsed{};
  bool interrupted = false;
  Scrapers::Figures scrapes;
  Mischief::Figures mischief;
  std::vector<VitalSigns::Trend> trends;
  std::string said;
};

Clock::duration warm_up(std::chrono::seconds time) {
  return std::max<Clock::duration>(std::chrono::seconds(20), time / 5);
}

void stop(RunningExporter& exporter, Scrapers& scrapers, Complaints& complaints) {
  if (!scrapers.stop(kScrapePatience)) {
    complaints.add("a scrape hangs");
    exporter.process().signal(SIGKILL);
  }
  exporter.process().signal(SIGTERM);
  const int exit_code = exporter.process().wait_at_most(kStopPatience);
  if (exit_code != 0) complaints.add("it ended with exit code " + std::to_string(exit_code));
}

Outcome soak(std::chrono::seconds time, unsigned seed, const Interrupt& interrupt,
             Complaints& complaints) {
  constexpr std::chrono::milliseconds kBeat{20};
  constexpr int kBeatsPerSample = 10;
  Outcome outcome;
  Mischief mischief(seed);
  RunningExporter exporter(mischief.config_file());
  const auto begin = Clock::now();
  VitalSigns vital_signs(exporter.process().id(), begin + warm_up(time));
  const Crowd crowd(exporter.address(), kBystanders);
  Scrapers scrapers(exporter.address(), mischief.live_sets(), complaints);
  try {
    for (int beat = 0; Clock::now() - begin < time && !outcome.interrupted; ++beat) {
      outcome.interrupted = interrupt.came_within(kBeat);
      mischief.go_on(exporter.process(), exporter.address(), scrapers.reloaded_at(), complaints);
      if (beat % kBeatsPerSample == 0) vital_signs.sample(scrapers.open_descriptors());
    }
  } catch (const std::exception& error) {
    complaints.add(std::string("broken off: ") + error.what());
  }
  outcome.elapsed = Clock::now() - begin;
  stop(exporter, scrapers, complaints);
  outcome.scrapes = scrapers.figures();
  outcome.mischief = mischief.figures();
  outcome.trends = vital_signs.trends();
  outcome.said = exporter.process().said();
  return outcome;
}

void judge(const Outcome& outcome, Complaints& complaints) {
  const auto& mischief = outcome.mischief;
  if (static_cast<double>(mischief.logins) > mischief.most_logins(outcome.elapsed)) {
    complaints.add("more logins than tokens ended");
  }
  if (mischief.unexpected_requests > 0) complaints.add("CM was sent requests that it must not be");
  if (outcome.scrapes.jobs_read == 0) complaints.add("no job was ever read");
  if (outcome.said.find("soak-password") != std::string::npos)
    complaints.add("a password was logged");
  if (outcome.trends.empty() && !outcome.interrupted) complaints.add("too short to see any growth");
  judge(outcome.trends, complaints);
}

void print_count(const char* what, std::size_t count) {
  std::printf("%-40s %12zu\n", what, count);
}
void print_milliseconds(const char* what, double seconds) {
  std::printf("%-40s %12.1f ms\n", what, seconds * 1e3);
}

void print(const Scrapers::Figures& scrapes) {
  print_count("scrapes", scrapes.seconds.size());
  if (!scrapes.seconds.empty()) {
    print_milliseconds("  median", percentile(scrapes.seconds, 0.5));
    print_milliseconds("  p99", percentile(scrapes.seconds, 0.99));
    print_milliseconds("  longest", percentile(scrapes.seconds, 1));
    print_milliseconds("  latest, after its deadline", scrapes.latest);
  }
  print_count("jobs read", scrapes.jobs_read);
  print_count("jobs that failed", scrapes.jobs_failed);
  print_count("series of a page, at most", scrapes.most_series);
}

void print(const Mischief::Figures& mischief, Seconds elapsed) {
  print_count("requests to CM", mischief.requests);
  std::size_t faults = 0;
  for (const auto& [kind, count] : mischief.faults) faults += count;
  print_count("faults set", faults);
  for (const auto& [kind, count] : mischief.faults) print_count(("  " + kind).c_str(), count);
  print_count("reloads with other jobs", mischief.reloads);
  print_count("passwords rotated", mischief.password_rotations);
  print_count("tokens revoked", mischief.revocations);
  print_count("restarts of CM", mischief.restarts);
  print_count("logins", mischief.logins);
  print_count("  at most", static_cast<std::size_t>(mischief.most_logins(elapsed)));
}

void print(const Outcome& outcome, const Complaints::Counts& complaints) {
  std::printf("\n%.0f s%s\n", outcome.elapsed.count(), outcome.interrupted ? ", interrupted" : "");
  print(outcome.scrapes);
  print(outcome.mischief, outcome.elapsed);
  for (const auto& [name, begin, end, allowed] : outcome.trends) {
    std::printf("%-40s %12.1f -> %.1f (at most %+.1f)\n", name.c_str(), begin, end, allowed);
  }
  for (const auto& [what, count] : complaints)
    std::printf("WRONG, %zu times: %s\n", count, what.c_str());
  std::printf("verdict: %s\n", complaints.empty() ? "passed" : "FAILED");
}

unsigned long number(char** argv, int argc, int index, unsigned long otherwise) {
  return argc > index ? std::stoul(argv[index]) : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::chrono::seconds time(number(argv, argc, 1, 600));
    const auto seed = static_cast<unsigned>(number(argv, argc, 2, std::random_device{}()));
    std::printf("soak of %ld s with seed %u; Ctrl-C ends it\n", static_cast<long>(time.count()),
                seed);
    std::fflush(stdout);
    const Interrupt interrupt;
    Complaints complaints;
    const Outcome outcome = soak(time, seed, interrupt, complaints);
    judge(outcome, complaints);
    print(outcome, complaints.counts());
    return complaints.counts().empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "soak: %s\n", error.what());
    return 1;
  }
}
