// SPDX-License-Identifier: Apache-2.0
// The build renders the document: see render_runbooks.cmake.
#include "exporter/pages/runbooks_page.h"

#include "exporter/pages/assets.h"

namespace cckm {

Html runbooks_page(const ProgramInfo& program, Timestamp now) {
  Html content;
  content << "<article>\n" << Html::trusted(runbooks_html()) << "</article>\n";
  return page(program, Depth::kTop, "Runbooks", content, now);
}

}  // namespace cckm
