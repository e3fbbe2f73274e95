// SPDX-License-Identifier: Apache-2.0
// Tables of names: their size, their order, and the tables that become label values.
#include "exporter/model/enum_names.h"

#include <array>
#include <set>
#include <string_view>
#include <type_traits>
#include <vector>

#include "exporter/model/anomaly.h"
#include "exporter/model/reason.h"
#include "exporter/model/sync_job.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

enum class Color { kRed, kGreen, kBlue };
constexpr EnumNames<Color::kBlue> kColorNames{"red", "green", "blue"};

// Only a table with one name for each enumerator compiles.
using Name = const char*;
static_assert(std::is_constructible_v<EnumNames<Color::kBlue>, Name, Name, Name>);
static_assert(!std::is_constructible_v<EnumNames<Color::kBlue>, Name, Name>);
static_assert(!std::is_constructible_v<EnumNames<Color::kBlue>, Name, Name, Name, Name>);

template <typename Names>
void check_label_values(const Names& names) {
  std::set<std::string_view> seen;
  for (const std::string_view name : names) {
    CAPTURE(name);
    CHECK_FALSE(name.empty());
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos);
    CHECK(seen.insert(name).second);
  }
}

TEST_CASE("names and enumerators have the same order") {
  CHECK(kColorNames[Color::kRed] == "red");
  CHECK(kColorNames[Color::kBlue] == "blue");
  CHECK(kColorNames.size() == 3);
  CHECK(kColorNames.values() == std::array{Color::kRed, Color::kGreen, Color::kBlue});
  CHECK(std::vector<std::string_view>(kColorNames.begin(), kColorNames.end()) ==
        std::vector<std::string_view>{"red", "green", "blue"});
}

TEST_CASE("names of enumerators are label values, each once") {
  check_label_values(kReasonNames);
  check_label_values(kJobStatusNames);
  check_label_values(kRegionStatusNames);
}

TEST_CASE("the last name of a table belongs to the last enumerator") {
  CHECK(reason_name(Reason::kInternal) == "internal");
  CHECK(kJobStatusNames[JobStatus::kUnknown] == "unknown");
  CHECK(kRegionStatusNames[RegionStatus::kInProgress] == "in_progress");
}

}  // namespace
}  // namespace cckm::test
