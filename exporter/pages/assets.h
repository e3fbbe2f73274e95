// SPDX-License-Identifier: Apache-2.0
// The files that the build puts into the program: see embed.cmake.
#pragma once

#include <string_view>

namespace cckm {

std::string_view style_css();
std::string_view icon_svg();
// dashboards/RUNBOOKS.md as HTML, with the ids of GitHub for its headings.
std::string_view runbooks_html();

}  // namespace cckm
