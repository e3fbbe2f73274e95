// SPDX-License-Identifier: Apache-2.0
// Bytes to tree, and the order of what is said about it.
#include "exporter/config/yaml_file.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "exporter/config/findings.h"
#include "exporter/config/yaml_tree.h"
#include "exporter/model/result.h"
#include "exporter/system/regular_file.h"

namespace cckm {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1024} * 1024;

std::vector<Problem> in_order(std::vector<Problem> problems) {
  std::ranges::stable_sort(problems, {}, [](const Problem& problem) {
    return std::tuple(problem.line, problem.column);
  });
  return problems;
}

}  // namespace

void read_yaml(const YamlFile& file, const std::function<void(const YamlValue& root)>& read,
               std::vector<Problem>& errors, std::vector<Problem>& warnings) {
  Findings findings{file.name.string(), file.options.strict_permissions, {}, {}};
  const auto text = file.text ? Result<std::string>(std::string(*file.text))
                              : read_regular_file(findings.file, kMostBytes);
  if (!text) {
    findings.error({}, "", text.failure().detail);
  } else if (text->size() > kMostBytes) {
    findings.error({}, "", "is over " + std::to_string(kMostBytes) + " bytes");
  } else if (const auto root = parse_yaml(*text, findings)) {
    read(YamlValue(*root, "", findings));
  }
  errors = in_order(std::move(findings.errors));
  warnings = in_order(std::move(findings.warnings));
}

}  // namespace cckm
