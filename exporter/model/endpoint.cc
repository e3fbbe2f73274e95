// SPDX-License-Identifier: Apache-2.0
// The paths are from Thales' REST documentation. ARCHITECTURE.md says which members it documents.
#include "exporter/model/endpoint.h"

#include <algorithm>
#include <array>

namespace cckm {
namespace {

constexpr Endpoint family(std::string_view cloud, std::string_view resource,
                          std::string_view job_template, std::string_view containers,
                          std::string_view asked, std::string_view container_list) {
  constexpr std::string_view kId = "/{id}";
  const std::string_view path = job_template.substr(0, job_template.size() - kId.size());
  return {cloud, resource, job_template, path, containers, asked, container_list};
}

constexpr std::array kEndpoints = {
    family("aws", "keys", "/api/v1/cckm/aws/synchronization-jobs/{id}", "kms", "regions",
           "/api/v1/cckm/aws/kms"),
    family("aws", "custom-key-stores",
           "/api/v1/cckm/aws/custom-key-stores/synchronization-jobs/{id}", "kms", "regions",
           "/api/v1/cckm/aws/custom-key-stores"),
    family("azure", "keys", "/api/v1/cckm/azure/synchronization-jobs/{id}", "key_vaults",
           "key_vaults", "/api/v1/cckm/azure/vaults"),
    family("azure", "secrets", "/api/v1/cckm/azure/secrets/synchronization-jobs/{id}", "key_vaults",
           "key_vaults", "/api/v1/cckm/azure/vaults"),
    family("azure", "certificates", "/api/v1/cckm/azure/certificates/synchronization-jobs/{id}",
           "key_vaults", "key_vaults", "/api/v1/cckm/azure/vaults"),
    family("google", "keys", "/api/v1/cckm/google/synchronization-jobs/{id}", "key_rings",
           "key_rings", "/api/v1/cckm/google/key-rings"),
    family("oci", "keys", "/api/v1/cckm/oci/synchronization-jobs/{id}", "vaults", "vaults",
           "/api/v1/cckm/oci/vaults"),
    family("sap", "keys", "/api/v1/cckm/sap/synchronization-jobs/{id}", "groups", "groups",
           "/api/v1/cckm/sap/groups"),
    family("sfdc", "keys", "/api/v1/cckm/sfdc/keys/synchronization-jobs/{id}", "organizations",
           "organizations", "/api/v1/cckm/sfdc/organizations"),
    family("sfdc", "certificates", "/api/v1/cckm/sfdc/certificates/synchronization-jobs/{id}",
           "organizations", "organizations", "/api/v1/cckm/sfdc/organizations"),
    family("luna", "keys", "/api/v1/cckm/hsm/luna/refresh/{id}", "partitions", "partitions",
           "/api/v1/cckm/hsm/luna/partitions"),
    family("luna", "synchronize", "/api/v1/cckm/hsm/luna/synchronize/{id}", "partitions",
           "partitions", "/api/v1/cckm/hsm/luna/partitions"),
    family("dsm", "domains", "/api/v1/cckm/dsm/refresh/{id}", "domains", "domains",
           "/api/v1/cckm/dsm/domains"),
    family("external-cm", "domains", "/api/v1/cckm/external-cm/refresh/{id}", "domains", "domains",
           "/api/v1/cckm/external-cm/domains"),
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
