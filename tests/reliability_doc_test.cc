// SPDX-License-Identifier: Apache-2.0
// The table of RELIABILITY.md against the test cases that are called after its rows.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/catch.h"

namespace {

namespace fs = std::filesystem;
using Titles = std::map<int, std::set<std::string>>;  // by the number of the row

constexpr int kRows = 66;

// Rows of which some tests are still to come.
const std::set<int> kNotYetProven = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 53,
                                     54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66};

const fs::path kSource = CCKM_SOURCE;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Titles titles_in_tests() {
  const std::regex test_case(R"re(TEST_CASE\("fault (\d\d): ([^"]*)")re");
  Titles titles;
  for (const auto& entry : fs::recursive_directory_iterator(kSource / "tests")) {
    if (entry.path().extension() != ".cc") continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), test_case), end; found != end;
         ++found) {
      titles[std::stoi((*found)[1])].insert((*found)[2]);
    }
  }
  return titles;
}

std::set<std::string> split(std::string cell) {
  const std::string separator = "<br>";
  std::set<std::string> parts;
  for (auto end = cell.find(separator); end != std::string::npos; end = cell.find(separator)) {
    parts.insert(cell.substr(0, end));
    cell.erase(0, end + separator.size());
  }
  parts.insert(cell);
  return parts;
}

Titles titles_in_table() {
  const std::regex row(R"(\n\| (\d+) \| ([^|]*) \| [^|]+ \|(?=\n))");
  const std::string text = text_of(kSource / "RELIABILITY.md");
  Titles titles;
  for (std::sregex_iterator found(text.begin(), text.end(), row), end; found != end; ++found) {
    const int number = std::stoi((*found)[1]);
    CAPTURE(number);
    CHECK(titles.emplace(number, split((*found)[2])).second);
  }
  return titles;
}

}  // namespace

TEST_CASE("every row of the table has its tests, and every such test its row") {
  const Titles table = titles_in_table();
  Titles tests = titles_in_tests();
  for (int number = 1; number <= kRows; ++number) {
    CAPTURE(number);
    REQUIRE(table.contains(number));
    CAPTURE(table.at(number), tests[number]);
    CHECK((table.at(number) == tests[number]) == !kNotYetProven.contains(number));
    CHECK(std::includes(table.at(number).begin(), table.at(number).end(), tests[number].begin(),
                        tests[number].end()));
  }
  CHECK(table.size() == kRows);
  CHECK((tests.empty() || tests.rbegin()->first <= kRows));
}
