// SPDX-License-Identifier: Apache-2.0
// Reads a peer's JSON into checked values. No other file reads with RapidJSON. Its failed
// assertions and allocations are exceptions here: by default they abort the process or are ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "exporter/model/result.h"

namespace cckm {

// Thrown for a failed assertion of RapidJSON, which is a bug of the exporter.
struct JsonMisuse {};

// Throws instead of returning nullptr, because RapidJSON does not check for it.
struct JsonAllocator {
  static constexpr bool kNeedFree = true;

  void* Malloc(std::size_t size);
  void* Realloc(void* block, std::size_t old_size, std::size_t new_size);
  static void Free(void* block);
};

}  // namespace cckm

#define RAPIDJSON_ASSERT(condition) ((condition) ? static_cast<void>(0) : throw cckm::JsonMisuse())
#include <rapidjson/document.h>

namespace cckm {

using JsonPool = rapidjson::MemoryPoolAllocator<JsonAllocator>;
using JsonValue = rapidjson::GenericValue<rapidjson::UTF8<>, JsonPool>;
using JsonDocument = rapidjson::GenericDocument<rapidjson::UTF8<>, JsonPool, JsonAllocator>;

// Reads the members of one JSON object. Read all members first, then check result(): the first
// member of a wrong type is kept as a failure (Reason::kBadSchema), and its value reads as empty. A
// member that is null counts as absent, and a member that is given twice is a failure. The texts
// live as long as the document. Precondition: names are constants, because they go into the
// failure.
class MemberReader {
 public:
  // Precondition: object.IsObject(), and it outlives the reader.
  explicit MemberReader(const JsonValue& object) : object_(&object) {}

  // Returns a member that must be present.
  std::string_view string(std::string_view name);

  // Return a member that can be absent.
  std::optional<std::string_view> optional_string(std::string_view name);
  std::optional<bool> optional_bool(std::string_view name);
  std::optional<double> optional_number(std::string_view name);

  // Returns the strings of an array and ignores its other elements. Empty if it is absent.
  std::vector<std::string_view> strings(std::string_view name);

  struct Entry {
    std::string_view key;
    std::string_view text;
  };
  // Returns the members of an object whose values must all be strings, in their order and with
  // repetitions. Empty if it is absent.
  std::vector<Entry> entries(std::string_view name);

  // Calls `read` with a MemberReader& for each element of an array, and returns the results. The
  // array must be present, but null is an empty one, and all elements must be objects. The failure
  // of an element names its place, such as `resources[3].createdAt`. Reads no more elements after
  // a failure.
  template <typename Read>
  std::vector<std::invoke_result_t<Read, MemberReader&>> objects(std::string_view name, Read read) {
    std::vector<std::invoke_result_t<Read, MemberReader&>> results;
    for (const JsonValue& element : elements(name)) {
      MemberReader members(element);
      const std::size_t index = results.size();
      results.push_back(read(members));
      if (members.failure_) refuse_in(place_of(name, index), *members.failure_);
      if (failure_) break;
    }
    return results;
  }

  // Returns the result of `read` on the MemberReader& of a member that is an object. Empty if it is
  // absent. A failure names its place, such as `parameters.cloud_name`.
  template <typename Read>
  std::optional<std::invoke_result_t<Read, MemberReader&>> optional_object(std::string_view name,
                                                                           Read read) {
    const JsonValue* object = find(name, &JsonValue::IsObject, "an object");
    if (object == nullptr) return std::nullopt;
    MemberReader members(*object);
    auto result = read(members);
    if (members.failure_) refuse_in(name, *members.failure_);
    return result;
  }

  // Returns true if the member is an array with elements, and none of them is a string.
  bool has_only_non_strings(std::string_view name) const;

  // Returns true if the member is present and not null.
  bool has(std::string_view name) const;

  // Returns `total` of a list: the number of its entries, as CM says. Empty if it is absent or no
  // whole number. That is no failure, because the list can be read without it.
  std::optional<std::uint64_t> total() const;

  // Makes result() a failure because of this member.
  void refuse(std::string_view name, std::string_view why);

  // Returns `value`, or the first failure.
  template <typename T>
  Result<T> result(T value) const {
    if (failure_) return *failure_;
    return value;
  }

 private:
  using TypeCheck = bool (JsonValue::*)() const;

  // Returns the member if it is of the type, otherwise nullptr. `kind` is the type in words.
  const JsonValue* find(std::string_view name, TypeCheck is_type, std::string_view kind);

  // Returns the elements of an array if it is present and all of them are objects, otherwise none.
  std::span<const JsonValue> elements(std::string_view name);

  static std::string place_of(std::string_view name, std::size_t index);

  // Makes result() a failure because of a member of the object at `place`.
  void refuse_in(std::string_view place, const Failure& inner);

  const JsonValue* object_;
  std::optional<Failure> failure_;
};

// Parses a text that must be one complete JSON object, at most 64 levels deep. Skips a byte order
// mark. Fails with kBadJson (the detail has the position), kTooLarge for more values than 100,000
// regions have, or kBadSchema for other JSON.
Result<JsonDocument> parse_json_object(std::string_view body);

// Returns true if parse_json_object() accepts `body`, within the same limits. Builds no document.
bool is_json_object(std::string_view body);

// Parses `body` as a JSON object and returns the result of `read` on its members. Fails like
// parse_json_object() and MemberReader. Precondition: `read` takes a MemberReader& and returns a
// value without views into the document.
template <typename Read>
Result<std::invoke_result_t<Read, MemberReader&>> read_json(std::string_view body, Read read) try {
  const auto document = parse_json_object(body);
  if (!document) return document.failure();
  MemberReader members(*document);
  auto value = read(members);
  return members.result(std::move(value));
} catch (const JsonMisuse&) {
  return Failure{Reason::kInternal, "JSON reader misused"};
}

}  // namespace cckm
