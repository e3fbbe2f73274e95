// SPDX-License-Identifier: Apache-2.0
// The parts of a table that becomes a list of cards on a narrow screen. Its explicit roles keep it
// a table for screen readers there.
#pragma once

#include <initializer_list>

#include "exporter/pages/html.h"

namespace cckm {

// Returns the beginning of a table up to its first row. `heading` is the id of the heading above.
Html open_list(Markup heading, std::initializer_list<Markup> columns);
Html close_list();

// Returns the beginning of a row with its first cell, which names the row. `</tr>` ends the row.
Html open_row(const Html& name);
// Returns a cell. On a narrow screen, `label` is beside it, and an empty cell is not shown.
Html cell(Markup label, const Html& content);
Html cell(const Html& content);

// Returns several parts as one.
template <typename... Parts>
Html html_of(const Parts&... parts) {
  Html html;
  (html << ... << parts);
  return html;
}

}  // namespace cckm
