// SPDX-License-Identifier: Apache-2.0
// Parses line by line, and keeps the declarations of the current family.
#include "tests/support/exposition_parser.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "tests/support/openmetrics_rules.h"

namespace cckm::test {
namespace {

struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void require(bool condition, const char* what) {
  if (!condition) throw Malformed(what);
}

// Parses a line from its left end.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  bool accept(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  void expect(std::string_view prefix) {
    if (!accept(prefix)) throw Malformed("expected `" + std::string(prefix) + "`");
  }

  // Returns a name of a metric or of a label.
  std::string_view name() {
    const auto is_part = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    std::size_t length = 0;
    while (length < rest_.size() && is_part(static_cast<unsigned char>(rest_[length]))) ++length;
    require(length > 0 && std::isdigit(static_cast<unsigned char>(rest_[0])) == 0, "bad name");
    return take(length);
  }

  // Returns the value of a label with its quotes and escapes, as written.
  std::string_view quoted() {
    require(rest_.starts_with('"'), "expected `\"`");
    std::size_t end = rest_.find_first_of("\"\\", 1);
    while (end < rest_.size() && rest_[end] == '\\') {
      const char escaped = end + 1 < rest_.size() ? rest_[end + 1] : '\0';
      require(escaped == '\\' || escaped == '"' || escaped == 'n', "bad escape");
      end = rest_.find_first_of("\"\\", end + 2);
    }
    require(end < rest_.size(), "line ends early");
    return take(end + 1);
  }

 private:
  std::string_view take(std::size_t length) {
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  std::string_view rest_;
};

std::map<std::string, std::string> parse_labels(Cursor& line) {
  std::map<std::string, std::string> labels;
  if (!line.accept("{")) return labels;
  do {
    const std::string_view name = line.name();
    line.expect("=");
    const std::string_view value = line.quoted();
    require(labels.emplace(name, value).second, "label twice");
  } while (line.accept(","));
  line.expect("}");
  return labels;
}

std::string series_name(const std::string& name, const std::map<std::string, std::string>& labels) {
  std::string series = name;
  for (const auto& [label, value] : labels) {
    series += series == name ? "{" : ",";
    series.append(label).append("=").append(value);
  }
  return labels.empty() ? series : series + "}";
}

double parse_value(std::string_view text) {
  std::size_t used = 0;
  const std::string number(text);
  const double value = std::stod(number, &used);
  require(used == number.size(), "value is no number");
  return value;
}

// Returns the letters and underscores after `marker`; empty if there is no marker.
std::string word_after(std::string_view text, std::string_view marker) {
  const auto position = text.find(marker);
  if (position == std::string_view::npos) return {};
  text.remove_prefix(position + marker.size());
  return std::string(text.substr(0, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_")));
}

enum class Format { kText, kOpenMetrics };

class Parser {
 public:
  explicit Parser(Format format) {
    if (format == Format::kOpenMetrics) rules_.emplace();
  }

  void line(std::string_view text) {
    Cursor cursor(text);
    if (cursor.accept("# HELP ")) {
      help(cursor);
    } else if (cursor.accept("# TYPE ")) {
      type(cursor);
    } else {
      sample(cursor);
    }
  }

  void end() {
    if (rules_) rules_->end();
  }

  std::map<std::string, double> samples;

 private:
  void help(Cursor& cursor) {
    family_ = cursor.name();
    type_.clear();
    require(families_.insert(family_).second, "family twice, or not in one piece");
    cursor.expect(" ");
    require(!cursor.done(), "empty HELP");
    help_ = cursor.rest();
    label_in_help_ = word_after(help_, ", by ");
  }

  void type(Cursor& cursor) {
    require(cursor.name() == family_ && type_.empty(), "TYPE is not right after HELP");
    cursor.expect(" ");
    type_ = cursor.rest();
    require(type_ == "gauge" || type_ == "counter" || type_ == "histogram", "bad TYPE");
    if (rules_) rules_->begin_family(family_, type_, help_);
  }

  void sample(Cursor& cursor) {
    const std::string name(cursor.name());
    require(!type_.empty() && belongs(name), "sample outside its family");
    const auto labels = parse_labels(cursor);
    require(label_in_help_.empty() || labels.contains(label_in_help_),
            "HELP names a label that the series does not have");
    const std::string series = series_name(name, labels);
    cursor.expect(" ");
    const double value = parse_value(cursor.rest());
    require(samples.emplace(series, value).second, "series twice");
    if (rules_) rules_->sample(name, labels, value);
  }

  bool belongs(const std::string& name) const {
    if (rules_ && type_ == "counter") return name == family_ + "_total";
    if (type_ != "histogram") return name == family_;
    return name == family_ + "_bucket" || name == family_ + "_sum" || name == family_ + "_count";
  }

  std::set<std::string> families_;
  std::string family_;
  std::string type_;
  std::string help_;
  std::string label_in_help_;  // as in "Requests that failed, by reason."
  std::optional<OpenMetricsRules> rules_;
};

Exposition parse(std::string_view page, Format format) {
  Exposition result;
  if (!is_utf8(page)) result.problems.emplace_back("page is not UTF-8");
  if (!page.empty() && page.back() != '\n') result.problems.emplace_back("last line has no end");
  Parser parser(format);
  const auto check = [&](std::string_view line, const auto& step) {
    try {
      step();
    } catch (const std::exception& error) {
      result.problems.push_back(std::string(error.what()) + ": " + std::string(line));
    }
  };
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    check(line, [&] { parser.line(line); });
    page.remove_prefix(std::min(page.size(), line.size() + 1));
  }
  check("end of the page", [&] { parser.end(); });
  result.samples = std::move(parser.samples);
  return result;
}

}  // namespace

Exposition parse_exposition(std::string_view page) {
  return parse(page, Format::kText);
}

Exposition parse_openmetrics(std::string_view page) {
  constexpr std::string_view kEnd = "# EOF\n";
  const bool complete = page.ends_with(kEnd);
  if (complete) page.remove_suffix(kEnd.size());
  Exposition result = parse(page, Format::kOpenMetrics);
  if (!complete) result.problems.emplace_back("the last line is not # EOF");
  return result;
}

bool is_utf8(std::string_view text) {
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC0 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF8 ? 4
                                             : 0;
    if (length == 0 || text.size() < length) return false;
    std::uint32_t code_point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (const char c : text.substr(1, length - 1)) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte & 0xC0) != 0x80) return false;
      code_point = code_point << 6 | (byte & 0x3Fu);
    }
    const bool surrogate = 0xD800 <= code_point && code_point <= 0xDFFF;
    if (code_point < kSmallest[length] || code_point > 0x10FFFF || surrogate) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace cckm::test
