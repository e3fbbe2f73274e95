// SPDX-License-Identifier: Apache-2.0
// Splits expressions into tokens. That is enough to distinguish selectors, functions and keywords.
#include "tests/dashboards/promql.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

namespace cckm::test {
namespace {

bool in_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
}

struct Token {
  std::size_t begin;
  std::size_t end;
};

// Returns the tokens: names, numbers with units, quoted texts, and single characters.
std::vector<Token> tokens_of(const std::string& text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (in_name(text[at])) {
      while (end < text.size() && in_name(text[end])) ++end;
    } else if (text[at] == '"' || text[at] == '\'') {
      while (end < text.size() && text[end] != text[at]) end += text[end] == '\\' ? 2U : 1U;
      ++end;
    }
    end = std::min(end, text.size());
    if (std::isspace(static_cast<unsigned char>(text[at])) == 0) tokens.push_back({at, end});
    at = end;
  }
  return tokens;
}

// An expression and a position among its tokens.
class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text), tokens_(tokens_of(text)) {}

  bool more() const { return next_ < tokens_.size(); }
  std::string_view token() const {
    return more() ? std::string_view(text_).substr(begin(), tokens_[next_].end - begin()) : "";
  }
  std::size_t begin() const { return more() ? tokens_[next_].begin : text_.size(); }
  void advance() { ++next_; }

  // Skips from an opening bracket to its closing one. Returns the end in the text.
  std::size_t skip_brackets() {
    std::size_t end = begin();
    int depth = 0;
    do {
      const char c = token().empty() ? ')' : token()[0];
      if (c == '(' || c == '{' || c == '[') ++depth;
      if (c == ')' || c == '}' || c == ']') --depth;
      end = more() ? tokens_[next_].end : text_.size();
      advance();
    } while (depth > 0 && more());
    return end;
  }

 private:
  const std::string& text_;
  const std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

bool has_labels_behind(std::string_view word) {
  static const std::set<std::string_view> words = {"by",       "without",    "on",
                                                   "ignoring", "group_left", "group_right"};
  return words.contains(word);
}

bool is_operator(std::string_view word) {
  static const std::set<std::string_view> words = {"and",  "or",     "unless",
                                                   "bool", "offset", "atan2"};
  return words.contains(word);
}

bool is_name(std::string_view token) {
  return !token.empty() && in_name(token[0]) &&
         std::isdigit(static_cast<unsigned char>(token[0])) == 0;
}

// Reads the rest of a selector after its name. Returns the selector; empty for a function.
std::string rest_of_selector(Reader& reader, const std::string& text, std::size_t name_begin,
                             std::size_t name_end) {
  if (reader.token() == "(" || has_labels_behind(reader.token())) return "";
  const std::size_t end = reader.token() == "{" ? reader.skip_brackets() : name_end;
  return text.substr(name_begin, end - name_begin);
}

// Reads `or`, or `or on (labels)`. Returns its end in the text.
std::size_t end_of_or(Reader& reader) {
  const std::size_t end = reader.begin() + 2;
  reader.advance();
  if (!has_labels_behind(reader.token())) return end;
  reader.advance();
  return reader.skip_brackets();
}

}  // namespace

std::vector<std::string> selectors_of(const std::string& expression) {
  std::vector<std::string> selectors;
  Reader reader(expression);
  while (reader.more()) {
    const std::string_view word = reader.token();
    const std::size_t begin = reader.begin();
    if (word == "[") {
      reader.skip_brackets();
      continue;
    }
    reader.advance();
    if (has_labels_behind(word)) {
      if (reader.token() == "(") reader.skip_brackets();
      continue;
    }
    if (!is_name(word) || is_operator(word)) continue;
    const auto selector = rest_of_selector(reader, expression, begin, begin + word.size());
    const bool known = std::find(selectors.begin(), selectors.end(), selector) != selectors.end();
    if (!selector.empty() && !known) selectors.push_back(selector);
  }
  return selectors;
}

std::vector<std::string> alternatives_of(const std::string& expression) {
  std::vector<std::string> alternatives;
  std::size_t begin = 0;
  Reader reader(expression);
  while (reader.more()) {
    const std::string_view token = reader.token();
    if (token == "or") {
      alternatives.push_back(expression.substr(begin, reader.begin() - begin));
      begin = end_of_or(reader);
    } else if (token == "(" || token == "{" || token == "[") {
      reader.skip_brackets();
    } else {
      reader.advance();
    }
  }
  alternatives.push_back(expression.substr(begin));
  return alternatives;
}

}  // namespace cckm::test
