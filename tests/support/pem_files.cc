// SPDX-License-Identifier: Apache-2.0
// Makes keys and certificates with OpenSSL.
#include "tests/support/pem_files.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace cckm::test {
namespace {

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

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL failed");
}

Certificate self_signed(EVP_PKEY* key) {
  constexpr long kDay = 24L * 3600;
  Certificate certificate(X509_new());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay);
  require(X509_set_pubkey(certificate.get(), key) == 1 &&
          X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

std::string text_of(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string certificate_pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return text_of(bio);
}

std::string key_pem(EVP_PKEY* key, const EVP_CIPHER* cipher) {
  const Bio bio(BIO_new(BIO_s_mem()));
  std::string passphrase = "passphrase";
  const int size = cipher == nullptr ? 0 : static_cast<int>(passphrase.size());
  require(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, cipher, passphrase.data(), size, nullptr,
                                        nullptr) == 1);
  return text_of(bio);
}

}  // namespace

PemPair make_pem_pair() {
  const PrivateKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  require(key != nullptr);
  return {certificate_pem(self_signed(key.get()).get()), key_pem(key.get(), nullptr),
          key_pem(key.get(), EVP_aes_256_cbc())};
}

}  // namespace cckm::test
