// SPDX-License-Identifier: Apache-2.0
// Hashing with libcrypt, the library with which the system checks its own users.
#include "exporter/web/auth/bcrypt.h"

#include <crypt.h>
#include <openssl/crypto.h>

#include <memory>
#include <string_view>

namespace cckm {

bool bcrypt_matches(const std::string& password, const std::string& hash) {
  const auto state = std::make_unique<crypt_data>();  // 32 KiB, too much for a stack
  // Not crypt_r: the sanitizers define their own, which keeps the linker from using libcrypt.
  const char* made =
      ::crypt_rn(password.c_str(), hash.c_str(), state.get(), static_cast<int>(sizeof(*state)));
  return made != nullptr && std::string_view(made).size() == hash.size() &&
         CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
}

}  // namespace cckm
