// SPDX-License-Identifier: Apache-2.0
// A peer's JSON -> checked values. Nothing else reads with RapidJSON, whose failed assertions and
// allocations are exceptions here: left to itself it ends the process or goes on with nonsense.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "exporter/model/result.h"

namespace cckm {

// A fault of ours in the use of RapidJSON.
struct JsonMisuse {};

// An allocator for RapidJSON that never returns nullptr, which RapidJSON does not look for.
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

// Reads the members of one JSON object. Ask for all that is wanted and look at result() in the end:
// the first member that is not as asked for is remembered as a failure (Reason::kBadSchema), and
// its value reads as empty. A member that is null counts as absent; one that is there twice is a
// failure. Names must be constants of ours, for they go into the failure. The texts live as long as
// the document.
class MemberReader {
 public:
  // Precondition: value.IsObject(); the value must outlive the reader.
  explicit MemberReader(const JsonValue& object) : object_(&object) {}

  // A member that must be there.
  std::string_view string(std::string_view name);

  // Members that may be absent.
  std::optional<std::string_view> optional_string(std::string_view name);
  std::optional<bool> optional_bool(std::string_view name);
  std::optional<double> optional_number(std::string_view name);

  // The strings of an array, whatever else may be in it; none if it is absent.
  std::vector<std::string_view> strings(std::string_view name);

  struct Entry {
    std::string_view key;
    std::string_view text;
  };
  // The members of an object whose values must all be strings, in their order and with repetitions;
  // none if it is absent.
  std::vector<Entry> entries(std::string_view name);

  // Makes the object one that cannot be used, because of this member.
  void refuse(std::string_view name, std::string_view why);

  // `value`, unless something was refused.
  template <typename T>
  Result<T> result(T value) const {
    if (failure_) return *failure_;
    return value;
  }

 private:
  using TypeCheck = bool (JsonValue::*)() const;

  // The member if it is of the type, or nullptr. `kind` is the type in words.
  const JsonValue* find(std::string_view name, TypeCheck is_type, std::string_view kind);

  const JsonValue* object_;
  std::optional<Failure> failure_;
};

// The tree of a text that must be one complete JSON object, at most 64 levels deep; a byte order
// mark is skipped. Fails with kBadJson (the detail is where), kTooLarge for more values than
// 100,000 regions have, or kBadSchema for other JSON.
Result<JsonDocument> parse_json_object(std::string_view body);

// What `read` makes of the members of the JSON object that `body` is, or why that cannot be.
// `read` takes a MemberReader& and returns a value that holds no views into the document.
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
