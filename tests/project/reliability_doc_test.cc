// SPDX-License-Identifier: Apache-2.0
// Compares the table of RELIABILITY.md and the test cases named after its rows.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/support/catch.h"

namespace {

namespace fs = std::filesystem;
using Titles = std::map<int, std::set<std::string>>;  // by the number of the row

constexpr int kRows = 91;

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

TEST_CASE("every row of RELIABILITY.md has its test cases, and every such test case has a row") {
  const Titles table = titles_in_table();
  Titles tests = titles_in_tests();
  for (int number = 1; number <= kRows; ++number) {
    CAPTURE(number);
    REQUIRE(table.contains(number));
    CAPTURE(table.at(number), tests[number]);
    CHECK(table.at(number) == tests[number]);
  }
  CHECK(table.size() == kRows);
  CHECK((tests.empty() || tests.rbegin()->first <= kRows));
}
