// SPDX-License-Identifier: Apache-2.0
// Times and spans of time for people.
#pragma once

#include <string>

#include "exporter/model/timestamp.h"
#include "exporter/pages/html.h"

namespace cckm {

// Returns a time such as `2026-11-26 15:20:03 UTC`. Precondition: years 1 to 9999.
std::string utc_text(Timestamp time);

// Returns a span such as `0 s`, `20 ms`, `3.9 s`, `45 s`, `2 min 5 s`, `12 min`, `3 h 5 min` or
// `2 d 4 h`. Negative spans are 0 s.
std::string span_text(double seconds);

// Returns `3 h 5 min ago`, or `in 3 h 5 min` for a time in the future.
std::string age_text(Timestamp time, Timestamp now);

// Returns a <time> element with the age.
Html age(Timestamp time, Timestamp now);

// Returns a <time> element with the age, and with the time itself below it.
Html age_and_time(Timestamp time, Timestamp now);

}  // namespace cckm
