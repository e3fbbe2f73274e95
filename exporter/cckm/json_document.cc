// SPDX-License-Identifier: Apache-2.0
// Parses iteratively, so that nesting costs no stack. RapidJSON does not check the depth, the
// number of values, the end of the text, repeated members or types: this file does.
#include "exporter/cckm/json_document.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

namespace cckm {
namespace {

constexpr int kMaxDepth = 64;
// Enough for 100,000 regions with a name and a text each. In memory, values take several times the
// size of their JSON.
constexpr std::size_t kMaxValues = 201'000;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void* not_null(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

std::string_view text_of(const JsonValue& value) {
  return {value.GetString(), value.GetStringLength()};
}

// Passes the parser's events to a handler until they are too deep or too many.
template <typename Handler>
class SizeGuard : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, SizeGuard<Handler>> {
 public:
  explicit SizeGuard(Handler& handler) : handler_(handler) {}

  bool too_many() const { return values_ > kMaxValues; }

  bool Null() { return one_more() && handler_.Null(); }
  bool Bool(bool value) { return one_more() && handler_.Bool(value); }
  bool Int(int value) { return one_more() && handler_.Int(value); }
  bool Uint(unsigned value) { return one_more() && handler_.Uint(value); }
  bool Int64(std::int64_t value) { return one_more() && handler_.Int64(value); }
  bool Uint64(std::uint64_t value) { return one_more() && handler_.Uint64(value); }
  bool Double(double value) { return one_more() && handler_.Double(value); }
  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return one_more() && handler_.String(text, size, copy);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return one_more() && handler_.Key(text, size, copy);
  }
  bool StartObject() { return deeper() && handler_.StartObject(); }
  bool EndObject(rapidjson::SizeType members) {
    --depth_;
    return handler_.EndObject(members);
  }
  bool StartArray() { return deeper() && handler_.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) {
    --depth_;
    return handler_.EndArray(elements);
  }

 private:
  bool one_more() { return ++values_ <= kMaxValues; }
  bool deeper() { return one_more() && ++depth_ <= kMaxDepth; }

  Handler& handler_;
  int depth_ = 0;
  std::size_t values_ = 0;
};

// The outcome of parsing, and how far into the text it got.
struct Parsed {
  bool ok;
  std::size_t bytes;
  bool too_many;
};

// Parses `text` and passes its events to `handler`.
template <typename Handler>
Parsed parse(std::string_view text, Handler& handler) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, JsonAllocator> reader;
  SizeGuard<Handler> guard(handler);
  reader.template Parse<rapidjson::kParseIterativeFlag>(stream, guard);
  if (reader.HasParseError()) return {false, reader.GetErrorOffset(), guard.too_many()};
  // A NUL byte looks like the end of the text to RapidJSON.
  return {stream.Tell() == text.size(), stream.Tell(), false};
}

// Drops all events.
struct Ignore : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Ignore> {};

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

}  // namespace

void* JsonAllocator::Malloc(std::size_t size) {
  return size == 0 ? nullptr : not_null(std::malloc(size));
}

void* JsonAllocator::Realloc(void* block, std::size_t /*old_size*/, std::size_t new_size) {
  if (new_size != 0) return not_null(std::realloc(block, new_size));
  std::free(block);
  return nullptr;
}

void JsonAllocator::Free(void* block) {
  std::free(block);
}

Result<JsonDocument> parse_json_object(std::string_view body) {
  const std::string_view text = without_byte_order_mark(body);
  JsonDocument document;
  Parsed parsed{};
  auto generate = [&](JsonDocument& handler) {
    parsed = parse(text, handler);
    return parsed.ok;
  };
  document.Populate(generate);
  if (parsed.too_many) return Failure{Reason::kTooLarge, "JSON of too many values"};
  if (!parsed.ok) {
    const std::size_t position = body.size() - text.size() + parsed.bytes;
    return Failure{Reason::kBadJson, "not JSON at byte " + std::to_string(position)};
  }
  if (!document.IsObject()) return Failure{Reason::kBadSchema, "not a JSON object"};
  return document;
}

bool is_json_object(std::string_view body) try {
  const std::string_view text = without_byte_order_mark(body);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != '{') return false;
  Ignore ignore;
  return parse(text, ignore).ok;
} catch (const JsonMisuse&) {
  return false;
}

std::string_view MemberReader::string(std::string_view name) {
  const auto text = optional_string(name);
  if (!text) refuse(name, "missing");
  return text.value_or("");
}

std::optional<std::string_view> MemberReader::optional_string(std::string_view name) {
  const auto* value = find(name, &JsonValue::IsString, "a string");
  if (value == nullptr) return std::nullopt;
  return text_of(*value);
}

std::optional<bool> MemberReader::optional_bool(std::string_view name) {
  const auto* value = find(name, &JsonValue::IsBool, "a boolean");
  if (value == nullptr) return std::nullopt;
  return value->GetBool();
}

std::optional<double> MemberReader::optional_number(std::string_view name) {
  const auto* value = find(name, &JsonValue::IsNumber, "a number");
  if (value == nullptr) return std::nullopt;
  return value->GetDouble();
}

std::vector<std::string_view> MemberReader::strings(std::string_view name) {
  std::vector<std::string_view> texts;
  const auto* array = find(name, &JsonValue::IsArray, "an array");
  if (array == nullptr) return texts;
  for (const auto& element : array->GetArray()) {
    if (element.IsString()) texts.push_back(text_of(element));
  }
  return texts;
}

std::vector<MemberReader::Entry> MemberReader::entries(std::string_view name) {
  std::vector<Entry> entries;
  const auto* object = find(name, &JsonValue::IsObject, "an object");
  if (object == nullptr) return entries;
  for (const auto& member : object->GetObject()) {
    if (!member.value.IsString()) {
      refuse(name, "an entry is not a string");
      break;
    }
    entries.push_back({text_of(member.name), text_of(member.value)});
  }
  return entries;
}

bool MemberReader::has_only_non_strings(std::string_view name) const {
  const auto* array = MemberReader(*object_).find(name, &JsonValue::IsArray, "an array");
  return array != nullptr && !array->Empty() &&
         std::none_of(array->Begin(), array->End(),
                      [](const auto& each) { return each.IsString(); });
}

bool MemberReader::has(std::string_view name) const {
  const auto found = object_->FindMember(JsonValue(rapidjson::StringRef(name.data(), name.size())));
  return found != object_->MemberEnd() && !found->value.IsNull();
}

std::optional<std::uint64_t> MemberReader::total() const {
  constexpr double kMost = 1e15;  // a double holds every whole number up to here
  const auto total = MemberReader(*object_).optional_number("total");
  if (!total || *total < 0 || *total > kMost || *total != std::floor(*total)) return std::nullopt;
  return static_cast<std::uint64_t>(*total);
}

void MemberReader::refuse(std::string_view name, std::string_view why) {
  if (!failure_) failure_ = Failure{Reason::kBadSchema, std::string(name).append(": ").append(why)};
}

const JsonValue* MemberReader::find(std::string_view name, TypeCheck is_type,
                                    std::string_view kind) {
  const JsonValue* found = nullptr;
  for (const auto& member : object_->GetObject()) {
    if (text_of(member.name) != name) continue;
    if (found != nullptr) {
      refuse(name, "given twice");
      return nullptr;
    }
    found = &member.value;
  }
  if (found == nullptr || found->IsNull()) return nullptr;
  if ((found->*is_type)()) return found;
  refuse(name, std::string("not ").append(kind));
  return nullptr;
}

std::span<const JsonValue> MemberReader::elements(std::string_view name) {
  const auto* array = find(name, &JsonValue::IsArray, "an array");
  if (array == nullptr) {
    const JsonValue key(rapidjson::StringRef(name.data(), name.size()));
    if (object_->FindMember(key) == object_->MemberEnd()) refuse(name, "missing");
    return {};
  }
  const std::span<const JsonValue> elements(array->Begin(), array->Size());
  const auto other = std::ranges::find_if_not(elements, &JsonValue::IsObject);
  if (other == elements.end()) return elements;
  refuse(place_of(name, static_cast<std::size_t>(other - elements.begin())), "not an object");
  return {};
}

std::string MemberReader::place_of(std::string_view name, std::size_t index) {
  return std::string(name) + '[' + std::to_string(index) + ']';
}

void MemberReader::refuse_in(std::string_view place, const Failure& inner) {
  if (!failure_) {
    failure_ = Failure{inner.reason, std::string(place).append(".").append(inner.detail)};
  }
}

}  // namespace cckm
