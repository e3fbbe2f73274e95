// SPDX-License-Identifier: Apache-2.0
// Issues certificates with OpenSSL's EVP and X509 functions.
#include "tests/simulator/certificate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <stdexcept>

namespace cckm::test {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

void require(bool success) {
  if (!success) throw std::runtime_error("OpenSSL could not make a certificate");
}

Key make_key() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free);
  require(key != nullptr);
  return key;
}

Key make_rsa_key() {
  constexpr std::size_t kBits = 2048;
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kBits), EVP_PKEY_free);
  require(key != nullptr);
  return key;
}

template <typename Write>
std::string pem_text(Write write) {
  const Bio memory(BIO_new(BIO_s_mem()), BIO_free);
  require(memory && write(memory.get()) == 1);
  std::string text(BIO_ctrl_pending(memory.get()), '\0');
  require(BIO_read(memory.get(), text.data(), static_cast<int>(text.size())) > 0);
  return text;
}

std::string pem_of(const Certificate& certificate) {
  return pem_text([&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); });
}

std::string pem_of(const Key& key) {
  return pem_text([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::int64_t random_serial() {
  std::int64_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  return serial & INT64_MAX;
}

// Returns a certificate without issuer, extensions and signature.
Certificate blank_certificate(const CertificateSpec& spec, const Key& key) {
  Certificate certificate(X509_new(), X509_free);
  X509* x509 = certificate.get();
  require(x509 != nullptr);
  require(X509_set_version(x509, X509_VERSION_3) == 1);
  require(ASN1_INTEGER_set_int64(X509_get_serialNumber(x509), random_serial()) == 1);
  const auto seconds = [](std::chrono::hours hours) { return std::chrono::seconds(hours).count(); };
  require(X509_gmtime_adj(X509_getm_notBefore(x509), seconds(spec.begins)) != nullptr);
  require(X509_gmtime_adj(X509_getm_notAfter(x509), seconds(spec.ends)) != nullptr);
  require(X509_NAME_add_entry_by_txt(
              X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
              reinterpret_cast<const unsigned char*>(spec.common_name.c_str()), -1, -1, 0) == 1);
  require(X509_set_pubkey(x509, key.get()) == 1);
  return certificate;
}

void add_extension(X509* subject, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, subject, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), X509_EXTENSION_free);
  require(extension && X509_add_ext(subject, extension.get(), -1) == 1);
}

bool is_address(const std::string& name) {
  const std::unique_ptr<ASN1_OCTET_STRING, decltype(&ASN1_OCTET_STRING_free)> address(
      a2i_IPADDRESS(name.c_str()), ASN1_OCTET_STRING_free);
  return address != nullptr;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  return text;
}

void sign(X509* certificate, const Key& key) {
  require(X509_sign(certificate, key.get(), EVP_sha256()) > 0);
}

// Returns the certificate of an authority. Without `issuer` it is self-signed.
Certificate authority_certificate(const std::string& name, const Key& key, X509* issuer,
                                  const Key& issuer_key) {
  Certificate certificate = blank_certificate({.common_name = name}, key);
  X509* x509 = certificate.get();
  if (issuer == nullptr) issuer = x509;
  require(X509_set_issuer_name(x509, X509_get_subject_name(issuer)) == 1);
  add_extension(x509, issuer, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(x509, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(x509, issuer, NID_subject_key_identifier, "hash");
  sign(x509, issuer_key);
  return certificate;
}

}  // namespace

CertificateAuthority::CertificateAuthority()
    : key_(make_key()),
      certificate_(authority_certificate("CCKM simulator authority", key_, nullptr, key_)),
      pem_(pem_of(certificate_)) {}

CertificateAuthority CertificateAuthority::issue_authority() const {
  CertificateAuthority issued;
  issued.certificate_ = authority_certificate("CCKM simulator issuing authority", issued.key_,
                                              certificate_.get(), key_);
  issued.pem_ = pem_of(issued.certificate_);
  return issued;
}

Credential CertificateAuthority::issue(const CertificateSpec& spec) const {
  const Key key = spec.rsa ? make_rsa_key() : make_key();
  const Certificate certificate = blank_certificate(spec, key);
  X509* x509 = certificate.get();
  X509* issuer = spec.self_signed ? x509 : certificate_.get();
  require(X509_set_issuer_name(x509, X509_get_subject_name(issuer)) == 1);
  add_extension(x509, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(x509, issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(x509, issuer, NID_ext_key_usage, "serverAuth,clientAuth");
  if (!spec.self_signed) add_extension(x509, issuer, NID_authority_key_identifier, "keyid");
  if (!spec.names.empty())
    add_extension(x509, issuer, NID_subject_alt_name, alternative_names(spec.names));
  sign(x509, spec.self_signed ? key : key_);
  return {pem_of(certificate), pem_of(key)};
}

}  // namespace cckm::test
