// SPDX-License-Identifier: Apache-2.0
// An entry has at least `id` and `name`, says Thales' documentation of the operations.
#include "exporter/cckm/key_container_json.h"

#include <string>

#include "exporter/cckm/json_document.h"

namespace cckm {
namespace {

KeyContainer read_entry(MemberReader& members) {
  return {.id = std::string(members.optional_string("id").value_or("")),
          .name = std::string(members.optional_string("name").value_or(""))};
}

}  // namespace

Result<KeyContainerPage> parse_key_containers(std::string_view body) {
  return read_json(body, [](MemberReader& members) {
    KeyContainerPage page;
    page.containers = members.objects("resources", read_entry);
    page.total = members.total();
    return page;
  });
}

}  // namespace cckm
