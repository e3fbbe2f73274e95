// SPDX-License-Identifier: Apache-2.0
// Collects the paths from the settings of each manager.
#include "exporter/config/named_files.h"

namespace cckm {
namespace {

const SecretSource& secret_of(const PasswordAuth& auth) {
  return auth.password;
}
const SecretSource& secret_of(const RefreshTokenAuth& auth) {
  return auth.refresh_token;
}
const SecretSource& secret_of(const BearerAuth& auth) {
  return auth.token;
}

}  // namespace

std::vector<std::string> named_files(const Settings& settings) {
  std::vector<std::string> files;
  for (const ManagerSettings& manager : settings.managers) {
    const SecretSource& secret = std::visit(
        [](const auto& auth) -> const SecretSource& { return secret_of(auth); }, manager.auth);
    if (const auto* file = std::get_if<SecretFile>(&secret)) files.push_back(file->path);
    for (const auto* path : {&manager.tls.ca_file, &manager.tls.cert_file, &manager.tls.key_file}) {
      if (!path->empty()) files.push_back(*path);
    }
  }
  return files;
}

}  // namespace cckm
