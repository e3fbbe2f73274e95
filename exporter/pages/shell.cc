// SPDX-License-Identifier: Apache-2.0
// The address of the stylesheet has a digest of its content, so that browsers can keep it.
#include "exporter/pages/shell.h"

#include <functional>

#include "exporter/pages/assets.h"
#include "exporter/pages/time_text.h"

namespace cckm {
namespace {

Html head(Depth depth, std::string_view title) {
  Html html;
  // First strong isolate and pop directional isolate: <title> has no element for this.
  html << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>\u2068"
       << Escaped{title} << "\u2069 – CCKM exporter</title>\n<link rel=\"stylesheet\" href=\""
       << to_top(depth) << "style.css?" << std::hash<std::string_view>()(style_css())
       << "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"" << to_top(depth)
       << "icon.svg\">\n</head>\n";
  return html;
}

Html navigation(const ProgramInfo& program, Depth depth) {
  Html html;
  html << "<header>\n<p class=\"brand\">CCKM exporter</p>\n<nav aria-label=\"Pages\"><ul>\n"
       << "<li><a href=\"" << to_top(depth) << "\">Status</a></li>\n"
       << "<li><a href=\"" << to_top(depth) << "runbooks\">Runbooks</a></li>\n"
       << "<li><a href=\"" << to_top(depth) << "config\">Configuration</a></li>\n"
       << "<li><a href=\"" << to_top(depth) << Escaped{relative_path(program.telemetry_path)}
       << "\">Metrics</a></li>\n"
       << "<li><a href=\"" << to_top(depth) << "-/healthy\">Health</a></li>\n"
       << "</ul></nav>\n</header>\n";
  return html;
}

}  // namespace

Markup to_top(Depth depth) {
  return depth == Depth::kTop ? Markup("./") : Markup("../../");
}

std::string relative_path(std::string_view path) {
  path.remove_prefix(1);
  return std::string(path);
}

Html page(const ProgramInfo& program, Depth depth, std::string_view title, const Html& content,
          Timestamp now) {
  Html html;
  html << head(depth, title) << "<body>\n"
       << navigation(program, depth) << "<main>\n"
       << content << "</main>\n<footer><p>Version " << Escaped{program.version} << ". Page made at "
       << Escaped{utc_text(now)} << ".</p></footer>\n</body>\n</html>\n";
  return html;
}

}  // namespace cckm
