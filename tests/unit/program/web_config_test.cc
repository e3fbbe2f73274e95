// SPDX-License-Identifier: Apache-2.0
// A web configuration whose files change while it is in use.
#include "exporter/web_config.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/simulator/certificate.h"
#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"
#include "tests/support/page_text.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

// A web configuration with TLS in a folder, in use.
struct WebConfigScene {
  WebConfigScene() {
    write(authority.issue({}));
    folder.write("web.yml", "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n");
    const auto read = config.read();
    REQUIRE(read.problems.empty());
    config.use(read);
  }

  void write(const Credential& credential) const {
    folder.write("cert.pem", credential.certificate_pem);
    folder.write("key.pem", credential.key_pem);
  }
  std::shared_ptr<const WebPolicy> current() {
    boost::asio::io_context context;
    auto policy = boost::asio::co_spawn(context, config.current(), boost::asio::use_future);
    context.run();
    return policy.get();
  }
  bool is_good() const {
    return rendered({}, metrics).find("\ncckm_exporter_web_config_last_reload_successful 1\n") !=
           std::string::npos;
  }

  CertificateAuthority authority;
  TemporaryFolder folder;
  ExporterMetrics metrics{{"1", "2", "3"}, [] { return std::uint64_t{0}; }, {}};
  BasicAuth users{BasicAuth::Table{}};
  WebConfig config{(folder.path() / "web.yml").string(), users, metrics};
};

}  // namespace

TEST_CASE("files that do not change are read once") {
  WebConfigScene scene;
  const auto first = scene.current();
  CHECK(first->tls != nullptr);
  CHECK(scene.current() == first);
}

TEST_CASE("a new certificate is in use for the next connection") {
  WebConfigScene scene;
  const auto first = scene.current();
  scene.write(scene.authority.issue({}));
  const auto second = scene.current();
  CHECK(second->tls != first->tls);
  CHECK(scene.is_good());
}

TEST_CASE("a broken file keeps the old certificate, and is logged once") {
  WebConfigScene scene;
  const auto first = scene.current();
  scene.folder.write("key.pem", "hello");
  CapturedStderr captured;
  for (int i = 0; i < 3; ++i) CHECK(scene.current() == first);
  CHECK(captured.lines().size() == 2);  // the number of problems, and one line for each
  CHECK_FALSE(scene.is_good());
  scene.write(scene.authority.issue({}));
  CHECK(scene.current() != first);
  CHECK(scene.is_good());
}

TEST_CASE("a file that is missing for a while keeps the old certificate") {
  WebConfigScene scene;
  const auto first = scene.current();
  std::filesystem::remove(scene.folder.path() / "cert.pem");
  CHECK(scene.current() == first);
  scene.write(scene.authority.issue({}));
  CHECK(scene.current() != first);
}

TEST_CASE("TLS can be added and removed while it is in use") {
  WebConfigScene scene;
  scene.folder.write("web.yml", "http_server_config: {headers: {X-Frame-Options: deny}}\n");
  const auto plain = scene.current();
  CHECK(plain->tls == nullptr);
  CHECK(plain->headers.size() == 1);
  scene.folder.write("web.yml", "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n");
  CHECK(scene.current()->tls != nullptr);
}

TEST_CASE("without a file there is plain HTTP") {
  WebConfigScene scene;
  WebConfig none("", scene.users, scene.metrics);
  const auto read = none.read();
  CHECK(read.problems.empty());
  CHECK(read.policy->tls == nullptr);
}

TEST_CASE("users that are added and removed count for the next request") {
  WebConfigScene scene;
  const std::string hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  scene.folder.write("web.yml", "basic_auth_users: {ann: " + hash + "}\n");
  scene.current();
  boost::asio::io_context context;
  auto verdict = boost::asio::co_spawn(context, scene.users.authenticate("Basic YW5uOnNlY3JldA=="),
                                       boost::asio::use_future);
  context.run();
  CHECK(verdict.get() == BasicAuth::Verdict::kAccepted);
  scene.folder.write("web.yml", "{}\n");
  scene.current();
  boost::asio::io_context second;
  auto open = boost::asio::co_spawn(second, scene.users.authenticate(""), boost::asio::use_future);
  second.run();
  CHECK(open.get() == BasicAuth::Verdict::kAccepted);
}

}  // namespace cckm::test
