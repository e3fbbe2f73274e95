// SPDX-License-Identifier: Apache-2.0
// Deadlines are points on the steady clock. A caller passes its deadline down; no callee invents
// one.
#pragma once

#include <chrono>

namespace cckm {

using Deadline = std::chrono::steady_clock::time_point;

// Begin and deadline of one collection.
struct Window {
  Deadline begin;
  Deadline end;
};

// The deadlines of scrapes, counted from their begin.
struct ScrapeTimeouts {
  std::chrono::milliseconds without_header;  // of a scrape that announces no timeout
  std::chrono::milliseconds longest;         // of a scrape that announces a longer one

  bool operator==(const ScrapeTimeouts&) const = default;
};

}  // namespace cckm
