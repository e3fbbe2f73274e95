// SPDX-License-Identifier: Apache-2.0
// Trees of good texts, and the errors of bad ones.
#include "exporter/config/yaml/tree.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

using Kind = YamlNode::Kind;

YamlNode tree_of(std::string_view text) {
  Problems problems{"a.yml", false, {}, {}};
  auto root = parse_yaml(text, problems);
  CAPTURE(text, lines(problems.errors));
  REQUIRE(problems.errors.empty());
  REQUIRE(root);
  return *std::move(root);
}

std::string tree_errors(std::string_view text) {
  Problems problems{"a.yml", false, {}, {}};
  (void)parse_yaml(text, problems);
  return lines(problems.errors);
}

std::string place(const Position& at) {
  return std::to_string(at.line) + ':' + std::to_string(at.column);
}

}  // namespace

TEST_CASE("a tree has kinds, texts and positions") {
  const YamlNode root = tree_of("a: x\nlist:\n  - 'y'\n  - {k: v}\n");
  REQUIRE(root.kind == Kind::kMapping);
  CHECK(place(root.at) == "1:1");
  REQUIRE(root.keys.size() == 2);
  CHECK(root.keys[0].text == "a");
  CHECK(root.keys[1].text == "list");
  CHECK(place(root.keys[1].at) == "2:1");
  REQUIRE(root.items.size() == 2);
  CHECK(root.items[0].kind == Kind::kScalar);
  CHECK(root.items[0].text == "x");
  CHECK(place(root.items[0].at) == "1:4");
  const YamlNode& list = root.items[1];
  CHECK(list.kind == Kind::kSequence);
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[0].text == "y");
  CHECK(list.items[1].kind == Kind::kMapping);
  CHECK(list.items[1].items.at(0).text == "v");
}

TEST_CASE("only a scalar without quotes is plain") {
  const YamlNode root = tree_of("- 7\n- \"7\"\n- '7'\n- |\n  7\n");
  REQUIRE(root.items.size() == 4);
  CHECK(root.items[0].plain);
  for (std::size_t quoted = 1; quoted < 4; ++quoted) {
    CHECK_FALSE(root.items[quoted].plain);
    CHECK(root.items[quoted].text.starts_with('7'));
  }
}

TEST_CASE("a missing value is null, at the place of its key or list") {
  const YamlNode root = tree_of("a:\nb: ~\nc: null\nd:\n  -\n  - x\n");
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(root.items[i].kind == Kind::kNull);
    CHECK(root.items[i].at.line == static_cast<int>(i) + 1);
    CHECK(root.items[i].at.column == 1);
  }
  CHECK(root.items[3].items.at(0).kind == Kind::kNull);
  CHECK(place(root.items[3].items.at(0).at) == "5:3");
  CHECK(tree_of("# a comment\n").kind == Kind::kNull);
}

TEST_CASE("a key that is given twice is in the tree twice") {
  const YamlNode root = tree_of("a: 1\na: 2\n");
  REQUIRE(root.keys.size() == 2);
  CHECK(root.keys[1].text == "a");
  CHECK(root.items[1].text == "2");
}

TEST_CASE("a byte order mark, CRLF and an end marker are accepted") {
  const YamlNode root = tree_of("\xEF\xBB\xBF---\r\na: b\r\nc: d\r\n...\r\n");
  REQUIRE(root.items.size() == 2);
  CHECK(root.items[0].text == "b");
  CHECK(root.items[1].text == "d");
  CHECK(tree_errors("\xEF\xBB\xBFmanagers: ! x\r\n") ==
        "a.yml:1:11: managers: tags (!) are not allowed\n");
}

TEST_CASE("anchors, aliases and tags are errors, and the rest is still parsed") {
  CHECK(tree_errors("a: &x 1\nb: *x\nc: [!!str d, !e f]\n") ==
        "a.yml:1:4: a: anchors (&) are not allowed\n"
        "a.yml:2:4: b: aliases (*) are not allowed\n"
        "a.yml:3:5: c[0]: tags (!) are not allowed\n"
        "a.yml:3:14: c[1]: tags (!) are not allowed\n");
  Problems problems{"a.yml", false, {}, {}};
  const auto root = parse_yaml("a: &x 1\n", problems);
  REQUIRE(root);
  CHECK(root->items.at(0).kind == Kind::kInvalid);
}

TEST_CASE("some errors end the parsing") {
  const auto [text, wanted] = GENERATE(table<std::string, std::string>({
      {"? [a]\n: b\n", "a.yml:1:3: a key must be text, not a list, a mapping or null\n"},
      {"~: b\n", "a.yml:1:1: a key must be text, not a list, a mapping or null\n"},
      {"a: 1\n---\nb: 2\n", "a.yml:2:1: is a second document, only one is allowed\n"},
      {std::string(17, '[') + std::string(17, ']'),
       "a.yml:1:17: [0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]: is nested deeper than 16 "
       "levels\n"},
      {"a: b: c\n",
       "a.yml:1:5: is not valid YAML: a colon is not allowed here; look for a missing space, "
       "wrong indentation or a missing quote\n"},
      {"a: %b\n",
       "a.yml:1:4: a: is not valid YAML: a value that begins with this character must "
       "be in quotes\n"},
      {"a: 'b\n", "a.yml:2:1: a: is not valid YAML: a quote is not closed\n"},
      {"a: *secret\n", "a.yml:1:4: a: is not valid YAML: the referenced anchor is not defined\n"},
  }));
  CAPTURE(text);
  Problems problems{"a.yml", false, {}, {}};
  CHECK_FALSE(parse_yaml(text, problems));
  CHECK(lines(problems.errors) == wanted);
}

}  // namespace cckm::test
