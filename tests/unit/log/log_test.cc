// SPDX-License-Identifier: Apache-2.0
// Lines that parse whatever they say, and a logger that would rather drop one than wait.
#include "exporter/log/log.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "exporter/cckm/json_document.h"
#include "exporter/system/standard_error.h"
#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using Catch::Matchers::EndsWith;

namespace {

std::string logfmt(const log::Fields& fields) {
  return format_line(log::Format::kLogfmt, "T", log::Level::kWarn, "it failed", fields);
}

std::string json(const log::Fields& fields) {
  return format_line(log::Format::kJson, "T", log::Level::kWarn, "it failed", fields);
}

// RapidJSON knows nothing of how our lines are made.
std::string member(const std::string& object, std::string_view name) {
  const auto text =
      read_json(object, [&](MemberReader& members) { return std::string(members.string(name)); });
  REQUIRE(text.ok());
  return *text;
}

// The end of a quoted text that begins at `begin`.
std::size_t end_of_quoted(const std::string& line, std::size_t begin) {
  for (std::size_t at = begin + 1; at < line.size(); ++at) {
    if (line[at] == '"') return at + 1;
    if (line[at] == '\\') ++at;
  }
  FAIL("no closing quote: " + line);
  return line.size();
}

// A line of logfmt, by its grammar: key=value, values plain or quoted, one space between.
std::vector<std::pair<std::string, std::string>> parse_logfmt(const std::string& line) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::size_t equals = line.find('=', at);
    REQUIRE(equals != std::string::npos);
    const std::string key = line.substr(at, equals - at);
    CHECK(key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
    const bool quoted = line.compare(equals + 1, 1, "\"") == 0;
    at = quoted ? end_of_quoted(line, equals + 1) : std::min(line.find(' ', equals), line.size());
    const std::string value = line.substr(equals + 1, at - equals - 1);
    fields.emplace_back(key, quoted ? member("{\"v\":" + value + "}", "v") : value);
    CHECK((at == line.size() || line[at] == ' '));
  }
  return fields;
}

const std::vector<std::string> kAwkward = {
    "",
    " ",
    "a=b c=\"d\"",
    "\" level=error",
    "a\nts=now level=error msg=forged",
    "\r\n\t\b\f\x7f\x1b[31m",
    "\\",
    "\\\"",
    "\\u0041",
    std::string("a\0b", 3),
    "\u00e9 \u20ac \U0001f511 \u202e \u2028",
};
const std::vector<std::string> kNotText = {
    "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80", "\xe2\x82 end", "\x80\x80\x80",
};

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
      {"\U0001f511", R"(k="\uD83D\uDD11")"},
      {"a\xff", R"(k="a\uFFFD")"},
  }));
  CHECK(logfmt({{"k", value}}) == "ts=T level=warn msg=\"it failed\" " + wanted);
}

TEST_CASE("JSON") {
  CHECK(json({{"k", "a\"b\n"}}) == R"({"ts":"T","level":"warn","msg":"it failed","k":"a\"b\n"})");
}

TEST_CASE("a parser reads back what was said, whatever it was") {
  for (const std::string& value : kAwkward) {
    CAPTURE(value);
    using Pair = std::pair<std::string, std::string>;
    const auto fields = parse_logfmt(logfmt({{"k", value}, {"next", "one"}}));
    CHECK(fields ==
          std::vector<Pair>{
              {"ts", "T"}, {"level", "warn"}, {"msg", "it failed"}, {"k", value}, {"next", "one"}});
    const std::string line = json({{"k", value}, {"next", "one"}});
    CHECK(member(line, "k") == value);
    CHECK(member(line, "next") == "one");
  }
}

TEST_CASE("bytes that are not UTF-8 leave a line that parses") {
  for (const std::string& value : kNotText) {
    CAPTURE(value);
    const std::string line = json({{"k", value}, {"next", "one"}});
    CHECK(member(line, "next") == "one");
    CHECK_THAT(member(line, "k"), ContainsSubstring("\uFFFD"));
    CHECK(parse_logfmt(logfmt({{"k", value}, {"next", "one"}})).back().second == "one");
  }
}

TEST_CASE("a line is never too long to be written in one piece") {
  const std::string filling = GENERATE("a", "\"", "\n", "\xff", "\U0001f511");
  std::string value;
  while (value.size() < 1 << 20) value += filling;
  const log::Fields one = {{"k", value}, {"next", "one"}};
  const log::Fields many = {{"a", value}, {"b", value}, {"c", value}, {"d", value}, {"e", "one"}};
  for (const auto& fields : {one, many}) {
    const std::string line = json(fields);
    CHECK(line.size() <= log::kMaxLine);
    CHECK(line.size() > 500);
    CHECK_THAT(member(line, fields[0].key), EndsWith("..."));
    CHECK(member(line, fields.back().key) == "one");
    CHECK(logfmt(fields).size() <= log::kMaxLine);
    CHECK(parse_logfmt(logfmt(fields)).back().second == "one");
  }
}

TEST_CASE("a value is cut no sooner than it must be") {
  const std::string fits(log::kMaxLine - logfmt({{"k", "v"}}).size() + 1, 'v');
  CHECK(logfmt({{"k", fits}}).size() == log::kMaxLine);
  CHECK_THAT(logfmt({{"k", fits}}), EndsWith("vvv"));
  CHECK_THAT(logfmt({{"k", fits + "v"}}), EndsWith("v..."));
}

namespace {

// Two ends: what is written to the second can be read from the first.
struct Ends {
  explicit Ends(bool socket = false) {
    if (socket) {
      REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, both.data()) == 0);
    } else {
      REQUIRE(::pipe(both.data()) == 0);
    }
  }
  ~Ends() {
    for (const int end : both) ::close(end);
  }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;

  std::string read() const {
    std::string text(1 << 16, '\0');
    text.resize(static_cast<std::size_t>(::read(both[0], text.data(), text.size())));
    return text;
  }

  std::array<int, 2> both{};
};

}  // namespace

TEST_CASE("what nobody reads fills up, and is not waited for") {
  const bool socket = GENERATE(false, true);
  const Ends ends(socket);
  const std::string line(100, 'x');
  std::size_t lines = 0;
  while (write_without_waiting(ends.both[1], line) == line.size()) ++lines;
  CHECK(lines > 10);
  CHECK((::fcntl(ends.both[1], F_GETFL) & O_NONBLOCK) == 0);
  // And goes on once somebody reads.
  while (ends.read().size() == 1 << 16) {
  }
  CHECK(write_without_waiting(ends.both[1], line) == line.size());
}

TEST_CASE("a terminal that nobody reads is not waited for") {
  const int reader = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(::grantpt(reader) == 0);
  REQUIRE(::unlockpt(reader) == 0);
  std::array<char, 64> name{};
  REQUIRE(::ptsname_r(reader, name.data(), name.size()) == 0);
  const int terminal = ::open(name.data(), O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  const std::string line(3000, 'x');
  std::size_t lines = 0;
  while (write_without_waiting(terminal, line) == line.size()) ++lines;
  CHECK(lines > 0);
  CHECK(write_without_waiting(terminal, line) < line.size());
  ::close(terminal);
  ::close(reader);
}

TEST_CASE("what cannot be written to is no trouble") {
  std::signal(SIGPIPE, SIG_IGN);
  CHECK(write_without_waiting(-1, "x") == 0);
  Ends ends(GENERATE(false, true));
  ::close(std::exchange(ends.both[0], -1));
  CHECK(write_without_waiting(ends.both[1], "x") == 0);
  const int full = ::open("/dev/full", O_WRONLY);
  CHECK(write_without_waiting(full, "x") == 0);
  ::close(full);
}

TEST_CASE("a line that was not written is counted, and the next one is") {
  const auto before = log::lines_dropped();
  {
    const Ends ends;
    const int original = ::dup(STDERR_FILENO);
    ::close(STDERR_FILENO);
    log::info("lost");
    ::dup2(ends.both[1], STDERR_FILENO);
    log::info("found");
    log::debug("not asked for");
    ::dup2(original, STDERR_FILENO);
    ::close(original);
    const std::string said = ends.read();
    CHECK_THAT(said, EndsWith(" level=info msg=found\n"));
    CHECK(said.find("lost") == std::string::npos);
  }
  CHECK(log::lines_dropped() == before + 1);
}

TEST_CASE("a line that was broken off does not spoil the next one") {
  // A file that may not grow beyond 20 bytes, as on a disk that is full.
  std::FILE* file = std::tmpfile();
  const rlimit small{.rlim_cur = 20, .rlim_max = RLIM_INFINITY};
  rlimit original{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &original) == 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const int standard_error = ::dup(STDERR_FILENO);
  ::dup2(::fileno(file), STDERR_FILENO);
  const auto before = log::lines_dropped();
  ::setrlimit(RLIMIT_FSIZE, &small);
  log::info("broken off");
  log::info("lost");
  ::setrlimit(RLIMIT_FSIZE, &original);
  log::info("whole");
  ::dup2(standard_error, STDERR_FILENO);
  ::close(standard_error);
  CHECK(log::lines_dropped() == before + 2);
  std::string said(1000, '\0');
  said.resize(static_cast<std::size_t>(::pread(::fileno(file), said.data(), said.size(), 0)));
  std::fclose(file);
  CHECK(said.find('\n') == 20);
  CHECK_THAT(said, EndsWith(" level=info msg=whole\n"));
  CHECK(said.compare(21, 3, "ts=") == 0);
}
