// SPDX-License-Identifier: Apache-2.0
// Texts that are one JSON object, and reading its members.
#include "exporter/cckm/json_document.h"

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

constexpr auto kObject = R"({"id":"1"})";

Result<std::string> id_of(std::string_view body) {
  return read_json(body, [](MemberReader& members) { return std::string(members.string("id")); });
}

TEST_CASE("members are read by type") {
  const auto all = read_json(
      R"({"text":"a\u0000b","yes":true,"number":-2.5,"big":18446744073709551615,"list":["x",1,"y"],)"
      R"("map":{"k":"v","k":"w"},"null":null})",
      [](MemberReader& members) {
        CHECK(members.string("text") == std::string_view("a\0b", 3));
        CHECK(members.optional_string("text"));
        CHECK(members.optional_bool("yes") == true);
        CHECK(members.optional_number("number") == -2.5);
        CHECK(members.optional_number("big") == 18446744073709551616.0);
        CHECK(members.strings("list") == std::vector<std::string_view>{"x", "y"});
        const auto entries = members.entries("map");
        REQUIRE(entries.size() == 2);
        CHECK(entries[1].key == "k");
        CHECK(entries[1].text == "w");
        for (const auto* name : {"null", "absent"}) {
          CHECK_FALSE(members.optional_string(name));
          CHECK_FALSE(members.optional_bool(name));
          CHECK_FALSE(members.optional_number(name));
          CHECK(members.strings(name).empty());
          CHECK(members.entries(name).empty());
        }
        return true;
      });
  CHECK(all);
}

TEST_CASE("the first member of a wrong type is the failure") {
  const auto refused = read_json(R"({"a":1,"b":"x"})", [](MemberReader& members) {
    CHECK(members.string("b") == "x");
    CHECK(members.string("a").empty());
    CHECK_FALSE(members.optional_number("b"));
    members.refuse("c", "not wanted");
    return true;
  });
  REQUIRE_FALSE(refused);
  CHECK(refused.failure() == Failure{Reason::kBadSchema, "a: not a string"});
}

// Returns the texts `id` of an array of objects, joined.
Result<std::string> ids_of(std::string_view body) {
  return read_json(body, [](MemberReader& members) {
    std::string joined;
    const auto id = [](MemberReader& element) { return element.string("id"); };
    for (const auto text : members.objects("list", id)) joined += text;
    return joined;
  });
}

TEST_CASE("an array of objects is read element by element") {
  const auto read = [](std::string_view body) {
    const auto ids = ids_of(body);
    REQUIRE(ids);
    return *ids;
  };
  CHECK(read(R"({"list":[{"id":"a"},{"id":"b"},{"other":1,"id":"c"}]})") == "abc");
  CHECK(read(R"({"list":[]})").empty());
  CHECK(read(R"({"list":null})").empty());
}

TEST_CASE("a failure in an array of objects names its place") {
  struct Case {
    std::string body;
    std::string wanted;
  };
  const Case cases[] = {
      {R"({})", "list: missing"},
      {R"({"list":{}})", "list: not an array"},
      {R"({"list":"null"})", "list: not an array"},
      {R"({"list":[],"list":[]})", "list: given twice"},
      {R"({"list":[{"id":"a"},[]]})", "list[1]: not an object"},
      {R"({"list":[{"id":"a"},null]})", "list[1]: not an object"},
      {R"({"list":[{"id":1},"x"]})", "list[1]: not an object"},
      {R"({"list":[{"id":"a"},{"id":"b"},{}]})", "list[2].id: missing"},
      {R"({"list":[{"id":"a"},{"id":2},{}]})", "list[1].id: not a string"},
  };
  for (const auto& [body, wanted] : cases) {
    CAPTURE(body);
    const auto ids = ids_of(body);
    REQUIRE_FALSE(ids);
    CHECK(ids.failure() == Failure{Reason::kBadSchema, wanted});
  }
}

TEST_CASE("no element is read after a failed one") {
  int read = 0;
  const auto refused = read_json(R"({"list":[{"id":"a"},{},{"id":"c"}]})", [&](MemberReader& m) {
    return m.objects("list", [&](MemberReader& element) { return ++read, element.string("id"); })
        .size();
  });
  CHECK_FALSE(refused);
  CHECK(read == 2);
}

TEST_CASE("an object in an object is read if it is present") {
  const auto inner_id = [](std::string_view body) {
    return read_json(body, [](MemberReader& members) {
      return members.optional_object(
          "inner", [](MemberReader& inner) { return std::string(inner.string("id")); });
    });
  };
  CHECK(inner_id(R"({"inner":{"id":"a"}})").value() == "a");
  CHECK(inner_id(R"({"inner":null})").value() == std::nullopt);
  CHECK(inner_id(R"({})").value() == std::nullopt);
  CHECK(inner_id(R"({"inner":[]})").failure().detail == "inner: not an object");
  CHECK(inner_id(R"({"inner":{"id":1}})").failure().detail == "inner.id: not a string");
}

TEST_CASE("a failure names every level of its place, and the first one counts") {
  const auto refused = read_json(
      R"({"list":[{"inner":{"id":1}},{"inner":{"id":2}}],"b":1})", [](MemberReader& members) {
        const auto id = [](MemberReader& m) { return m.string("id"); };
        return members
            .objects("list",
                     [&](MemberReader& element) { return element.optional_object("inner", id); })
            .size();
      });
  REQUIRE_FALSE(refused);
  CHECK(refused.failure().detail == "list[0].inner.id: not a string");
  const auto earlier = read_json(R"({"list":[{}],"b":1})", [](MemberReader& members) {
    members.optional_string("b");
    return members.objects("list", [](MemberReader& m) { return m.string("id"); }).size();
  });
  REQUIRE_FALSE(earlier);
  CHECK(earlier.failure().detail == "b: not a string");
}

TEST_CASE("an array can have elements that are not strings only") {
  const auto done =
      read_json(R"({"numbers":[1,null],"one":[1,"x"],"none":[],"null":null,"text":"x"})",
                [](const MemberReader& members) {
                  CHECK(members.has_only_non_strings("numbers"));
                  for (const auto* name : {"one", "none", "null", "text", "absent"}) {
                    CAPTURE(name);
                    CHECK_FALSE(members.has_only_non_strings(name));
                  }
                  return true;
                });
  CHECK(done);
}

TEST_CASE("a member is there unless it is absent or null") {
  const auto done = read_json(R"({"no":false,"zero":0,"text":"","list":[],"map":{},"null":null})",
                              [](MemberReader& members) {
                                for (const auto* name : {"no", "zero", "text", "list", "map"}) {
                                  CAPTURE(name);
                                  CHECK(members.has(name));
                                }
                                CHECK_FALSE(members.has("null"));
                                CHECK_FALSE(members.has("absent"));
                                return true;
                              });
  CHECK(done);
}

TEST_CASE("a total that is no whole number counts as absent, and is no failure") {
  const auto [total, number] = GENERATE(table<std::string, std::optional<std::uint64_t>>({
      {R"({"total":0})", 0},
      {R"({"total":87600})", 87'600},
      {R"({"total":2.0})", 2},
      {R"({"total":1e3})", 1'000},
      {R"({"total":1000000000000000})", 1'000'000'000'000'000},
      {R"({"total":1000000000000001})", std::nullopt},
      {R"({"total":18446744073709551615})", std::nullopt},
      {R"({"total":1e300})", std::nullopt},
      {R"({"total":2.5})", std::nullopt},
      {R"({"total":-1})", std::nullopt},
      {R"({"total":"7"})", std::nullopt},
      {R"({"total":[7]})", std::nullopt},
      {R"({"total":null})", std::nullopt},
      {R"({"total":1,"total":2})", std::nullopt},
      {R"({})", std::nullopt},
  }));
  CAPTURE(total);
  const auto read = read_json(total, [](MemberReader& members) { return members.total(); });
  REQUIRE(read);
  CHECK(*read == number);
}

TEST_CASE("a failed assertion of RapidJSON is an internal failure") {
  const auto misused =
      read_json(kObject, [](MemberReader&) { return JsonValue(1).GetStringLength(); });
  REQUIRE_FALSE(misused);
  CHECK(misused.failure().reason == Reason::kInternal);
}

TEST_CASE("a block of memory that is resized to 0 bytes is freed") {
  JsonAllocator allocator;
  void* const block = allocator.Malloc(8);
  CHECK(allocator.Realloc(block, 8, 0) == nullptr);
}

TEST_CASE("a byte order mark and white space are skipped") {
  CHECK(id_of(std::string("\xEF\xBB\xBF") + kObject));
  CHECK(id_of(std::string(" \r\n\t") + kObject + "\r\n"));
}

TEST_CASE("a text that is not one JSON document fails with its position only") {
  const std::string good = kObject;
  const auto at = [](std::size_t byte) { return "not JSON at byte " + std::to_string(byte); };
  struct Case {
    std::string body;
    std::string wanted;
  };
  const Case cases[] = {
      {"", at(0)},
      {"\xEF\xBB\xBF", at(3)},
      {"\xEF\xBB\xBF\xEF\xBB\xBF" + good, at(3)},
      {"<html>502 Bad Gateway</html>", at(0)},
      // More than one document, or less.
      {good + "x", at(good.size())},
      {good + good, at(good.size())},
      {good + std::string(1, '\0'), at(good.size())},
      {good + std::string(1, '\0') + "SECRET", at(good.size())},
      {std::string(1, '\0') + good, at(0)},
      {good.substr(0, good.size() - 1), at(good.size() - 1)},
      // Extensions that RapidJSON can accept and the exporter does not.
      {R"({"id":NaN})", at(6)},
      {R"({"id":Infinity})", at(6)},
      {R"({"id":-Inf})", at(7)},
      {R"({"id":1e999})", at(6)},
      {R"({"id":"1",})", at(10)},
      {R"({/**/"id":"1"})", at(1)},
      {"{'id':1}", at(1)},
      {R"({"id":"\ud800"})", at(7)},
      {"{\"id\":\"\n\"}", at(7)},
  };
  for (const auto& [body, wanted] : cases) {
    CAPTURE(body);
    const auto id = id_of(body);
    REQUIRE_FALSE(id);
    CHECK(reason_name(id.failure().reason) == "bad_json");
    CHECK(id.failure().detail == wanted);
  }
}

TEST_CASE("every prefix of an answer is refused") {
  const std::string whole = R"({"id":"1","a":[true,null,-1.5e3],"b":{"c":"\u00e9"}})";
  REQUIRE(id_of(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const auto id = id_of(whole.substr(0, size));
    REQUIRE_FALSE(id);
    CHECK(id.failure().reason == Reason::kBadJson);
  }
}

TEST_CASE("nesting is limited to 64 levels") {
  // The object itself is the first.
  const auto nested = [](std::size_t levels, const std::string& open, const std::string& close) {
    std::string value;
    for (std::size_t i = 1; i < levels; ++i) value += open;
    value += '0';
    for (std::size_t i = 1; i < levels; ++i) value += close;
    return R"({"id":"1","x":)" + value + "}";
  };
  for (const std::size_t levels : {2U, 10U, 64U}) {
    CAPTURE(levels);
    CHECK(id_of(nested(levels, "[", "]")));
    CHECK(id_of(nested(levels, "{\"a\":", "}")));
  }
  for (const std::size_t levels : {65U, 1'000U, 1'000'000U}) {
    CAPTURE(levels);
    for (const auto& body :
         {nested(levels, "[", "]"), nested(levels, "{\"a\":", "}"), std::string(levels, '[')}) {
      const auto id = id_of(body);
      REQUIRE_FALSE(id);
      CHECK(id.failure().reason == Reason::kBadJson);
    }
  }
  SECTION("side by side is not deep") {
    std::string many = "[]";
    for (int i = 0; i < 1000; ++i) many += ",[]";
    CHECK(id_of(R"({"id":"1","x":[)" + many + "]}"));
  }
}

TEST_CASE("a text is a JSON object exactly if it can be parsed as one") {
  const std::string deep = R"({"x":)" + std::string(63, '[') + std::string(63, ']') + "}";
  const std::string too_deep = R"({"x":)" + std::string(64, '[') + std::string(64, ']') + "}";
  std::string too_many = R"({"x":[1)";
  for (int i = 0; i < 201'000; ++i) too_many += ",1";
  too_many += "]}";
  const auto [text, is_object] = GENERATE_COPY(table<std::string, bool>({
      {"{}", true},
      {" \r\n\t{\"code\":5} \n", true},
      {"\xef\xbb\xbf{}", true},
      {deep, true},
      {too_deep, false},
      {too_many, false},
      {"", false},
      {" ", false},
      {"[]", false},
      {"[{}]", false},
      {"\"{}\"", false},
      {"7", false},
      {"null", false},
      {"{", false},
      {"{\"code\":5", false},
      {"{}{}", false},
      {"{} x", false},
      {std::string("{}\0", 3), false},
      {"<html></html>", false},
  }));
  CAPTURE(text.substr(0, 100));
  CHECK(is_json_object(text) == is_object);
  CHECK(parse_json_object(text).ok() == is_object);
}

TEST_CASE("fault 38: as many values as a hundred thousand regions need are accepted") {
  const auto job = [](std::size_t regions) {
    std::string body = R"({"id":"1","detailed_status":{"":"")";
    for (std::size_t i = 1; i < regions; ++i) body += R"(,"":"")";
    return body + "}}";
  };
  CHECK(id_of(job(100'000)));
  const auto id = id_of(job(101'000));
  REQUIRE_FALSE(id);
  CHECK(id.failure().reason == Reason::kTooLarge);
}

}  // namespace
}  // namespace cckm::test
