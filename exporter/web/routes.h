// SPDX-License-Identifier: Apache-2.0
// Which path is answered by what.
#pragma once

#include <string>

#include "exporter/web/http.h"
#include "exporter/web/reload_page.h"
#include "exporter/web/scrape_page.h"

namespace cckm {

// `page` must outlive the handler. Without `reload`, /-/reload is forbidden.
Handler routes(ScrapePage& page, const std::string& telemetry_path, const std::string& version,
               Reload reload);

}  // namespace cckm
