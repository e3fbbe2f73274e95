// SPDX-License-Identifier: Apache-2.0
// Names of discovered sync_jobs: clean label values, each once.
#pragma once

#include <set>
#include <string>

#include "exporter/model/endpoint.h"
#include "exporter/model/key_containers.h"
#include "exporter/model/unique_names.h"

namespace cckm {

// Not thread-safe.
class Names {
 public:
  // Records the name of a configured job.
  void configured(const std::string& name) { configured_.insert(name); }
  bool is_configured(const std::string& name) const { return configured_.contains(name); }

  // Returns the name of the runs that name no key container: `<cloud>:all` for the default resource
  // of a cloud, otherwise `<cloud>/<resource>:all`.
  static std::string of_all(const Endpoint& endpoint);

  // Returns the name of a key container, of the same form. One that is called `all` gets a suffix,
  // like one whose name has been given already. See UniqueNames.
  std::string of(const Endpoint& endpoint, const KeyContainer& container);

 private:
  std::set<std::string> configured_;
  UniqueNames names_;
};

}  // namespace cckm
