// SPDX-License-Identifier: Apache-2.0
// Texts of certificates and keys, and the limit of their files.
#include "exporter/config/pem.h"

#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

TEST_CASE("the problem of a text has nothing of the text") {
  const PemPair pair = make_pem_pair();
  CHECK_FALSE(certificates_problem(pair.certificate + pair.certificate));
  CHECK(certificates_problem("hello") == "holds no PEM certificate");
  CHECK(certificates_problem(pair.certificate.substr(0, 100)) == "holds a malformed certificate");
  CHECK_FALSE(private_key_problem(pair.key));
  for (const std::string& text : {pair.encrypted_key, pair.certificate, std::string("hello")}) {
    CHECK(private_key_problem(text) ==
          "holds no PEM private key that can be read without a passphrase");
  }
}

TEST_CASE("a key and a certificate can be a pair unless both are read and differ") {
  const PemPair mine = make_pem_pair();
  const PemPair other = make_pem_pair();
  CHECK(can_be_pair(mine.certificate + other.certificate, mine.key));
  CHECK_FALSE(can_be_pair(mine.certificate, other.key));
  CHECK(can_be_pair("hello", mine.key));
  CHECK(can_be_pair(mine.certificate, "hello"));
}

TEST_CASE("a file is read with its path in the failure") {
  const TemporaryFolder folder;
  CHECK(read_pem_file(folder.write("a.pem", "text")).value() == "text");
  CHECK(read_pem_file("no/a.pem").failure().detail == "no/a.pem: No such file or directory");
  const std::string large = folder.write("b.pem", std::string(1024 * 1024 + 1, 'x'));
  CHECK(read_pem_file(large).failure().detail == large + ": is over 1048576 bytes");
}

}  // namespace cckm::test
