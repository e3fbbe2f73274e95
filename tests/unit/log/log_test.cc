// SPDX-License-Identifier: Apache-2.0
// Lines on standard error, dropped and counted if they cannot be written.
#include "exporter/log/log.h"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"
#include "tests/support/channel.h"

using namespace cckm;
using namespace cckm::test;
using Catch::Matchers::EndsWith;

namespace {

// Logs one line on each level, and returns the lines.
std::vector<std::string> log_all_levels() {
  CapturedStderr captured;
  log::debug("a", {{"k", "v"}});
  log::info("b");
  log::warn("c");
  log::error("d");
  return captured.lines();
}

// Restores the defaults.
struct Configured {
  Configured(log::Level min_level, log::Format format) { log::configure(min_level, format); }
  ~Configured() { log::configure(log::Level::kInfo, log::Format::kLogfmt); }
  Configured(const Configured&) = delete;
  Configured& operator=(const Configured&) = delete;
};

}  // namespace

TEST_CASE("lines below the configured level are not logged, and not counted as dropped") {
  const std::vector<std::string> all = {"level=debug msg=a k=v", "level=info msg=b",
                                        "level=warn msg=c", "level=error msg=d"};
  const auto before = log::lines_dropped();
  CHECK(log_all_levels() == std::vector(all.begin() + 1, all.end()));
  for (const auto level :
       {log::Level::kDebug, log::Level::kInfo, log::Level::kWarn, log::Level::kError}) {
    const Configured configured(level, log::Format::kLogfmt);
    CHECK(log_all_levels() == std::vector(all.begin() + static_cast<int>(level), all.end()));
  }
  CHECK(log::lines_dropped() == before);
}

TEST_CASE("a line has a timestamp in UTC with milliseconds") {
  const Configured configured(log::Level::kInfo, log::Format::kJson);
  const int original = ::dup(STDERR_FILENO);
  const Channel channel;
  ::dup2(channel.writer.get(), STDERR_FILENO);
  log::info("a");
  ::dup2(original, STDERR_FILENO);
  ::close(original);
  std::string logged = channel.read();
  for (char& c : logged) c = c >= '0' && c <= '9' ? '0' : c;
  CHECK(logged == "{\"ts\":\"0000-00-00T00:00:00.000Z\",\"level\":\"info\",\"msg\":\"a\"}\n");
}

TEST_CASE("a line that cannot be written is counted, and the next one is written") {
  const auto before = log::lines_dropped();
  {
    const Channel channel;
    const int original = ::dup(STDERR_FILENO);
    ::close(STDERR_FILENO);
    log::info("lost");
    ::dup2(channel.writer.get(), STDERR_FILENO);
    log::info("found");
    log::debug("below the level");
    ::dup2(original, STDERR_FILENO);
    ::close(original);
    const std::string logged = channel.read();
    CHECK_THAT(logged, EndsWith(" level=info msg=found\n"));
    CHECK(logged.find("lost") == std::string::npos);
  }
  CHECK(log::lines_dropped() == before + 1);
}

TEST_CASE("a line that was cut does not spoil the next one") {
  // A file that cannot grow beyond 20 bytes, as on a full disk.
  std::FILE* file = std::tmpfile();
  const rlimit small{.rlim_cur = 20, .rlim_max = RLIM_INFINITY};
  rlimit original{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &original) == 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const int standard_error = ::dup(STDERR_FILENO);
  ::dup2(::fileno(file), STDERR_FILENO);
  const auto before = log::lines_dropped();
  ::setrlimit(RLIMIT_FSIZE, &small);
  log::info("cut");
  log::info("lost");
  ::setrlimit(RLIMIT_FSIZE, &original);
  log::info("whole");
  ::dup2(standard_error, STDERR_FILENO);
  ::close(standard_error);
  CHECK(log::lines_dropped() == before + 2);
  std::string logged(1000, '\0');
  logged.resize(static_cast<std::size_t>(::pread(::fileno(file), logged.data(), logged.size(), 0)));
  std::fclose(file);
  CHECK(logged.find('\n') == 20);
  CHECK_THAT(logged, EndsWith(" level=info msg=whole\n"));
  CHECK(logged.compare(21, 3, "ts=") == 0);
}
