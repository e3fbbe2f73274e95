// SPDX-License-Identifier: Apache-2.0
// A secret in a file that a test writes.
#pragma once

#include <string>

#include "exporter/config/secret.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

class SecretFileOnDisk {
 public:
  void write(const std::string& text) const { folder_.write("secret", text); }
  SecretSource secret() const { return SecretFile{(folder_.path() / "secret").string()}; }

 private:
  TemporaryFolder folder_;
};

}  // namespace cckm::test
