// SPDX-License-Identifier: Apache-2.0
// Options that are read, and the messages for those that are wrong or alone.
#include "exporter/config/read_server_tls.h"

#include <string>

#include "exporter/config/web_settings.h"
#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

using Names = std::vector<std::string>;

// Files of a certificate and its key, and a web configuration beside them.
struct Scene {
  Scene() {
    folder.write("cert.pem", pair.certificate);
    folder.write("key.pem", pair.key);
    folder.write("other.pem", make_pem_pair().key);
    folder.write("text.pem", "hello");
  }

  LoadedWeb load(const std::string& entries) const {
    return load_web_settings(folder.write("web.yml", "tls_server_config: {" + entries + "}\n"));
  }
  ServerTlsSettings settings(const std::string& entries) const {
    const LoadedWeb loaded = load("cert_file: cert.pem, key_file: key.pem, " + entries);
    for (const auto& error : loaded.errors) FAIL_CHECK(error.to_string());
    return loaded.settings.tls.value();
  }
  // Returns the messages without places, and without the folder of a file.
  std::string errors(const std::string& entries) const {
    std::string texts;
    for (const auto& error : load(entries).errors) {
      texts += error.path + ": " + error.message + "\n";
    }
    const auto at = texts.find(path(""));
    return at == std::string::npos ? texts : texts.erase(at, path("").size());
  }
  std::string path(const char* file) const { return (folder.path() / file).string(); }

  PemPair pair = make_pem_pair();
  TemporaryFolder folder;
};

std::string indented(const std::string& pem) {
  std::string text = "    ";
  for (const char c : pem) text += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return text;
}

}  // namespace

TEST_CASE("a certificate and a key are read from their files, relative to the configuration") {
  const Scene scene;
  const auto settings = scene.settings("");
  CHECK(settings.options.certificates == scene.pair.certificate);
  CHECK(settings.options.key == scene.pair.key);
  CHECK(settings.files == Names{scene.path("cert.pem"), scene.path("key.pem")});
  CHECK(settings.options.client_auth == ClientAuth::kNone);
  CHECK(settings.options.min_version == ServedTlsVersion::kTls12);
  CHECK(settings.options.max_version == ServedTlsVersion::kTls13);
  CHECK(settings.options.prefers_own_ciphers);
}

TEST_CASE("a certificate, a key and an authority can stand in the configuration itself") {
  const Scene scene;
  const LoadedWeb loaded = parse_web_settings(
      "tls_server_config:\n  client_auth_type: RequireAndVerifyClientCert\n  cert: |\n" +
          indented(scene.pair.certificate) + "\n  key: |\n" + indented(scene.pair.key) +
          "\n  client_ca: |\n" + indented(scene.pair.certificate) + "\n",
      "web.yml");
  for (const auto& error : loaded.errors) FAIL_CHECK(error.to_string());
  const auto& options = loaded.settings.tls.value().options;
  CHECK_FALSE(options.certificates.empty());
  CHECK_FALSE(options.key.empty());
  CHECK_FALSE(options.client_authorities.empty());
  CHECK(loaded.settings.tls->files.empty());
}

TEST_CASE("all options of TLS are read") {
  const Scene scene;
  const auto settings = scene.settings(
      "client_ca_file: cert.pem, client_auth_type: RequireAndVerifyClientCert, "
      "client_allowed_sans: [a.example, 127.0.0.1], min_version: TLS13, max_version: TLS13, "
      "cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256], "
      "prefer_server_cipher_suites: false, curve_preferences: [X25519, CurveP256]");
  const auto& options = settings.options;
  CHECK(options.client_authorities == scene.pair.certificate);
  CHECK(options.client_auth == ClientAuth::kRequireAndVerify);
  CHECK(options.client_names == Names{"a.example", "127.0.0.1"});
  CHECK(options.min_version == ServedTlsVersion::kTls13);
  CHECK(options.ciphers == Names{"ECDHE-RSA-AES128-GCM-SHA256"});
  CHECK_FALSE(options.prefers_own_ciphers);
  CHECK(options.curves == Names{"X25519", "P-256"});
  CHECK(settings.files ==
        Names{scene.path("cert.pem"), scene.path("key.pem"), scene.path("cert.pem")});
}

TEST_CASE("cipher suites of TLS 1.3 alone exclude TLS 1.2") {
  const auto options = Scene().settings("cipher_suites: [TLS_AES_128_GCM_SHA256]").options;
  CHECK(options.ciphers.empty());
  CHECK(options.min_version == ServedTlsVersion::kTls13);
}

TEST_CASE("what is wrong in tls_server_config") {
  const Scene scene;
  const std::string pair = "cert_file: cert.pem, key_file: key.pem, ";
  const std::string at = "tls_server_config";
  const auto [entries, wanted] = GENERATE_COPY(table<std::string, std::string>({
      {"", at + ": needs cert_file or cert\n" + at + ": needs key_file or key\n"},
      {"min_version: TLS13", at + ": needs cert_file or cert\n" + at + ": needs key_file or key\n"},
      {"cert_file: cert.pem", at + ": needs key_file or key\n"},
      {"cert_file: cert.pem, key_file: other.pem",
       at + ".key_file: is not the key of the certificate\n"},
      {"cert_file: none.pem, key_file: key.pem",
       at + ".cert_file: none.pem: No such file or directory\n"},
      {"cert_file: text.pem, key_file: key.pem",
       at + ".cert_file: text.pem: holds no PEM certificate\n"},
      {"cert: hello, key_file: key.pem", at + ".cert: holds no PEM certificate\n"},
      {"cert: hello, cert_file: cert.pem, key_file: key.pem",
       at + ".cert: stands beside cert_file, give one of the two\n"},
      {pair + "client_ca_file: cert.pem",
       at + ".client_ca_file: has no effect without client_auth_type, such as "
            "RequireAndVerifyClientCert\n"},
      {pair + "client_auth_type: RequireAndVerifyClientCert",
       at + ".client_auth_type: needs client_ca_file or client_ca beside it\n"},
      {pair + "client_auth_type: Always",
       at + ".client_auth_type: must be NoClientCert, RequestClientCert, RequireAnyClientCert, "
            "VerifyClientCertIfGiven or RequireAndVerifyClientCert\n"},
      {pair + "client_allowed_sans: [a]",
       at + ".client_allowed_sans: needs client_auth_type RequireAndVerifyClientCert or "
            "RequireAnyClientCert beside it\n"},
      {pair + "min_version: TLS11", at + ".min_version: must be TLS12 or TLS13\n"},
      {pair + "min_version: TLS13, max_version: TLS12",
       at + ".max_version: must not be lower than min_version\n"},
      {pair + "curve_preferences: [P-256]",
       at + ".curve_preferences[0]: must be CurveP256, CurveP384, CurveP521 or X25519\n"},
      {pair + "cipher_suites: [TLS_RSA_WITH_AES_128_CBC_SHA]",
       at + ".cipher_suites[0]: must be a cipher suite that Go counts as secure, such as "
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"},
  }));
  CAPTURE(entries);
  CHECK(scene.errors(entries) == wanted);
}

TEST_CASE("a configuration with an error still names its files") {
  const Scene scene;
  const LoadedWeb loaded = scene.load("cert_file: cert.pem, key_file: other.pem");
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.settings.tls.value().files ==
        Names{scene.path("cert.pem"), scene.path("other.pem")});
}

}  // namespace cckm::test
