// SPDX-License-Identifier: Apache-2.0
// Builds CM's JSON of kJob, member by member, so that a test can replace one of them.
#pragma once

#include <string>

namespace cckm::test {

// Returns the text as a JSON string. Precondition: it has no control characters.
inline std::string in_json(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + '"';
}

// Each member is JSON; an empty one is left out. The default is a successful run of ten seconds in
// one region.
struct JobBody {
  std::string id = R"("0ea5d52e-387c-44fa-b079-21c8b768f77b")";
  std::string overall_status = R"("completed")";
  std::string created = R"("2026-07-29T22:00:00Z")";
  std::string updated = R"("2026-07-29T22:00:10Z")";
  std::string completed = R"("2026-07-29T22:00:10Z")";
  std::string regions = R"({"123456789012/eu-west-1":"region synchronized successfully"})";
  std::string more = R"("kms":["kms"])";  // further members

  std::string text() const {
    std::string members;
    const auto add = [&](const std::string& member) {
      members += (members.empty() ? "" : ",") + member;
    };
    const auto add_value = [&](const char* name, const std::string& value) {
      if (!value.empty()) add('"' + std::string(name) + "\":" + value);
    };
    add_value("id", id);
    add_value("overall_status", overall_status);
    add_value("createdAt", created);
    add_value("updatedAt", updated);
    add_value("completed_at", completed);
    add_value("detailed_status", regions);
    if (!more.empty()) add(more);
    return '{' + members + '}';
  }
};

}  // namespace cckm::test
