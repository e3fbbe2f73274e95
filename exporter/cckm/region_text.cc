// SPDX-License-Identifier: Apache-2.0
// Decides about texts that are free prose.
//
// Success: CM documents `region synchronized successfully` and similar texts. A text that ends like
// this can say the opposite ("not synchronized successfully", "0 of 12 regions ..."). So the words
// before the ending decide, too. A wrong failure is in the log with a hint. A wrong success would
// be silent. In doubt a text is therefore a failure.
//
// Class of a failure: CM repeats errors of the clouds' SDKs and of Go's libraries. They differ in
// letter case and in what joins their words, so both are removed before the search.
#include "exporter/cckm/region_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n\v\f";
constexpr std::string_view kDigits = "0123456789";

bool is_letter(char c) {
  return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

// Matches the characters of a word: letters, digits, apostrophes and everything beyond ASCII.
bool is_of_word(char c) {
  return is_letter_or_digit(c) || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kWhiteSpace), text.size());
  return text.substr(begin, text.find_last_not_of(kWhiteSpace) + 1 - begin);
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

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return to_lower(a) == to_lower(b); }) != text.end();
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

bool is_success(std::string_view text, std::span<const std::string> endings) {
  return is_documented_success(text) ||
         std::ranges::any_of(endings, [text](std::string_view ending) {
           return is_configured_success(text, ending);
         });
}

bool is_pending(std::string_view text) {
  return is_one_of(text, std::to_array<std::string_view>(
                             {"in_progress", "in progress", "in-progress", "pending"}));
}

// Words of a failure, and their class.
struct Words {
  std::string_view words;  // in the form of plain_words(); a blank is the end of a word
  RegionError error;
};

using Error = RegionError;

// The first row that is in a text gives its class. A narrow row is therefore above a wide one: an
// SDK reports "StatusCode: 403, ... UnrecognizedClientException", and Go "dial tcp: i/o timeout".
constexpr auto kWordsOfErrors = std::to_array<Words>({
    // Their messages contain words of other classes.
    {"not licensed", Error::kLicense},
    {"unlicensed", Error::kLicense},
    {"no license", Error::kLicense},
    {"no licence", Error::kLicense},
    {"license not found", Error::kLicense},
    {" x509 ", Error::kNetwork},
    {"has not been used in project", Error::kDisabled},
    {"accessnotconfigured", Error::kDisabled},
    {"service disabled", Error::kDisabled},
    {"secretdisabled", Error::kDisabled},
    {"keydisabled", Error::kDisabled},
    {"disabled secret", Error::kDisabled},
    {"disabled key", Error::kDisabled},
    // AWS: ThrottlingException. Azure: 429. Oracle: TooManyRequests.
    {"throttl", Error::kThrottled},
    {" rate exceeded", Error::kThrottled},
    {"ratelimitexceeded", Error::kThrottled},
    {"rate limit", Error::kThrottled},
    {"toomanyrequests", Error::kThrottled},
    {"too many requests", Error::kThrottled},
    {"requestlimitexceeded", Error::kThrottled},
    {"request limit exceeded", Error::kThrottled},
    {"requests per minute", Error::kThrottled},
    {" 429 ", Error::kThrottled},
    // AWS: AccessDeniedException. Azure: AuthorizationFailed, Forbidden. Google: PERMISSION_DENIED.
    // Oracle: NotAuthorizedOrNotFound.
    {"accessdenied", Error::kAccessDenied},
    {"access denied", Error::kAccessDenied},
    {"access is denied", Error::kAccessDenied},
    {"not authorized", Error::kAccessDenied},
    {"notauthorized", Error::kAccessDenied},
    {"unauthorizedoperation", Error::kAccessDenied},
    {"authorizationfailed", Error::kAccessDenied},
    {"authorization failed", Error::kAccessDenied},
    {"does not have authorization", Error::kAccessDenied},
    {"permission denied", Error::kAccessDenied},
    {"permissiondenied", Error::kAccessDenied},
    {"does not have permission", Error::kAccessDenied},
    {"denied on resource", Error::kAccessDenied},
    {"insufficientpermission", Error::kAccessDenied},
    {"insufficient permission", Error::kAccessDenied},
    {"insufficient privilege", Error::kAccessDenied},
    {"insufficient access", Error::kAccessDenied},
    {"explicit deny", Error::kAccessDenied},
    {" forbidden", Error::kAccessDenied},
    // AWS: UnrecognizedClientException. Azure: AADSTS, InvalidAuthenticationToken. Google:
    // UNAUTHENTICATED. Oracle: NotAuthenticated.
    {"unrecognizedclient", Error::kCredentials},
    {"invalidclienttokenid", Error::kCredentials},
    {"security token", Error::kCredentials},
    {"expiredtoken", Error::kCredentials},
    {"token has expired", Error::kCredentials},
    {"token is expired", Error::kCredentials},
    {"token expired", Error::kCredentials},
    {"signaturedoesnotmatch", Error::kCredentials},
    {"invalidsignature", Error::kCredentials},
    {"authfailure", Error::kCredentials},
    {"access credentials", Error::kCredentials},
    {"cached credentials", Error::kCredentials},
    {"invalid credentials", Error::kCredentials},
    {"authentication credentials", Error::kCredentials},
    {"authentication failed", Error::kCredentials},
    {" aadsts", Error::kCredentials},
    {"invalid client", Error::kCredentials},
    {"invalid grant", Error::kCredentials},
    {"cannot fetch token", Error::kCredentials},
    {"invalidauthenticationtoken", Error::kCredentials},
    {"expiredauthenticationtoken", Error::kCredentials},
    {"unauthenticated", Error::kCredentials},
    {"notauthenticated", Error::kCredentials},
    {"not authenticated", Error::kCredentials},
    {" unauthorized", Error::kCredentials},
    {"wrong username or password", Error::kCredentials},
    {"invalid login", Error::kCredentials},
    {"invalid session", Error::kCredentials},
    {" ckr pin ", Error::kCredentials},
    {" ckr user not logged in", Error::kCredentials},
    // AWS: OptInRequired, KMSInvalidStateException. Google: FAILED_PRECONDITION.
    {"optinrequired", Error::kDisabled},
    {"subscriptionrequired", Error::kDisabled},
    {"not subscribed", Error::kDisabled},
    {"kmsinvalidstate", Error::kDisabled},
    {"disabledexception", Error::kDisabled},
    {"disabledsubscription", Error::kDisabled},
    {"pending deletion", Error::kDisabled},
    {"scheduled for deletion", Error::kDisabled},
    {"scheduled for destruction", Error::kDisabled},
    {"failed precondition", Error::kDisabled},
    {"failedprecondition", Error::kDisabled},
    {"is disabled", Error::kDisabled},
    {"not enabled", Error::kDisabled},
    // Go, Google: DEADLINE_EXCEEDED. Above kNetwork: a dial, too, can end in a timeout.
    {"timeout", Error::kTimeout},
    {"timed out", Error::kTimeout},
    {"timedout", Error::kTimeout},
    {"deadline exceeded", Error::kTimeout},
    {"deadlineexceeded", Error::kTimeout},
    // Go, Google: UNAVAILABLE.
    {" dial tcp ", Error::kNetwork},
    {"no such host", Error::kNetwork},
    {"connection refused", Error::kNetwork},
    {"connection reset", Error::kNetwork},
    {"connection closed", Error::kNetwork},
    {"closed network connection", Error::kNetwork},
    {"no route to host", Error::kNetwork},
    {"network is unreachable", Error::kNetwork},
    {"broken pipe", Error::kNetwork},
    {" eof ", Error::kNetwork},
    {" tls ", Error::kNetwork},
    {"proxyconnect", Error::kNetwork},
    {"server misbehaving", Error::kNetwork},
    {"name resolution", Error::kNetwork},
    {"bad gateway", Error::kNetwork},
    {"unavailable", Error::kNetwork},
    // AWS: NotFoundException. Azure: VaultNotFound. Google: NOT_FOUND.
    {"notfound", Error::kNotFound},
    {"not found", Error::kNotFound},
    {"could not be found", Error::kNotFound},
    {"does not exist", Error::kNotFound},
    // AWS: LimitExceededException. Google: RESOURCE_EXHAUSTED. Oracle: LimitExceeded.
    {"limitexceeded", Error::kQuota},
    {"limit exceeded", Error::kQuota},
    {"resourceexhausted", Error::kQuota},
    {"resource exhausted", Error::kQuota},
    {"quota", Error::kQuota},
    // Google: ALREADY_EXISTS, ABORTED. Oracle: IncorrectState.
    {"conflict", Error::kConflict},
    {"alreadyexists", Error::kConflict},
    {"already exists", Error::kConflict},
    {"already running", Error::kConflict},
    {"already in progress", Error::kConflict},
    {"incorrectstate", Error::kConflict},
    {"incorrect state", Error::kConflict},
    {"precondition failed", Error::kConflict},
    {" aborted ", Error::kConflict},
    // Wide rows: a name of a resource can contain a word, and most errors have an HTTP status.
    {" denied ", Error::kAccessDenied},
    {" license", Error::kLicense},
    {" licence", Error::kLicense},
    {" 401 ", Error::kCredentials},
    {" 403 ", Error::kAccessDenied},
    {" 404 ", Error::kNotFound},
    {" 408 ", Error::kTimeout},
    {" 409 ", Error::kConflict},
    {" 502 ", Error::kNetwork},
    {" 503 ", Error::kNetwork},
    {" 504 ", Error::kTimeout},
});

// Returns the text in lower case, with one blank in place of everything between two words, and one
// at each end.
std::string plain_words(std::string_view text) {
  std::string plain = " ";
  plain.reserve(text.size() + 2);
  for (const char c : text) {
    if (is_letter_or_digit(c)) {
      plain += to_lower(c);
    } else if (plain.back() != ' ') {
      plain += ' ';
    }
  }
  if (plain.back() != ' ') plain += ' ';
  return plain;
}

RegionError error_in(std::string_view text) {
  const std::string plain = plain_words(text);
  const auto found = std::ranges::find_if(
      kWordsOfErrors, [&](const Words& row) { return plain.find(row.words) != std::string::npos; });
  return found == kWordsOfErrors.end() ? RegionError::kOther : found->error;
}

}  // namespace

RegionState region_state(std::string_view text, bool run_ended, const RegionTexts& texts) {
  const std::string_view beginning = text.substr(0, kSearchedForClass);
  const auto failure = std::ranges::find_if(texts.failure, [&](const FailureText& row) {
    return contains_ignoring_case(beginning, row.text);
  });
  if (failure != texts.failure.end()) return {RegionStatus::kFailed, failure->error};

  const std::string_view core = trimmed(text);
  if (is_success(core, texts.success)) return {RegionStatus::kSucceeded};
  if (!is_pending(core)) return {RegionStatus::kFailed, error_in(beginning)};
  if (!run_ended) return {RegionStatus::kInProgress};
  return {RegionStatus::kFailed, RegionError::kUnfinished};
}

}  // namespace cckm
