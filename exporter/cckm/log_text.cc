// SPDX-License-Identifier: Apache-2.0
// Searches for secrets first and cuts the text afterwards. Otherwise the cut could leave the
// beginning of a secret, too short to be found.
#include "exporter/cckm/log_text.h"

namespace cckm {
namespace {

std::string printable(std::string_view text) {
  std::string result(text);
  std::erase_if(result, [](char c) { return c < ' ' || c > '~'; });
  return result;
}

}  // namespace

std::string log_text(std::string_view text, const SecretFinder& secrets, std::size_t most) {
  const std::string_view known = text.substr(0, kSearchedForSecrets);
  const std::string plain = printable(known);
  // Characters that are left out can split a secret, so both texts are searched.
  if (secrets.part_in(known) || secrets.part_in(plain)) return std::string(kRedacted);
  return plain.substr(0, most);
}

}  // namespace cckm
