// SPDX-License-Identifier: Apache-2.0
// Has one reader for each member. A member that does not fit throws, and the fault is rejected.
#include "tests/simulator/fault_json.h"

#include <boost/json.hpp>
#include <string>

#include "tests/simulator/json_reader.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

std::chrono::milliseconds milliseconds(const json::value& value) {
  return std::chrono::milliseconds(value.to_number<std::uint32_t>());
}

std::vector<HeaderField> headers(const json::value& value) {
  std::vector<HeaderField> fields;
  for (const auto& member : value.as_object())
    fields.push_back({std::string(member.key()), text_of(member.value())});
  return fields;
}

Flood flood(const json::value& value) {
  return {named<Stage>(kStageNames, value.at("at")), text_of(value.at("text")),
          value.at("times").to_number<std::uint64_t>()};
}

const Readers<Fault>& readers() {
  static const Readers<Fault> readers = {
      {"kind", [](Fault& f, const json::value& v) { f.kind = named<CallKind>(kCallKindNames, v); }},
      {"job_id", [](Fault& f, const json::value& v) { f.job_id = text_of(v); }},
      {"target", [](Fault& f, const json::value& v) { f.target = text_of(v); }},
      {"probability",
       [](Fault& f, const json::value& v) { f.probability = v.to_number<double>(); }},
      {"times", [](Fault& f, const json::value& v) { f.times = v.to_number<unsigned>(); }},
      {"status", [](Fault& f, const json::value& v) { f.status = v.to_number<unsigned>(); }},
      {"headers", [](Fault& f, const json::value& v) { f.headers = headers(v); }},
      {"body",
       [](Fault& f, const json::value& v) { f.body = v.is_string() ? text_of(v) : serialize(v); }},
      {"raw", [](Fault& f, const json::value& v) { f.raw = text_of(v); }},
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

}  // namespace

std::optional<Fault> parse_fault(std::string_view document) {
  try {
    Fault fault;
    read_members(json::parse(document), readers(), fault);
    return fault;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace cckm::test
