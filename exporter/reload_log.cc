// SPDX-License-Identifier: Apache-2.0
// A connection can find and log the problems of the web configuration before the reload does. They
// have one line then, without their texts.
#include "exporter/reload_log.h"

#include <algorithm>

#include "exporter/log/log.h"

namespace cckm {
namespace {

bool same_texts(const LoadProblems& a, const LoadProblems& b) {
  return std::ranges::equal(a, b, {}, &LoadProblem::text, &LoadProblem::text);
}

}  // namespace

std::string summary_of(const LoadProblems& problems) {
  std::string text = std::to_string(problems.size()) +
                     (problems.size() == 1 ? " error" : " errors") + " in the configuration:\n";
  for (const LoadProblem& problem : problems) text += problem.text + '\n';
  return text;
}

std::string ReloadLog::note(const LoadProblems& problems, std::size_t managers) {
  last_ = problems;
  if (!problems.empty()) return reject(problems);
  log::info("configuration reloaded", {{"managers", std::to_string(managers)}});
  return {};
}

void ReloadLog::note_repeatable(const LoadProblems& problems, std::size_t managers) {
  if (!problems.empty() && same_texts(problems, last_)) {
    log::debug("configuration not reloaded, its problems have not changed");
  } else {
    note(problems, managers);
  }
}

void ReloadLog::note_unchanged() {
  metrics_.config_unchanged();
  last_.clear();
  log::debug("configuration not reloaded, its files have not changed");
}

std::string ReloadLog::reject(const LoadProblems& problems) const {
  metrics_.config_refused();
  log::error("configuration not reloaded, the previous one stays in use",
             {{"errors", std::to_string(problems.size())}});
  for (const LoadProblem& problem : problems) {
    if (!problem.logged) log::error("configuration error", {{"detail", problem.text}});
  }
  if (std::ranges::any_of(problems, &LoadProblem::logged)) {
    log::error("configuration error",
               {{"detail", "the web configuration still has the errors that were logged before"}});
  }
  return summary_of(problems);
}

}  // namespace cckm
