// SPDX-License-Identifier: Apache-2.0
// Which texts are ids of synchronization jobs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "exporter/model/ascii.h"

namespace cckm {

// Returns true for 1 to 128 letters, digits, - and _. Such a text needs no encoding in a path.
constexpr bool is_job_id(std::string_view text) {
  constexpr std::size_t kLongest = 128;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '_';
  });
}

}  // namespace cckm
