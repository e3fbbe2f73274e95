// SPDX-License-Identifier: Apache-2.0
// Scrapes an exporter without pause while CM, clients and the configuration disturb it. Checks
// every page, and that memory, descriptors and threads do not grow. `soak [seconds [seed]]`; Ctrl-C
// ends it early. Prints all failures; exits with 1 if there are any.
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
#include "tests/soak/disturbances.h"
#include "tests/soak/resource_use.h"
#include "tests/soak/scrapers.h"

namespace {

using namespace cckm;
using namespace cckm::test;
using SteadyClock = std::chrono::steady_clock;
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
  // Waits for at most `time`, less than 1 s. Returns true if SIGINT arrived.
  bool arrives_within(std::chrono::nanoseconds time) const {
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
  Disturbances::Figures disturbances;
  std::vector<ResourceUse::Trend> trends;
  std::string output;
};

SteadyClock::duration warm_up(std::chrono::seconds time) {
  return std::max<SteadyClock::duration>(std::chrono::seconds(20), time / 5);
}

void stop(RunningExporter& exporter, Scrapers& scrapers, Violations& violations) {
  if (!scrapers.stop(kScrapePatience)) {
    violations.add("a scrape hangs");
    exporter.process().signal(SIGKILL);
  }
  exporter.process().signal(SIGTERM);
  const int exit_code = exporter.process().wait_at_most(kStopPatience);
  if (exit_code != 0) violations.add("the exit code is " + std::to_string(exit_code));
}

Outcome soak(std::chrono::seconds time, unsigned seed, const Interrupt& interrupt,
             Violations& violations) {
  constexpr std::chrono::milliseconds kInterval{20};
  constexpr int kTurnsPerSample = 10;
  Outcome outcome;
  Disturbances disturbances(seed);
  RunningExporter exporter(disturbances.config_file());
  const auto begin = SteadyClock::now();
  ResourceUse resource_use(exporter.process().id(), begin + warm_up(time));
  const Crowd crowd(exporter.address(), kBystanders);
  Scrapers scrapers(exporter.address(), disturbances.live_sets(), violations);
  try {
    for (int turn = 0; SteadyClock::now() - begin < time && !outcome.interrupted; ++turn) {
      outcome.interrupted = interrupt.arrives_within(kInterval);
      disturbances.run_due(exporter.process(), exporter.address(), scrapers.reloaded_at(),
                           violations);
      if (turn % kTurnsPerSample == 0) resource_use.sample(scrapers.open_descriptors());
    }
  } catch (const std::exception& error) {
    violations.add(std::string("the soak stopped early: ") + error.what());
  }
  outcome.elapsed = SteadyClock::now() - begin;
  stop(exporter, scrapers, violations);
  outcome.scrapes = scrapers.figures();
  outcome.disturbances = disturbances.figures();
  outcome.trends = resource_use.trends();
  outcome.output = exporter.process().output();
  return outcome;
}

void check(const Outcome& outcome, Violations& violations) {
  const auto& disturbances = outcome.disturbances;
  if (static_cast<double>(disturbances.logins) > disturbances.most_logins(outcome.elapsed)) {
    violations.add("more logins than expired and refused tokens explain");
  }
  if (disturbances.unexpected_requests > 0) violations.add("CM received forbidden requests");
  if (outcome.scrapes.jobs_read == 0) violations.add("no job was ever read");
  if (outcome.output.find("soak-password") != std::string::npos)
    violations.add("a password was logged");
  if (outcome.trends.empty() && !outcome.interrupted) violations.add("too short to measure growth");
  check(outcome.trends, violations);
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
    print_milliseconds("  greatest delay after a deadline", scrapes.latest);
  }
  print_count("jobs read", scrapes.jobs_read);
  print_count("jobs not read", scrapes.jobs_failed);
  print_count("most series of a page", scrapes.most_series);
}

void print(const Disturbances::Figures& disturbances, Seconds elapsed) {
  print_count("requests to CM", disturbances.requests);
  std::size_t faults = 0;
  for (const auto& [kind, count] : disturbances.faults) faults += count;
  print_count("faults set", faults);
  for (const auto& [kind, count] : disturbances.faults) print_count(("  " + kind).c_str(), count);
  print_count("reloads with other jobs", disturbances.reloads);
  print_count("passwords rotated", disturbances.password_rotations);
  print_count("tokens revoked", disturbances.revocations);
  print_count("restarts of CM", disturbances.restarts);
  print_count("logins", disturbances.logins);
  print_count("  at most", static_cast<std::size_t>(disturbances.most_logins(elapsed)));
}

void print(const Outcome& outcome, const Violations::Counts& violations) {
  std::printf("\n%.0f s%s\n", outcome.elapsed.count(), outcome.interrupted ? ", interrupted" : "");
  print(outcome.scrapes);
  print(outcome.disturbances, outcome.elapsed);
  for (const auto& [name, begin, end, allowed] : outcome.trends) {
    std::printf("%-40s %12.1f -> %.1f (at most %+.1f)\n", name.c_str(), begin, end, allowed);
  }
  for (const auto& [what, count] : violations)
    std::printf("FAILURE, %zu times: %s\n", count, what.c_str());
  std::printf("result: %s\n", violations.empty() ? "passed" : "FAILED");
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
    Violations violations;
    const Outcome outcome = soak(time, seed, interrupt, violations);
    check(outcome, violations);
    print(outcome, violations.counts());
    return violations.counts().empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "soak: %s\n", error.what());
    return 1;
  }
}
