// SPDX-License-Identifier: Apache-2.0
// Secrets that tests hide in texts of CM.
#pragma once

#include <string>

namespace cckm::test {

// Has characters that encoders escape.
inline const std::string kPassword = "Corr3ct/Horse \"Battery\"+Staple~";
// A JWT.
inline const std::string kToken =
    "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJjYW5hcnkifQ.c2lnbmF0dXJlLW9mLXRva2Vu";

}  // namespace cckm::test
