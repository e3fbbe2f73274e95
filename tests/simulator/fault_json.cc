// SPDX-License-Identifier: Apache-2.0
// Has one reader for each member. A member that does not fit throws, and the fault is rejected.
#include "tests/simulator/fault_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <stdexcept>
#include <string>

namespace cckm::test {
namespace {

namespace json = boost::json;

std::string text(const json::value& value) {
  return json::value_to<std::string>(value);
}

std::chrono::milliseconds milliseconds(const json::value& value) {
  return std::chrono::milliseconds(value.to_number<std::uint32_t>());
}

template <typename Enum, std::size_t N>
Enum named(const std::array<std::string_view, N>& names, const json::value& value) {
  const auto found = std::find(names.begin(), names.end(), text(value));
  if (found == names.end()) throw std::invalid_argument("unknown name");
  return static_cast<Enum>(found - names.begin());
}

std::vector<HeaderField> headers(const json::value& value) {
  std::vector<HeaderField> fields;
  for (const auto& member : value.as_object())
    fields.push_back({std::string(member.key()), text(member.value())});
  return fields;
}

Flood flood(const json::value& value) {
  return {named<Stage>(kStageNames, value.at("at")), text(value.at("text")),
          value.at("times").to_number<std::uint64_t>()};
}

using Read = void (*)(Fault&, const json::value&);

const std::map<std::string_view, Read>& readers() {
  static const std::map<std::string_view, Read> readers = {
      {"kind", [](Fault& f, const json::value& v) { f.kind = named<CallKind>(kCallKindNames, v); }},
      {"job_id", [](Fault& f, const json::value& v) { f.job_id = text(v); }},
      {"probability",
       [](Fault& f, const json::value& v) { f.probability = v.to_number<double>(); }},
      {"times", [](Fault& f, const json::value& v) { f.times = v.to_number<unsigned>(); }},
      {"status", [](Fault& f, const json::value& v) { f.status = v.to_number<unsigned>(); }},
      {"headers", [](Fault& f, const json::value& v) { f.headers = headers(v); }},
      {"body",
       [](Fault& f, const json::value& v) { f.body = v.is_string() ? text(v) : serialize(v); }},
      {"raw", [](Fault& f, const json::value& v) { f.raw = text(v); }},
      {"delay_ms", [](Fault& f, const json::value& v) { f.delay = milliseconds(v); }},
      {"flood", [](Fault& f, const json::value& v) { f.flood = flood(v); }},
      {"drip", [](Fault& f, const json::value& v) { f.drip = named<Stage>(kStageNames, v); }},
      {"drip_interval_ms",
       [](Fault& f, const json::value& v) { f.drip_interval = milliseconds(v); }},
      {"cut", [](Fault& f, const json::value& v) { f.cut = named<Stage>(kStageNames, v); }},
      {"ending", [](Fault& f, const json::value& v) { f.ending = named<Ending>(kEndingNames, v); }},
  };
  return readers;
}

Fault read_fault(std::string_view document) {
  Fault fault;
  const json::value value = json::parse(document);
  for (const auto& member : value.as_object()) readers().at(member.key())(fault, member.value());
  return fault;
}

}  // namespace

std::optional<Fault> parse_fault(std::string_view document) {
  try {
    return read_fault(document);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace cckm::test
