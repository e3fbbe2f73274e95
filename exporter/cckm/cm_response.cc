// SPDX-License-Identifier: Apache-2.0
// Checks status and body.
#include "exporter/cckm/cm_response.h"

#include "exporter/cckm/json_document.h"

namespace cckm {

bool is_from_cm(const HttpResponse& response) {
  const int kind = response.status / 100;
  return kind != 3 && kind != 5 && is_json_object(response.body);
}

}  // namespace cckm
