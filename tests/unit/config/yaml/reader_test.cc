// SPDX-License-Identifier: Apache-2.0
// Each reader: what it accepts, and the errors of what it does not.
#include "exporter/config/yaml/reader.h"

#include <algorithm>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/working_directory.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// The value of the key `a` of a text.
class Sample {
 public:
  explicit Sample(const std::string& yaml, bool strict_permissions = false,
                  const std::string& file = "x.yml")
      : problems_{file, strict_permissions, {}, {}}, root_(parse_yaml(yaml, problems_).value()) {}

  YamlValue root() { return {root_, "", problems_}; }
  YamlValue a() { return root().mapping().value().find("a").value(); }
  std::string errors() const { return lines(problems_.errors); }
  std::string warnings() const { return lines(problems_.warnings); }

 private:
  Problems problems_;
  YamlNode root_;
};

// Returns the error of reading `a`, which must be the only one, without its place.
template <typename Read>
std::string error_of(const std::string& a, Read read) {
  Sample sample("a: " + a + "\n");
  CAPTURE(a);
  CHECK_FALSE(std::invoke(read, sample.a()).has_value());
  const std::string errors = sample.errors();
  REQUIRE(std::ranges::count(errors, '\n') == 1);
  return errors.substr(errors.find(" a: ") + 4, errors.size() - errors.find(" a: ") - 5);
}

template <typename Read>
auto value_of(const std::string& a, Read read) {
  Sample sample("a: " + a + "\n");
  auto value = std::invoke(read, sample.a());
  CAPTURE(a);
  CHECK(sample.errors().empty());
  return value;
}

}  // namespace

TEST_CASE("texts are read as they are written, and quotes keep what YAML would change") {
  CHECK(value_of("007", &YamlValue::text) == "007");
  CHECK(value_of("true", &YamlValue::text) == "true");
  CHECK(value_of("1.50", &YamlValue::text) == "1.50");
  CHECK(value_of("\"null\"", &YamlValue::text) == "null");
  CHECK(value_of("\" #'x: ~\"", &YamlValue::text) == " #'x: ~");
  for (const auto* bad : {"''", "\"a\\nb\"", "\"\\0\"", "\"\\x9F\""}) {
    CHECK(error_of(bad, &YamlValue::text) ==
          "must be text, not empty and without control characters");
  }
  CHECK(error_of("[b]", &YamlValue::text) == "must be text");
  CHECK(error_of("", &YamlValue::text) == "has no value, must be text");
}

TEST_CASE("a label has at most 128 bytes") {
  CHECK(value_of(std::string(128, 'x'), &YamlValue::label) == std::string(128, 'x'));
  CHECK(error_of(std::string(129, 'x'), &YamlValue::label) == "must be text of at most 128 bytes");
}

TEST_CASE("lists have at least one item") {
  CHECK(value_of("[b, 'c']", &YamlValue::texts) == std::vector<std::string>{"b", "c"});
  CHECK(error_of("[]", &YamlValue::list) == "must be a list of at least one item");
  CHECK(error_of("b", &YamlValue::texts) == "must be a list of at least one item");
  Sample sample("a: [b, [c], d]\n");
  CHECK(sample.a().texts() == std::vector<std::string>{"b", "d"});
  CHECK(sample.errors() == "x.yml:1:8: a[1]: must be text\n");
}

TEST_CASE("booleans are true and false without quotes") {
  CHECK(value_of("true", &YamlValue::boolean) == true);
  CHECK(value_of("false", &YamlValue::boolean) == false);
  for (const auto* bad : {"True", "yes", "1", "'true'", "[true]"}) {
    CHECK(error_of(bad, &YamlValue::boolean) == "must be true or false, without quotes");
  }
}

TEST_CASE("the limits of a range belong to it") {
  const auto integer = [](const YamlValue& value) { return value.integer(2, 16); };
  CHECK(value_of("2", integer) == 2U);
  CHECK(value_of("16", integer) == 16U);
  for (const auto* bad : {"1", "17", "'3'", "03", "+3", "-3", "3.0", "1e1", "0x3",
                          "99999999999999999999", "b", "[3]"}) {
    CHECK(error_of(bad, integer) == "must be a whole number from 2 to 16, without quotes");
  }
  const auto duration = [](const YamlValue& value) { return value.duration(100ms, 1min); };
  CHECK(value_of("100ms", duration) == 100ms);
  CHECK(value_of("'1m'", duration) == 60s);
  for (const auto* bad : {"99ms", "1m1ms", "5", "b", "[5s]"}) {
    CHECK(error_of(bad, duration) ==
          "must be a duration from 100ms to 1m, such as 500ms, 9.5s or 1m30s");
  }
}

TEST_CASE("relative paths start at the folder of the file") {
  const auto path = [](const std::string& name, const std::string& file) {
    return Sample("a: " + name + "\n", false, file).a().file();
  };
  CHECK(path("./secrets/../secrets/cm", "/etc/x.yml") == "/etc/secrets/cm");
  CHECK(path("cm", "x.yml") == "cm");
  CHECK(path("/run/cm", "/etc/x.yml") == "/run/cm");
}

TEST_CASE("a file that every user can read is a warning, or an error if permissions are strict") {
  const TemporaryFolder folder;
  folder.write("secret", "x");
  const WorkingDirectory in_folder(folder.path());
  const std::string message = "x.yml:1:4: a: secret: can be read by every user of this machine\n";
  Sample safe("a: secret\n", true);
  CHECK(safe.a().private_file() == "secret");
  CHECK(safe.errors().empty());

  fs::permissions("secret", fs::perms::others_read, fs::perm_options::add);
  Sample lenient("a: secret\n");
  CHECK(lenient.a().private_file() == "secret");
  CHECK(lenient.errors().empty());
  CHECK(lenient.warnings() == message);
  Sample strict("a: secret\n", true);
  CHECK(strict.a().private_file() == std::nullopt);
  CHECK(strict.errors() == message);
  CHECK(strict.warnings().empty());
}

TEST_CASE("a mapping reports missing, unknown and repeated keys") {
  Sample sample("a: 1\nnmae: 2\na: 3\nzzz: 4\n");
  auto mapping = sample.root().mapping();
  REQUIRE(mapping);
  CHECK(mapping->find("a").value().text() == "1");
  CHECK_FALSE(mapping->find("named"));
  CHECK_FALSE(mapping->require("name"));
  mapping->reject_unknown_keys();
  CHECK(sample.errors() ==
        "x.yml:3:1: a: is given twice, first in line 1\n"
        "x.yml:1:1: must have the key name\n"
        "x.yml:2:1: nmae: is not a known key; allowed: a, named, name\n"
        "x.yml:4:1: zzz: is not a known key; allowed: a, named, name\n");
}

TEST_CASE("an unknown key comes with the known key that is closest") {
  Sample sample("tiemout: 1\n");
  auto mapping = sample.root().mapping();
  REQUIRE(mapping);
  (void)mapping->find("timeout");
  mapping->reject_unknown_keys();
  CHECK(sample.errors() ==
        "x.yml:1:1: tiemout: is not a known key (did you mean timeout?); allowed: timeout\n");
}

TEST_CASE("a target keeps its value if the key is missing or its value has an error") {
  Sample sample("a: 5\nb: [x]\n");
  auto mapping = sample.root().mapping();
  std::string a = "default", b = "default", c = "default";
  mapping->required("a", a, &YamlValue::text);
  mapping->optional("b", b, &YamlValue::text);
  mapping->optional("c", c, &YamlValue::text);
  CHECK(a == "5");
  CHECK(b == "default");
  CHECK(c == "default");
  CHECK(sample.errors() == "x.yml:2:4: b: must be text\n");
}

TEST_CASE("the entries of a mapping are all known keys") {
  Sample sample("z: 1\nb: 2\n");
  auto mapping = sample.root().mapping();
  const auto entries = mapping->entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].first == "b");
  CHECK(entries[1].second.text() == "1");
  mapping->reject_unknown_keys();
  CHECK(sample.errors().empty());
}

TEST_CASE("a value that has an error gets no second one") {
  Problems problems{"x.yml", false, {}, {}};
  const auto root = parse_yaml("a: !b c\n", problems);
  REQUIRE(root);
  const YamlValue a = YamlValue(*root, "", problems).mapping()->find("a").value();
  CHECK_FALSE(a.text());
  CHECK_FALSE(a.integer(1, 2));
  CHECK(lines(problems.errors) == "x.yml:1:4: a: tags (!) are not allowed\n");
}

}  // namespace cckm::test
