// SPDX-License-Identifier: Apache-2.0
// The paths are from Thales' REST documentation. ARCHITECTURE.md says which members it documents.
#include "exporter/model/endpoint.h"

#include <algorithm>
#include <array>

namespace cckm {
namespace {

constexpr std::array kEndpoints = {
    Endpoint{"aws", "keys", "/api/v1/cckm/aws/synchronization-jobs", "kms", "regions",
             "/api/v1/cckm/aws/kms"},
    Endpoint{"aws", "custom-key-stores", "/api/v1/cckm/aws/custom-key-stores/synchronization-jobs",
             "kms", "regions", "/api/v1/cckm/aws/custom-key-stores"},
    Endpoint{"azure", "keys", "/api/v1/cckm/azure/synchronization-jobs", "key_vaults", "key_vaults",
             "/api/v1/cckm/azure/vaults"},
    Endpoint{"azure", "secrets", "/api/v1/cckm/azure/secrets/synchronization-jobs", "key_vaults",
             "key_vaults", "/api/v1/cckm/azure/vaults"},
    Endpoint{"azure", "certificates", "/api/v1/cckm/azure/certificates/synchronization-jobs",
             "key_vaults", "key_vaults", "/api/v1/cckm/azure/vaults"},
    Endpoint{"google", "keys", "/api/v1/cckm/google/synchronization-jobs", "key_rings", "key_rings",
             "/api/v1/cckm/google/key-rings"},
    Endpoint{"oci", "keys", "/api/v1/cckm/oci/synchronization-jobs", "vaults", "vaults",
             "/api/v1/cckm/oci/vaults"},
    Endpoint{"sap", "keys", "/api/v1/cckm/sap/synchronization-jobs", "groups", "groups",
             "/api/v1/cckm/sap/groups"},
    Endpoint{"sfdc", "keys", "/api/v1/cckm/sfdc/keys/synchronization-jobs", "organizations",
             "organizations", "/api/v1/cckm/sfdc/organizations"},
    Endpoint{"sfdc", "certificates", "/api/v1/cckm/sfdc/certificates/synchronization-jobs",
             "organizations", "organizations", "/api/v1/cckm/sfdc/organizations"},
    Endpoint{"luna", "keys", "/api/v1/cckm/hsm/luna/refresh", "partitions", "partitions",
             "/api/v1/cckm/hsm/luna/partitions"},
    Endpoint{"luna", "synchronize", "/api/v1/cckm/hsm/luna/synchronize", "partitions", "partitions",
             "/api/v1/cckm/hsm/luna/partitions"},
    Endpoint{"dsm", "domains", "/api/v1/cckm/dsm/refresh", "domains", "domains",
             "/api/v1/cckm/dsm/domains"},
    Endpoint{"external-cm", "domains", "/api/v1/cckm/external-cm/refresh", "domains", "domains",
             "/api/v1/cckm/external-cm/domains"},
};

}  // namespace

std::span<const Endpoint> endpoints() {
  return kEndpoints;
}

const Endpoint* find_endpoint(std::string_view cloud, std::string_view resource) {
  const auto* found =
      std::find_if(kEndpoints.begin(), kEndpoints.end(), [&](const Endpoint& endpoint) {
        return endpoint.cloud == cloud && endpoint.resource == resource;
      });
  return found == kEndpoints.end() ? nullptr : found;
}

}  // namespace cckm
