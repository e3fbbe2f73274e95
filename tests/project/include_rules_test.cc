// SPDX-License-Identifier: Apache-2.0
// The arrows of ARCHITECTURE.md, held against every #include of the exporter.
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

// What each folder may include of the others; whole folders, or single headers.
const std::map<std::string, Names> kArrows = {
    {"model", {}},
    {"system", {"model"}},
    {"log", {"model", "system"}},
    {"config/yaml", {"model", "system"}},
    {"http", {"model", "system"}},
    {"config", {"model", "system", "http/origin.h", "http/tls_options.h"}},
    {"scrape", {"model"}},
    {"metrics", {"model"}},
    {"cckm", {"model", "system", "http", "config", "scrape/job_source.h"}},
    {"web/auth", {"web/http.h"}},
    {"web", {"model", "scrape", "metrics"}},
};

// Libraries that only some files may know.
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

// The folder of the table that holds `file`; of two, the inner one.
auto arrows_of(const std::string& file) {
  const auto room = fs::path(file).parent_path().string();
  const auto own = kArrows.find(room);
  return own != kArrows.end() ? own : kArrows.find(file.substr(0, file.find('/')));
}

const fs::path kExporter = CCKM_SOURCE "/exporter";

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

TEST_CASE("includes follow the arrows") {
  const auto includes = all_includes();
  REQUIRE(includes.size() > 100);
  for (const auto& [file, what] : includes) {
    const auto arrows = arrows_of(file);
    if (what.rfind("exporter/", 0) != 0 || arrows == kArrows.end()) continue;
    Names allowed = arrows->second;
    allowed.insert(arrows->first + "/");
    CAPTURE(file, what);
    CHECK(begins_with_one_of(what.substr(9), allowed));
  }
}

TEST_CASE("a library is known where it is wrapped, and nowhere else") {
  for (const auto& [file, what] : all_includes()) {
    for (const auto& [library, places] : kOnlyIn) {
      if (what.rfind(library, 0) != 0) continue;
      CAPTURE(file, what);
      CHECK(begins_with_one_of(file, places));
    }
  }
}

TEST_CASE("every source says whose it is and what it is for") {
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
