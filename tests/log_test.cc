// SPDX-License-Identifier: Apache-2.0
// Lines that parse whatever they say, and said only when something changed.
#include "exporter/log.h"

#include <unistd.h>

#include <cstdio>
#include <sstream>

#include "exporter/change_log.h"
#include "tests/catch.h"

using namespace cckm;
using namespace std::chrono_literals;

namespace {

std::string logfmt(log::Fields fields) {
  return format_line(log::Format::kLogfmt, "T", log::Level::kWarn, "it failed", fields);
}

std::string json(log::Fields fields) {
  return format_line(log::Format::kJson, "T", log::Level::kWarn, "it failed", fields);
}

// What is written to standard error while this lives.
class CapturedStderr {
 public:
  CapturedStderr() : file_(std::tmpfile()), original_(::dup(STDERR_FILENO)) {
    std::fflush(stderr);
    ::dup2(::fileno(file_), STDERR_FILENO);
  }
  ~CapturedStderr() {
    restore();
    std::fclose(file_);
  }
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;

  // The lines without their timestamps.
  std::vector<std::string> lines() {
    restore();
    std::string text(static_cast<std::size_t>(std::ftell(file_)), '\0');
    std::rewind(file_);
    text.resize(std::fread(text.data(), 1, text.size(), file_));
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line.substr(line.find(' ') + 1));
    return all;
  }

 private:
  void restore() {
    if (original_ < 0) return;
    std::fflush(stderr);
    ::dup2(original_, STDERR_FILENO);
    ::close(original_);
    original_ = -1;
    std::fseek(file_, 0, SEEK_END);
  }

  std::FILE* file_;
  int original_;
};

Reading good() {
  return {.job = SyncJob{}, .answered = true};
}
Reading bad(Reason reason) {
  return {.job = Failure{reason, "status 500"}, .answered = true};
}
Reading down(Reason reason) {
  return {.job = Failure{reason, "refused"}};
}

ManagerReport report(std::vector<Reading> readings) {
  ManagerReport made{.manager = "cm"};
  for (std::size_t i = 0; i < readings.size(); ++i) {
    made.up = made.up || readings[i].answered;
    made.jobs.push_back({.sync_job = "job" + std::to_string(i),
                         .endpoint = find_endpoint("aws", "keys"),
                         .reading = std::move(readings[i])});
  }
  return made;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("logfmt") {
  CHECK(logfmt({}) == "ts=T level=warn msg=\"it failed\"");
  CHECK(logfmt({{"reason", "tls"}}) == "ts=T level=warn msg=\"it failed\" reason=tls");
  const auto [value, wanted] = GENERATE(table<std::string, std::string>({
      {"", R"(k="")"},
      {"a b", R"(k="a b")"},
      {"a=b", R"(k="a=b")"},
      {"a\"b", R"(k="a\"b")"},
      {"a\nlevel=error", R"(k="a\nlevel=error")"},
      {std::string("a\0b", 3), R"(k="a\u0000b")"},
      {"\x1b[31m", R"(k="\u001B[31m")"},
      {"\u00e9", R"(k="\u00E9")"},
  }));
  CHECK(logfmt({{"k", value}}) == "ts=T level=warn msg=\"it failed\" " + wanted);
}

TEST_CASE("JSON") {
  CHECK(json({{"k", "a\"b\n"}}) == R"({"ts":"T","level":"warn","msg":"it failed","k":"a\"b\n"})");
}

TEST_CASE("bytes that are not UTF-8 leave a line that parses") {
  const std::string line = logfmt({{"k", "a\xff\xfe"}, {"next", "one"}});
  CHECK_THAT(line, ContainsSubstring(" next=one"));
  CHECK(line.find('\xff') == std::string::npos);
}

TEST_CASE("a failing job is told once, and again when it is well") {
  ChangeLog change_log;
  const ChangeLog::Time now{};
  CapturedStderr captured;
  change_log.note(report({good(), bad(Reason::kHttp5xx)}), now);
  change_log.note(report({good(), bad(Reason::kHttp5xx)}), now + 1min);
  change_log.note(report({good(), bad(Reason::kNotFound)}), now + 2min);
  change_log.note(report({good(), good()}), now + 3min);
  change_log.note(report({good(), good()}), now + 4min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="job cannot be read" manager=cm sync_job=job1 reason=http_5xx detail="status 500")",
          R"(level=warn msg="job cannot be read" manager=cm sync_job=job1 reason=not_found detail="status 500")",
          R"(level=info msg="job is read again" manager=cm sync_job=job1)"});
}

TEST_CASE("what goes on failing is recalled every five minutes") {
  ChangeLog change_log;
  const ChangeLog::Time now{};
  CapturedStderr captured;
  for (int minute = 0; minute <= 10; ++minute) {
    change_log.note(report({good(), bad(Reason::kHttp5xx)}), now + std::chrono::minutes(minute));
  }
  CHECK(captured.lines().size() == 3);
}

TEST_CASE("a manager that is down is one line, not one for each job") {
  ChangeLog change_log;
  const ChangeLog::Time now{};
  CapturedStderr captured;
  change_log.note(report({down(Reason::kAuth), down(Reason::kAuth)}), now);
  change_log.note(report({down(Reason::kLoginBackoff), down(Reason::kLoginBackoff)}), now + 1min);
  change_log.note(report({good(), good()}), now + 2min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=error msg="manager cannot be read" manager=cm jobs=2 reason=auth detail=refused)",
          R"(level=warn msg="manager cannot be read" manager=cm jobs=2 reason=login_backoff detail=refused)",
          R"(level=info msg="manager is read again" manager=cm)"});
}
