// SPDX-License-Identifier: Apache-2.0
// Takes the state of the board, and lets pure functions make a page of it.
#include "exporter/site.h"

#include <string>
#include <utility>

#include "exporter/pages/assets.h"
#include "exporter/pages/job_page.h"
#include "exporter/pages/runbooks_page.h"
#include "exporter/pages/status_page.h"
#include "exporter/pages/url.h"

namespace cckm {
namespace {

constexpr std::string_view kJobs = "/jobs/";

LocalPage html_page(Html html, http::status status = http::status::ok) {
  return {
      .status = status, .content_type = "text/html; charset=utf-8", .text = std::move(html).take()};
}

LocalPage constant_page(std::string_view content_type, std::string_view text) {
  return {.content_type = content_type, .text = std::string(text), .constant = true};
}

}  // namespace

Site::Site(const Board& board, ProgramInfo program, Now now)
    : board_(board), program_(std::move(program)), now_(std::move(now)) {}

std::optional<LocalPage> Site::find(std::string_view path, std::string_view query) const {
  if (path == "/") {
    return html_page(status_page(program_, board_.managers(), status_filter(query), now_()));
  }
  if (path.starts_with(kJobs)) return job(path);
  if (path == "/runbooks") return html_page(runbooks_page(program_, now_()));
  if (path == "/config") {
    return LocalPage{.content_type = kPlainText, .text = *board_.configuration()};
  }
  if (path == "/style.css") return constant_page("text/css; charset=utf-8", style_css());
  if (path == "/icon.svg") return constant_page("image/svg+xml", icon_svg());
  return std::nullopt;
}

std::optional<LocalPage> Site::job(std::string_view path) const {
  const std::string_view names = path.substr(kJobs.size());
  const std::size_t slash = names.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto manager = percent_decoded(names.substr(0, slash));
  const auto sync_job = percent_decoded(names.substr(slash + 1));
  if (!manager || !sync_job || names.find('/', slash + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  auto found = job_page(program_, board_.managers(), *manager, *sync_job, now_());
  if (found) return html_page(*std::move(found));
  return html_page(unknown_job_page(program_, now_()), http::status::not_found);
}

}  // namespace cckm
