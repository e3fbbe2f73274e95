// SPDX-License-Identifier: Apache-2.0
// What all pages have around their content: head, links to the other pages, version.
#pragma once

#include <string>
#include <string_view>

#include "exporter/model/timestamp.h"
#include "exporter/pages/html.h"

namespace cckm {

// What the pages say of the program.
struct ProgramInfo {
  std::string version;
  std::string telemetry_path;  // of the metrics; begins with a slash
};

// The place of a page.
enum class Depth {
  kTop,  // next to the status page
  kJob,  // jobs/<manager>/<sync_job>
};

// Returns a whole page. All links are relative, because a reverse proxy can add a prefix to all
// paths. `title` can be a text of CM.
Html page(const ProgramInfo& program, Depth depth, std::string_view title, const Html& content,
          Timestamp now);

// Returns the beginning of every link of a page, which leads to the folder of the status page.
Markup to_top(Depth depth);

// Returns a link that a prefix in front of all paths does not break. Precondition: `path` begins
// with a slash.
std::string relative_path(std::string_view path);

}  // namespace cckm
