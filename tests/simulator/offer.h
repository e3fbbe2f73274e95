// SPDX-License-Identifier: Apache-2.0
// How CM responds to requests for one kind of resource: it depends on licences and rights.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace cckm::test {

enum class Offer { kOffered, kEmpty, kForbidden, kNotFound };

// Names for the control interface, indexed by the enumerators.
inline constexpr std::array<std::string_view, 4> kOfferNames = {"offered", "empty", "forbidden",
                                                                "not_found"};

// Returns the status of every request, or empty if the requests are served.
inline std::optional<unsigned> refusal_of(Offer offer) {
  if (offer == Offer::kForbidden) return 403;
  if (offer == Offer::kNotFound) return 404;
  return std::nullopt;
}

}  // namespace cckm::test
