// SPDX-License-Identifier: Apache-2.0
// Fuzzes the splitting of a key of detailed_status and the cleaning of its labels.
#include <algorithm>
#include <string>

#include "exporter/cckm/job_json.h"
#include "exporter/model/label.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"
#include "tests/support/exposition_parser.h"

namespace cckm::test {
namespace {

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7F';
}

bool is_clean(std::string_view text) {
  return is_utf8(text) && text.size() <= 256 && std::none_of(text.begin(), text.end(), is_control);
}

void check_label(std::string_view text) {
  const std::string label = clean_label(text);
  require(is_utf8(label), "a label is UTF-8");
  require(label.size() <= 256 + 9, "a label is short");
  require(std::none_of(label.begin(), label.end(), is_control),
          "a label has no control characters");
  require(label.empty() == text.empty(), "a label is empty only if the text is");
  if (is_clean(text)) require(label == text, "a clean text is unchanged");
}

// Returns the text as a JSON string. Invalid UTF-8 stays, as a careless server would send it.
std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      json += c;
    } else {
      json.append("\\u00").append(c < 0x10 ? "0" : "1").append(1, "0123456789abcdef"[c % 16]);
    }
  }
  return json + '"';
}

RegionOutcome outcome_of(std::string_view key) {
  const std::string body =
      R"({"id":"1","createdAt":"2020-11-05T06:38:25Z","overall_status":"completed",)"
      R"("detailed_status":{)" +
      quoted(key) + R"(:"Success"}})";
  const auto job = parse_job(body, endpoints().front(), "1", {});
  require(job.ok() && job->regions.size() == 1, "any key is one region");
  return job->regions.front();
}

void check_split(std::string_view key, const RegionOutcome& part) {
  const bool aws = !part.account.empty() && part.container.empty();
  const bool google = !part.account.empty() && !part.container.empty();
  const std::string whole = aws      ? part.account + "/" + part.region
                            : google ? "projects/" + part.account + "/locations/" + part.region +
                                           "/keyRings/" + part.container
                                     : part.container;
  require(whole == key, "the parts of a key make the key");
  require(part.region.empty() == part.account.empty(), "a region has an account");
  require(part.status == RegionStatus::kSucceeded, "a key does not change the status");
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_labels(std::string_view key) {
  const RegionOutcome outcome = outcome_of(key);
  check_split(key, outcome);
  for (const std::string_view text :
       {key, std::string_view(outcome.account), std::string_view(outcome.region)}) {
    check_label(text);
  }
}
