// SPDX-License-Identifier: Apache-2.0
// Compares every #include of the exporter and the table of rooms in ARCHITECTURE.md.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

// The only files that can include a library.
const std::map<std::string, Names> kOnlyIn = {
    {"httplib.h", {"http/exchange.cc"}},
    {"yaml-cpp/", {"config/yaml/tree.cc"}},
    {"prometheus/", {"metrics/"}},
    {"boost/", {"web/"}},
    {"crypt.h", {"web/auth/bcrypt.cc"}},
    {"spdlog/", {"log/log.cc"}},
    {"CLI/", {"flags.cc"}},
    {"rapidjson/document.h", {"cckm/json_document"}},
    {"rapidjson/reader.h", {"cckm/json_document"}},
};

const fs::path kExporter = CCKM_SOURCE "/exporter";

Names quoted_in(const std::string& cell) {
  const std::regex quoted("`([^`]+)`");
  Names names;
  for (std::sregex_iterator at(cell.begin(), cell.end(), quoted), end; at != end; ++at) {
    names.insert((*at)[1]);
  }
  return names;
}

// Reads the allowed includes of each room: rooms, or single headers.
std::map<std::string, Names> read_rooms() {
  const std::regex row("^\\| `([a-z/]+)` \\| [^|]+ \\| ([^|]*)\\|$");
  std::map<std::string, Names> rooms;
  std::ifstream document(CCKM_SOURCE "/ARCHITECTURE.md");
  std::smatch cells;
  for (std::string line; std::getline(document, line);) {
    if (std::regex_match(line, cells, row)) rooms[cells[1]] = quoted_in(cells[2]);
  }
  return rooms;
}

const std::map<std::string, Names>& rooms() {
  static const auto read = read_rooms();
  return read;
}

struct Include {
  std::string file;  // from exporter/ on
  std::string what;  // as written
};

std::vector<Include> all_includes() {
  const std::regex include(R"(^#include [<"]([^>"]+)[>"])");
  std::vector<Include> includes;
  for (const auto& entry : fs::recursive_directory_iterator(kExporter)) {
    if (entry.path().extension() != ".cc" && entry.path().extension() != ".h") continue;
    std::ifstream in(entry.path());
    std::smatch match;
    for (std::string line; std::getline(in, line);) {
      if (std::regex_search(line, match, include)) {
        includes.push_back({fs::relative(entry.path(), kExporter).string(), match[1]});
      }
    }
  }
  return includes;
}

bool begins_with_one_of(const std::string& text, const Names& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const std::string& beginning) { return text.rfind(beginning, 0) == 0; });
}

}  // namespace

TEST_CASE("the table of ARCHITECTURE.md has every room, and no other") {
  Names folders;
  for (const auto& entry : fs::recursive_directory_iterator(kExporter)) {
    const auto room = fs::relative(entry.path().parent_path(), kExporter).string();
    if (entry.path().extension() == ".h" && room != ".") folders.insert(room);
  }
  Names rows;
  for (const auto& [room, allowed] : rooms()) rows.insert(room);
  CHECK(rows == folders);
}

TEST_CASE("a file includes only what the table of ARCHITECTURE.md allows its room") {
  const auto includes = all_includes();
  REQUIRE(includes.size() > 100);
  for (const auto& [file, what] : includes) {
    const auto room = rooms().find(fs::path(file).parent_path().string());
    if (what.rfind("exporter/", 0) != 0 || room == rooms().end()) continue;
    Names allowed = room->second;
    allowed.insert(room->first + "/");
    CAPTURE(file, what);
    CHECK(begins_with_one_of(what.substr(9), allowed));
  }
}

TEST_CASE("only its wrapper includes a library") {
  for (const auto& [file, what] : all_includes()) {
    for (const auto& [library, places] : kOnlyIn) {
      if (what.rfind(library, 0) != 0) continue;
      CAPTURE(file, what);
      CHECK(begins_with_one_of(file, places));
    }
  }
}

TEST_CASE("every source begins with its license and its purpose") {
  for (const fs::path& folder : {kExporter, kExporter / "../tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".cc" && entry.path().extension() != ".h") continue;
      CAPTURE(entry.path());
      std::ifstream in(entry.path());
      std::string first;
      std::string second;
      std::getline(in, first);
      std::getline(in, second);
      CHECK(first == "// SPDX-License-Identifier: Apache-2.0");
      CHECK(second.rfind("// ", 0) == 0);
    }
  }
}
