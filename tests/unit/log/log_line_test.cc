// SPDX-License-Identifier: Apache-2.0
// Lines that parse for any value, and are never too long.
#include "exporter/log/log_line.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "exporter/cckm/json_document.h"
#include "tests/support/catch.h"

using namespace cckm;
using Catch::Matchers::EndsWith;

namespace {

std::string logfmt(const log::Fields& fields) {
  return format_line(log::Format::kLogfmt, "T", log::Level::kWarn, "it failed", fields);
}

std::string json(const log::Fields& fields) {
  return format_line(log::Format::kJson, "T", log::Level::kWarn, "it failed", fields);
}

// Returns a member of a JSON object, parsed by RapidJSON.
std::string member(const std::string& object, std::string_view name) {
  const auto text =
      read_json(object, [&](MemberReader& members) { return std::string(members.string(name)); });
  REQUIRE(text.ok());
  return *text;
}

// Returns the end of the quoted text that begins at `begin`.
std::size_t end_of_quoted(const std::string& line, std::size_t begin) {
  for (std::size_t at = begin + 1; at < line.size(); ++at) {
    if (line[at] == '"') return at + 1;
    if (line[at] == '\\') ++at;
  }
  FAIL("no closing quote: " + line);
  return line.size();
}

// Parses a line of logfmt: fields key=value, plain or quoted, separated by one space.
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
const std::vector<std::string> kNotUtf8 = {
    "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80", "\xe2\x82 end", "\x80\x80\x80",
};

}  // namespace

TEST_CASE("logfmt quotes and escapes values") {
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

TEST_CASE("JSON escapes values") {
  CHECK(json({{"k", "a\"b\n"}}) == R"({"ts":"T","level":"warn","msg":"it failed","k":"a\"b\n"})");
}

TEST_CASE("a parser reads back any value") {
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

TEST_CASE("a value that is not UTF-8 leaves a line that parses") {
  for (const std::string& value : kNotUtf8) {
    CAPTURE(value);
    const std::string line = json({{"k", value}, {"next", "one"}});
    CHECK(member(line, "next") == "one");
    CHECK_THAT(member(line, "k"), ContainsSubstring("\uFFFD"));
    CHECK(parse_logfmt(logfmt({{"k", value}, {"next", "one"}})).back().second == "one");
  }
}

TEST_CASE("a line is never longer than an atomic write") {
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

TEST_CASE("a value is cut only if the line is too long") {
  const std::string fits(log::kMaxLine - logfmt({{"k", "v"}}).size() + 1, 'v');
  CHECK(logfmt({{"k", fits}}).size() == log::kMaxLine);
  CHECK_THAT(logfmt({{"k", fits}}), EndsWith("vvv"));
  CHECK_THAT(logfmt({{"k", fits + "v"}}), EndsWith("v..."));
}
