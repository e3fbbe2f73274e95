// SPDX-License-Identifier: Apache-2.0
// Texts of the configuration come first, then success, progress and failure.
#include "exporter/cckm/region_text.h"

#include <algorithm>
#include <array>

#include "exporter/cckm/failure_class.h"
#include "exporter/cckm/success_text.h"
#include "exporter/model/ascii.h"

namespace cckm {
namespace {

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return to_lower(a) == to_lower(b); }) != text.end();
}

bool is_pending(std::string_view text) {
  constexpr auto kTexts =
      std::to_array<std::string_view>({"in_progress", "in progress", "in-progress", "pending"});
  return std::ranges::any_of(
      kTexts, [text](std::string_view each) { return equal_ignoring_case(text, each); });
}

}  // namespace

RegionState region_state(std::string_view text, bool run_ended, const RegionTexts& texts) {
  const std::string_view beginning = text.substr(0, kSearchedForClass);
  const auto failure = std::ranges::find_if(texts.failure, [&](const FailureText& row) {
    return contains_ignoring_case(beginning, row.text);
  });
  if (failure != texts.failure.end()) return {RegionStatus::kFailed, failure->error};

  const std::string_view core = trimmed(text);
  if (is_success_text(core, texts.success)) return {RegionStatus::kSucceeded};
  if (!is_pending(core)) return {RegionStatus::kFailed, failure_class(text)};
  if (!run_ended) return {RegionStatus::kInProgress};
  return {RegionStatus::kFailed, RegionError::kUnfinished};
}

}  // namespace cckm
