// SPDX-License-Identifier: Apache-2.0
// CM documents `region synchronized successfully` and similar texts. A text that ends like this can
// say the opposite ("not synchronized successfully", "0 of 12 regions ..."). So the words before
// the ending decide, too. A wrong failure is in the log with a hint. A wrong success would be
// silent. In doubt a text is therefore no success.
#include "exporter/cckm/success_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

constexpr std::string_view kDigits = "0123456789";

// Matches the characters of a word: letters, digits, apostrophes and everything beyond ASCII.
bool is_of_word(char c) {
  return is_letter_or_digit(c) || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

bool begins_ignoring_case(std::string_view text, std::string_view beginning) {
  return equal_ignoring_case(text.substr(0, beginning.size()), beginning);
}

// Returns the text before `ending`. Empty if the text does not end in it.
std::optional<std::string_view> before_ending(std::string_view text, std::string_view ending) {
  if (text.size() < ending.size()) return std::nullopt;
  const std::size_t at = text.size() - ending.size();
  if (!equal_ignoring_case(text.substr(at), ending)) return std::nullopt;
  return text.substr(0, at);
}

template <typename Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::ranges::any_of(
      words, [word](std::string_view each) { return equal_ignoring_case(word, each); });
}

// Words that deny a success that follows them, put a part in place of the whole, or speak of
// another time.
constexpr auto kDenyingWords = std::to_array<std::string_view>({
    // It did not happen.
    "not",
    "no",
    "nor",
    "non",
    "neither",
    "none",
    "nothing",
    "never",
    "without",
    "cannot",
    "cant",
    "couldnt",
    "wouldnt",
    "didnt",
    "doesnt",
    "dont",
    "wont",
    "isnt",
    "arent",
    "wasnt",
    "werent",
    "hasnt",
    "havent",
    "impossible",
    "instead",
    "otherwise",
    "false",
    // It failed.
    "fail",
    "fails",
    "failed",
    "failing",
    "failure",
    "failures",
    "error",
    "errors",
    "errored",
    "denied",
    "refused",
    "rejected",
    "aborted",
    "canceled",
    "cancelled",
    "interrupted",
    "stopped",
    "skipped",
    "ignored",
    "missing",
    "lost",
    "invalid",
    "timeout",
    // It happened in part.
    "partial",
    "partially",
    "partly",
    "part",
    "parts",
    "incomplete",
    "incompletely",
    "imperfectly",
    "inconsistently",
    "incorrectly",
    "insufficiently",
    "wrongly",
    "only",
    "just",
    "but",
    "except",
    "excluding",
    "besides",
    "some",
    "most",
    "mostly",
    "few",
    "fewer",
    "several",
    "half",
    "less",
    "zero",
    "hardly",
    "barely",
    "scarcely",
    "rarely",
    "seldom",
    "almost",
    "nearly",
    // It happened at another time, or might happen.
    "last",
    "lastly",
    "stale",
    "outdated",
    "previous",
    "previously",
    "formerly",
    "earlier",
    "originally",
    "initially",
    "yesterday",
    "ago",
    "before",
    "once",
    "yet",
    "if",
    "when",
    "while",
    "pending",
    "expected",
    "dry",  // run
    "waiting",
    "awaiting",
    "retry",
    "retrying",
    "try",
    "trying",
    "tried",
    "attempted",
    "attempting",
    "to",
    "be",
    "being",
    "can",
    "could",
    "would",
    "should",
    "shall",
    "will",
    "may",
    "might",
    "must",
    "maybe",
    "perhaps",
    "possibly",
    "probably",
    "presumably",
    "supposedly",
    "apparently",
    "seemingly",
    "reportedly",
    // The first part of a word that is written as two.
    "de",
    "dis",
    "mis",
    "semi",
});

// Words that begin with `un` and deny nothing.
constexpr auto kHonestWords = std::to_array<std::string_view>(
    {"unit", "units", "united", "union", "unions", "unique", "universal", "unified"});

constexpr auto kNumberWords =
    std::to_array<std::string_view>({"one", "two", "three", "four", "five", "six", "seven", "eight",
                                     "nine", "ten", "eleven", "twelve"});

bool is_number(std::string_view word) {
  return word.find_first_not_of(kDigits) == std::string_view::npos;
}

bool is_count(std::string_view word) {
  return is_number(word) || is_one_of(word, kNumberWords);
}

// Matches `couldn't`, also with a typographic apostrophe.
bool is_contraction(std::string_view word) {
  return before_ending(word, "n't") || before_ending(word, "n\xE2\x80\x99t");
}

bool is_denying_word(std::string_view word) {
  return word == "0" || is_one_of(word, kDenyingWords) || is_contraction(word) ||
         (begins_ignoring_case(word, "un") && !is_one_of(word, kHonestWords));
}

// Returns the words in their order. They are views of `text`.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (auto at = text.begin(); at != text.end();) {
    const auto begin = std::find_if(at, text.end(), is_of_word);
    at = std::find_if_not(begin, text.end(), is_of_word);
    if (begin != at) words.emplace_back(begin, at);
  }
  return words;
}

// Matches `50%`. Precondition: `word` is a view of `text`.
bool is_part_in_percent(std::string_view word, std::string_view text) {
  const char* const after = word.data() + word.size();
  return after != text.data() + text.size() && *after == '%' && is_number(word) && word != "100";
}

// Matches `11/12`. Precondition: both words are views of one text, in this order.
bool is_fraction(std::string_view word, std::string_view next) {
  const char* const after = word.data() + word.size();
  return after + 1 == next.data() && *after == '/' && is_number(word) && is_number(next) &&
         word != next;
}

// Matches `11 of 12`, `one of the`, `3 out of 4` at words[at], and not `12 of 12`.
bool is_count_of_more(const std::vector<std::string_view>& words, std::size_t at) {
  std::size_t next = at + 1;
  const auto skip = [&](std::string_view word) {
    const bool found = next < words.size() && equal_ignoring_case(words[next], word);
    next += found ? 1 : 0;
    return found;
  };
  if (!is_count(words[at])) return false;
  skip("out");
  if (!skip("of")) return false;
  skip("the");
  return next == words.size() || !equal_ignoring_case(words[at], words[next]);
}

// Returns true if `before` denies a success that follows it.
bool denies(std::string_view before) {
  const auto words = words_of(before);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_denying_word(words[i]) || is_part_in_percent(words[i], before) ||
        is_count_of_more(words, i)) {
      return true;
    }
    if (i > 0 && is_fraction(words[i - 1], words[i])) return true;
  }
  return false;
}

// Matches one to four words of letters, with white space behind each.
bool is_thing(std::string_view text) {
  constexpr std::size_t kMostWords = 4;
  const bool plain = std::ranges::all_of(
      text, [](char c) { return is_letter(c) || kWhiteSpace.find(c) != std::string_view::npos; });
  const std::size_t words = plain ? words_of(text).size() : 0;
  return words >= 1 && words <= kMostWords && !is_letter(text.back());
}

bool is_documented_success(std::string_view text) {
  if (equal_ignoring_case(text, "success") || equal_ignoring_case(text, "completed")) return true;
  const auto thing = before_ending(text, "synchronized successfully");
  return thing && is_thing(*thing) && !denies(*thing);
}

// Returns true if `ending` does not begin within a word. A hyphen joins the parts of a word.
bool begins_a_word(std::string_view before, std::string_view ending) {
  if (before.empty() || !is_of_word(ending.front())) return true;
  const char last = before.back();
  return !is_of_word(last) && last != '-' && last != '_';
}

bool is_configured_success(std::string_view text, std::string_view ending) {
  const auto before = before_ending(text, ending);
  return before && begins_a_word(*before, ending) && !denies(*before);
}

}  // namespace

bool is_success_text(std::string_view text, std::span<const std::string> endings) {
  return is_documented_success(text) ||
         std::ranges::any_of(endings, [text](std::string_view ending) {
           return is_configured_success(text, ending);
         });
}

}  // namespace cckm
