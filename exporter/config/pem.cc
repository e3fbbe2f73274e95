// SPDX-License-Identifier: Apache-2.0
// Parses with OpenSSL's PEM readers, from memory: read_regular_file() limits what is read.
#include "exporter/config/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "exporter/system/regular_file.h"

namespace cckm {
namespace {

constexpr std::size_t kMostBytesOfPem = std::size_t{1024} * 1024;

template <auto free>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

// Replaces OpenSSL's default callback, which asks for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

Bio open_pem(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate next_certificate(const Bio& pem) {
  return Certificate(PEM_read_bio_X509(pem.get(), nullptr, no_passphrase, nullptr));
}

Certificate first_certificate(const std::string& text) {
  return next_certificate(open_pem(text));
}

PrivateKey private_key(const std::string& text) {
  const Bio pem = open_pem(text);
  return PrivateKey(PEM_read_bio_PrivateKey(pem.get(), nullptr, no_passphrase, nullptr));
}

// Returns true if the last PEM reader stopped because no PEM block was left. Clears the error
// queue.
bool reached_end() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

Result<std::string, PlainFailure> read_pem_file(const std::string& path) {
  auto text = read_regular_file(path, kMostBytesOfPem);
  if (!text) return PlainFailure{path + ": " + text.failure().detail};
  return text;
}

std::optional<std::string> certificates_problem(const std::string& pem) {
  ERR_clear_error();
  const Bio input = open_pem(pem);
  if (!next_certificate(input)) {
    return reached_end() ? "holds no PEM certificate" : "holds a malformed certificate";
  }
  while (next_certificate(input)) {
  }
  if (!reached_end()) return "holds a malformed certificate";
  return std::nullopt;
}

std::optional<std::string> private_key_problem(const std::string& pem) {
  const bool found = private_key(pem) != nullptr;
  ERR_clear_error();
  if (!found) return "holds no PEM private key that can be read without a passphrase";
  return std::nullopt;
}

bool can_be_pair(const std::string& certificates, const std::string& key) {
  const Certificate first = first_certificate(certificates);
  const PrivateKey its = private_key(key);
  const bool differ = first && its && X509_check_private_key(first.get(), its.get()) != 1;
  ERR_clear_error();
  return !differ;
}

}  // namespace cckm
