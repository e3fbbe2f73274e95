// SPDX-License-Identifier: Apache-2.0
// Tells responses of CM from those of something in its place: a reverse proxy, a sorry page, a
// captive portal.
#pragma once

#include <string>

#include "exporter/http/exchange.h"

namespace cckm {

// Returns true if the status is neither 3xx nor 5xx and the body is a JSON object. CM's errors are
// objects of which every member is optional, so members do not matter. A JSON object over the
// limits of parse_json_object() counts as not from CM. Thread-safe.
bool is_from_cm(const HttpResponse& response);

// The identification of an error by CM, raw: it can hold anything.
struct CmError {
  std::string code_desc;  // member `codeDesc`; empty: none
  std::string code;       // member `code`, a whole number; empty: none
};

// Reads the body of a response as CM's error object. Both members are empty if it is no JSON
// object. Thread-safe.
CmError cm_error(const HttpResponse& response);

}  // namespace cckm
