// SPDX-License-Identifier: Apache-2.0
// style.css lays these elements out.
#include "exporter/pages/list_table.h"

namespace cckm {

Html open_list(Markup heading, std::initializer_list<Markup> columns) {
  Html html;
  html << "<table class=\"list\" role=\"table\" aria-labelledby=\"" << heading
       << "\">\n<thead role=\"rowgroup\"><tr role=\"row\">";
  for (const Markup& column : columns) {
    html << "<th scope=\"col\" role=\"columnheader\">" << column << "</th>";
  }
  html << "</tr></thead>\n<tbody role=\"rowgroup\">\n";
  return html;
}

Html close_list() {
  return html_of(Markup("</tbody></table>\n"));
}

Html open_row(const Html& name) {
  Html html;
  html << "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">" << name << "</th>";
  return html;
}

Html cell(Markup label, const Html& content) {
  Html html;
  html << "<td role=\"cell\" data-label=\"" << label << "\">" << content << "</td>";
  return html;
}

Html cell(const Html& content) {
  Html html;
  html << "<td role=\"cell\">" << content << "</td>";
  return html;
}

}  // namespace cckm
