// SPDX-License-Identifier: Apache-2.0
// The mapping of tls_config, without the rest of a configuration.
#include "exporter/config/read_tls.h"

#include <filesystem>
#include <string>

#include "exporter/config/yaml/file.h"
#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/working_directory.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

namespace fs = std::filesystem;

using Tls = std::optional<TlsOptions>;

LoadedFile<Tls> load_tls(const std::string& yaml) {
  return load_yaml<Tls>({"t.yml", yaml}, read_tls);
}

// A folder with a pair of cert.pem and key.pem, as the working directory.
struct Folder {
  Folder() {
    const PemPair pair = make_pem_pair();
    folder.write("cert.pem", pair.certificate);
    folder.write("key.pem", pair.key);
  }
  TemporaryFolder folder;
  WorkingDirectory in_folder{folder.path()};
};

}  // namespace

TEST_CASE("tls_config has files, a name and a version") {
  const Folder folder;
  const auto loaded = load_tls(
      "{ca_file: cert.pem, server_name: web.keysecure.local, cert_file: cert.pem, key_file: "
      "./key.pem, min_version: TLS13}\n");
  CHECK(lines(loaded.errors).empty());
  CHECK(loaded.warnings.empty());
  CHECK(loaded.settings == TlsOptions{.ca_file = "cert.pem",
                                      .server_name = "web.keysecure.local",
                                      .cert_file = "cert.pem",
                                      .key_file = "key.pem",
                                      .insecure_skip_verify = false,
                                      .min_version = TlsVersion::kTls13});
  CHECK(load_tls("{min_version: TLS12}\n").settings == TlsOptions{});
}

TEST_CASE("verification that is switched off is a warning") {
  const auto loaded = load_tls("{insecure_skip_verify: true}\n");
  CHECK(loaded.ok());
  CHECK(loaded.settings.value().insecure_skip_verify);
  CHECK(lines(loaded.warnings) ==
        "t.yml:1:24: insecure_skip_verify: anybody on the network path can pose as the manager and "
        "read the credentials; use ca_file\n");
  CHECK(load_tls("{insecure_skip_verify: false}\n").warnings.empty());
}

TEST_CASE("a private key that every user can read is a warning, a certificate is not") {
  const Folder folder;
  for (const auto* file : {"cert.pem", "key.pem"}) {
    fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
  }
  const auto loaded = load_tls("{ca_file: cert.pem, cert_file: cert.pem, key_file: key.pem}\n");
  CHECK(loaded.ok());
  CHECK(lines(loaded.warnings) ==
        "t.yml:1:52: key_file: key.pem: can be read by every user of this machine\n");
}

TEST_CASE("a certificate and its key must be given together and belong together") {
  const Folder folder;
  folder.folder.write("other.pem", make_pem_pair().key);
  const auto errors_of = [](const std::string& yaml) { return lines(load_tls(yaml).errors); };
  CHECK(errors_of("{cert_file: cert.pem}\n") ==
        "t.yml:1:13: cert_file: needs key_file beside it\n");
  CHECK(errors_of("{key_file: key.pem}\n") == "t.yml:1:12: key_file: needs cert_file beside it\n");
  CHECK(errors_of("{cert_file: cert.pem, key_file: other.pem}\n") ==
        "t.yml:1:33: key_file: other.pem: is not the key of the certificate in cert.pem\n");
  CHECK(errors_of("{ca_file: key.pem}\n") ==
        "t.yml:1:11: ca_file: key.pem: holds no PEM certificate\n");
}

TEST_CASE("a server name is a host, and a version is one of two") {
  CHECK(lines(load_tls("{server_name: 'a b', min_version: TLS11}\n").errors) ==
        "t.yml:1:15: server_name: must be a DNS name or an IP address\n"
        "t.yml:1:35: min_version: must be TLS12 or TLS13\n");
}

}  // namespace cckm::test
