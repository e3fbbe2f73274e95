// SPDX-License-Identifier: Apache-2.0
// Certificates and keys that fit, do not fit, or are none.
#include "exporter/config/tls_files.h"

#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

TEST_CASE("a file of certificates is checked to its end") {
  const TemporaryFolder folder;
  const PemPair pair = make_pem_pair();
  const std::string half = pair.certificate.substr(0, pair.certificate.size() / 2);
  const std::string no_end = ": holds a malformed certificate";
  struct Row {
    std::string text;
    std::optional<std::string> wanted;
  };
  const std::vector<Row> rows = {
      {pair.certificate, std::nullopt},
      {"# a bundle\n" + pair.certificate + "text between\n" + pair.certificate, std::nullopt},
      {pair.key + pair.certificate, std::nullopt},
      // Not what it should be.
      {"", ": is empty"},
      {"hello", ": holds no PEM certificate"},
      {pair.key, ": holds no PEM certificate"},
      {half, no_end},
      {pair.certificate + half, no_end},
      {std::string(1024 * 1024 + 1, 'x'), ": is over 1048576 bytes"},
  };
  for (const Row& row : rows) {
    const std::string path = folder.write("ca.pem", row.text);
    INFO(row.text.substr(0, 100));
    CHECK(check_certificates(path) == (row.wanted ? path + *row.wanted : row.wanted));
  }
}

TEST_CASE("a private key must be readable without a passphrase") {
  const TemporaryFolder folder;
  const PemPair pair = make_pem_pair();
  CHECK(check_private_key(folder.write("key.pem", pair.key)) == std::nullopt);
  CHECK(check_private_key(folder.write("key.pem", pair.certificate + pair.key)) == std::nullopt);
  for (const std::string& text : {pair.encrypted_key, pair.certificate, std::string("hello")}) {
    const std::string path = folder.write("key.pem", text);
    CHECK(check_private_key(path) ==
          path + ": holds no PEM private key that can be read without a passphrase");
  }
  CHECK(check_private_key("no/key.pem") == "no/key.pem: No such file or directory");
}

TEST_CASE("a certificate and a key must belong together") {
  const TemporaryFolder folder;
  const PemPair mine = make_pem_pair();
  const PemPair other = make_pem_pair();
  const std::string cert = folder.write("cert.pem", mine.certificate + other.certificate);
  const std::string key = folder.write("key.pem", mine.key);
  const std::string wrong = folder.write("wrong.pem", other.key);
  CHECK(check_key_pair(cert, key) == std::nullopt);
  CHECK(check_key_pair(cert, wrong) == wrong + ": is not the key of the certificate in " + cert);
  CHECK(check_key_pair(cert, "missing.pem") == std::nullopt);
}

}  // namespace cckm::test
