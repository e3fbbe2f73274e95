// SPDX-License-Identifier: Apache-2.0
// Reads the extension subjectAltName.
#include "exporter/web/tls/alternative_names.h"

#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <cstring>
#include <memory>
#include <optional>

namespace cckm {
namespace {

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string text_of(const ASN1_STRING* text) {
  const auto* bytes = ASN1_STRING_get0_data(text);
  return {bytes, bytes + ASN1_STRING_length(text)};
}

// Precondition: `bytes` has as many bytes as the address.
template <typename Address>
std::string address_of(const std::string& bytes) {
  typename Address::bytes_type address;
  std::memcpy(address.data(), bytes.data(), address.size());
  return Address(address).to_string();
}

std::optional<std::string> text_of(const GENERAL_NAME* name) {
  using namespace boost::asio::ip;
  int kind = 0;
  const auto* text = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &kind));
  switch (kind) {
    case GEN_DNS:
    case GEN_EMAIL:
    case GEN_URI:
      return text_of(text);
    case GEN_IPADD:
      if (ASN1_STRING_length(text) == 4) return address_of<address_v4>(text_of(text));
      if (ASN1_STRING_length(text) == 16) return address_of<address_v6>(text_of(text));
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<std::string> alternative_names(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> texts;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (auto text = text_of(sk_GENERAL_NAME_value(names.get(), i))) texts.push_back(*text);
  }
  return texts;
}

}  // namespace cckm
