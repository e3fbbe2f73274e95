// SPDX-License-Identifier: Apache-2.0
// Maps paths to pages.
#pragma once

#include <string>

#include "exporter/web/http.h"
#include "exporter/web/local_page.h"
#include "exporter/web/reload_page.h"
#include "exporter/web/scrape_page.h"

namespace cckm {

// Returns the handler of all paths. `page` must outlive it. Paths that are not its own are those of
// `find_page`. Without `reload`, /-/reload is answered with status 403.
Handler routes(ScrapePage& page, const std::string& telemetry_path, FindPage find_page,
               Reload reload);

}  // namespace cckm
