// SPDX-License-Identifier: Apache-2.0
// CM's lists of key containers: AWS KMS, key vaults, key rings and the like.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/list_query.h"
#include "tests/simulator/offer.h"
#include "tests/simulator/response.h"

namespace cckm::test {

// The lists, below /api/v1/cckm/.
inline constexpr std::array<std::string_view, 10> kContainerPaths = {"aws/kms",
                                                                     "aws/custom-key-stores",
                                                                     "azure/vaults",
                                                                     "google/key-rings",
                                                                     "oci/vaults",
                                                                     "sap/groups",
                                                                     "sfdc/organizations",
                                                                     "hsm/luna/partitions",
                                                                     "dsm/domains",
                                                                     "external-cm/domains"};

struct KeyContainer {
  std::string id;
  std::string name;
  std::string account_id = {};            // of a KMS
  std::vector<std::string> regions = {};  // of a KMS
};

struct ContainerList {
  std::string_view path;  // one of kContainerPaths
  Offer offer = Offer::kOffered;
  std::vector<KeyContainer> containers = {};
};

// Not thread-safe.
class ContainerLists {
 public:
  ContainerLists();

  // Returns the list of a path such as `aws/kms`; nullptr if CM has none.
  ContainerList* find(std::string_view path);
  // Throws std::out_of_range if CM has none.
  ContainerList& at(std::string_view path);

 private:
  std::vector<ContainerList> lists_;
};

// Returns the response to a request for a part of the list.
Response container_list(const ContainerList& list, const ListQuery& query);

// Returns containers with the ids `00000000-0000-4000-9000-000000000001`, ... and the names
// `container-1`, ...
std::vector<KeyContainer> numbered_containers(std::size_t count);

}  // namespace cckm::test
