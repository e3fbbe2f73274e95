// SPDX-License-Identifier: Apache-2.0
// Checks status and body.
#include "exporter/cckm/cm_response.h"

#include <cmath>
#include <cstdint>

#include "exporter/cckm/json_document.h"

namespace cckm {
namespace {

// CM's codes have at most three digits.
constexpr double kMostCode = 1e9;

std::string whole_number(std::optional<double> number) {
  const bool whole = number && std::abs(*number) < kMostCode && std::trunc(*number) == *number;
  return whole ? std::to_string(static_cast<std::int64_t>(*number)) : std::string();
}

// Each member is read with its own copy: a member of a wrong type must not hide the other one.
CmError read_error(MemberReader code_desc, MemberReader code) {
  return {std::string(code_desc.optional_string("codeDesc").value_or("")),
          whole_number(code.optional_number("code"))};
}

}  // namespace

bool is_from_cm(const HttpResponse& response) {
  const int kind = response.status / 100;
  return kind != 3 && kind != 5 && is_json_object(response.body);
}

CmError cm_error(const HttpResponse& response) {
  const auto error = read_json(
      response.body, [](const MemberReader& members) { return read_error(members, members); });
  return error ? *error : CmError();
}

}  // namespace cckm
