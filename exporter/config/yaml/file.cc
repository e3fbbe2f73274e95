// SPDX-License-Identifier: Apache-2.0
// Reads and parses a file, and sorts its problems by position.
#include "exporter/config/yaml/file.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "exporter/config/yaml/problems.h"
#include "exporter/config/yaml/tree.h"
#include "exporter/model/result.h"
#include "exporter/system/regular_file.h"

namespace cckm {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1024} * 1024;

std::vector<Problem> by_position(std::vector<Problem> problems) {
  std::ranges::stable_sort(problems, {}, [](const Problem& problem) {
    return std::tuple(problem.line, problem.column);
  });
  return problems;
}

}  // namespace

void read_yaml(const YamlFile& file, const std::function<void(const YamlValue& root)>& read,
               std::vector<Problem>& errors, std::vector<Problem>& warnings) {
  Problems problems{file.name.string(), file.options.strict_permissions, {}, {}};
  const auto text = file.text ? Result<std::string, PlainFailure>(std::string(*file.text))
                              : read_regular_file(problems.file, kMostBytes);
  if (!text) {
    problems.add_error({}, "", text.failure().detail);
  } else if (text->size() > kMostBytes) {
    problems.add_error({}, "", "is over " + std::to_string(kMostBytes) + " bytes");
  } else if (const auto root = parse_yaml(*text, problems)) {
    read(YamlValue(*root, "", problems));
  }
  errors = by_position(std::move(problems.errors));
  warnings = by_position(std::move(problems.warnings));
}

}  // namespace cckm
