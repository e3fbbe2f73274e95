// SPDX-License-Identifier: Apache-2.0
// The formats of the page that Prometheus scrapes.
#pragma once

#include "exporter/model/enum_names.h"

namespace cckm {

enum class PageFormat {
  kText,         // Prometheus' text format 0.0.4
  kOpenMetrics,  // OpenMetrics 1.0
};

// Values of the response header Content-Type.
inline constexpr EnumNames<PageFormat::kOpenMetrics> kContentTypes{
    "text/plain; version=0.0.4; charset=utf-8",
    "application/openmetrics-text; version=1.0.0; charset=utf-8"};

}  // namespace cckm
