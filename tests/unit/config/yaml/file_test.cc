// SPDX-License-Identifier: Apache-2.0
// Files that cannot be read or parsed, and the order of problems.
#include "exporter/config/yaml/file.h"

#include <sys/stat.h>

#include <string>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/working_directory.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

// Reads a mapping with the keys `b` and `a`, in this order.
std::string read(const YamlValue& root) {
  std::string text;
  auto mapping = root.mapping();
  if (!mapping) return text;
  mapping->required("b", text, &YamlValue::text);
  mapping->required("a", text, &YamlValue::text);
  mapping->reject_unknown_keys();
  return text;
}

LoadedFile<std::string> load(const YamlFile& file) {
  return load_yaml<std::string>(file, read);
}

}  // namespace

TEST_CASE("a file and a text are loaded alike") {
  const TemporaryFolder folder;
  const std::string name = folder.write("x.yml", "a: yes\nb: no\n");
  const auto loaded = load({name});
  CHECK(loaded.ok());
  CHECK(loaded.settings == "yes");
  CHECK(load({"x.yml", "a: yes\nb: no\n"}).settings == "yes");
  CHECK(load({name, "a: other\nb: no\n"}).settings == "other");
}

TEST_CASE("problems are in the order of the file") {
  const auto loaded = load({"x.yml", "c: 1\na: [x]\nb: [x]\n"});
  CHECK_FALSE(loaded.ok());
  CHECK(lines(loaded.errors) ==
        "x.yml:1:1: c: is not a known key; allowed: b, a\n"
        "x.yml:2:4: a: must be text\n"
        "x.yml:3:4: b: must be text\n");
  const auto warned = load_yaml<int>({"x.yml", "[a,\n b]\n"}, [](const YamlValue& root) {
    const auto items = root.list().value();
    items[1].add_warning("second");
    items[0].add_warning("first");
    return 7;
  });
  CHECK(warned.ok());
  CHECK(warned.settings == 7);
  CHECK(lines(warned.warnings) == "x.yml:1:2: [0]: first\nx.yml:2:2: [1]: second\n");
}

TEST_CASE("a file that cannot be read is one problem") {
  const TemporaryFolder folder;
  const WorkingDirectory in_folder(folder.path());
  REQUIRE(::mkfifo("fifo.yml", 0600) == 0);
  folder.write("large.yml", std::string(1024 * 1024 + 1, '#'));
  folder.write("empty.yml", "");
  CHECK(lines(load({"none.yml"}).errors) == "none.yml: No such file or directory\n");
  CHECK(lines(load({"."}).errors) == ".: is not a regular file\n");
  CHECK(lines(load({"fifo.yml"}).errors) == "fifo.yml: is not a regular file\n");
  CHECK(lines(load({"empty.yml"}).errors) == "empty.yml: is empty\n");
  CHECK(lines(load({"large.yml"}).errors) == "large.yml: is over 1048576 bytes\n");
  const std::string large(1024 * 1024 + 1, '#');
  CHECK(lines(load({"x.yml", large}).errors) == "x.yml: is over 1048576 bytes\n");
}

// Each would overflow a recursive parser's stack or multiply in memory.
TEST_CASE("hostile YAML is an error after linear time") {
  const auto repeated = [](std::string_view part) {
    std::string text;
    while (text.size() + part.size() < 300'000) text += part;
    return text;
  };
  for (const auto* part :
       {"[",     "{",  "{a: ", "[a: ", "- ", "? ",   "? a\n", "a:\n", "&a ",  "!a ",
        "---\n", "\"", "'",    "[]",   "a",  "a: [", "|\n",   "*a ",  "%A\n", "\\"}) {
    CAPTURE(part);
    CHECK_FALSE(load({"x.yml", repeated(part)}).ok());
  }
}

}  // namespace cckm::test
