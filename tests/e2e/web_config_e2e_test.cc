// SPDX-License-Identifier: Apache-2.0
// Serves the pages over TLS: certificates that rotate under load, files that break, and a real
// Prometheus with a client certificate and a password.
#include <algorithm>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

#include "tests/e2e/connect.h"
#include "tests/e2e/prometheus.h"
#include "tests/e2e/reload_scene.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/certificate.h"
#include "tests/simulator/test_client.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

// Of the password "secret".
const std::string kHash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

struct ConnectedClient : TestClient {
  explicit ConnectedClient(const TestTarget& target) : TestClient(target) { handshake(); }
};

// An exporter with one job, whose pages are served over TLS. Certificate and key are
// in a folder behind a symbolic link, as Kubernetes mounts a Secret.
class TlsScene {
 public:
  explicit TlsScene(const std::string& more_tls = "", const std::string& more = "") {
    configuration_.add(simulator_, {.names = {"documented-sample"}});
    rotate();
    folder().write("clients.pem", clients.pem());
    folder().write("web.yml",
                   "tls_server_config: {cert_file: current/cert.pem, key_file: current/key.pem" +
                       more_tls + "}\n" + more);
    exporter.emplace(configuration_.path(),
                     std::vector{"--web.config.file=" + (folder().path() / "web.yml").string()});
  }

  // Issues a certificate, and replaces certificate and key in one step.
  void rotate() {
    const std::string name = "rotation-" + std::to_string(++rotations_);
    std::filesystem::create_directory(folder().path() / name);
    credential = authority.issue({});
    folder().write(name + "/cert.pem", credential.certificate_pem);
    folder().write(name + "/key.pem", credential.key_pem);
    const auto next = folder().path() / "next";
    std::filesystem::create_directory_symlink(name, next);
    std::filesystem::rename(next, folder().path() / "current");
  }

  ConnectedClient connect() const {
    return ConnectedClient({"https://" + exporter->address(), authority.pem()});
  }
  std::string scrape() const { return connect().get("/metrics"); }
  const TemporaryFolder& folder() const { return configuration_.folder(); }

  CertificateAuthority authority;  // of the exporter
  CertificateAuthority clients;    // of its clients
  Credential credential;           // the last one of rotate()
  std::optional<RunningExporter> exporter;

 private:
  int rotations_ = 0;
  Simulator simulator_;
  Configuration configuration_;
};

bool is_whole(const std::string& reply) {
  return reply.starts_with("HTTP/1.1 200 OK\r\n") && sample(reply, "cckm_up") == 1.0;
}

}  // namespace

TEST_CASE("fault 85: twenty rotations of the certificate fail none of a thousand scrapes") {
  constexpr int kScrapes = 1000, kRotations = 20, kScrapers = 4;
  TlsScene scene;
  std::atomic<int> scrapes = 0;
  const auto scrape = [&](bool keeps) {
    int bad = 0;
    ConnectedClient kept = scene.connect();
    while (scrapes++ < kScrapes)
      bad += is_whole(keeps ? kept.get("/metrics") : scene.scrape()) ? 0 : 1;
    return bad;
  };
  std::vector<std::future<int>> scrapers;
  for (int i = 0; i < kScrapers; ++i) {
    scrapers.push_back(std::async(std::launch::async, scrape, i == 0));
  }
  for (int rotation = 1; rotation <= kRotations; ++rotation) {
    while (scrapes < rotation * kScrapes / (kRotations + 1)) std::this_thread::yield();
    scene.rotate();
    // The next handshake has the new certificate.
    CHECK(scene.connect().certificate_pem() == scene.credential.certificate_pem);
  }
  for (auto& scraper : scrapers) CHECK(scraper.get() == 0);
  CHECK(sample(scene.scrape(), kWebGood) == 1.0);
  CHECK(sample(scene.scrape(), "cckm_exporter_connections_closed_total", {"tls"}) == 0.0);
  CHECK(scene.exporter->stop() == 0);
  CHECK(count_of(scene.exporter->process().output(), "web configuration error") == 0);
  CHECK(count_of(scene.exporter->process().output(), "web configuration read again") >= kRotations);
}

TEST_CASE("reloads under scrapes over TLS lose nothing") {
  constexpr int kReloads = 200;
  TlsScene scene;
  std::atomic<bool> enough = false;
  auto scraper = std::async(std::launch::async, [&] {
    ConnectedClient kept = scene.connect();
    int bad = 0;
    while (!enough) bad += is_whole(kept.get("/metrics")) && is_whole(scene.scrape()) ? 0 : 1;
    return bad;
  });
  for (int i = 0; i < kReloads; ++i) {
    scene.exporter->process().signal(SIGHUP);
    scene.exporter->process().await_line("msg=\"configuration reloaded\"");
  }
  enough = true;
  CHECK(scraper.get() == 0);
  CHECK(scene.exporter->stop() == 0);
}

TEST_CASE("fault 86: a certificate, a key or a web configuration that breaks") {
  TlsScene scene;
  const std::string old = scene.credential.certificate_pem;
  const std::string file = GENERATE("current/cert.pem", "current/key.pem", "web.yml");
  CAPTURE(file);
  CHECK(sample(scene.scrape(), kWebGood) == 1.0);
  std::filesystem::rename(scene.folder().path() / file, scene.folder().path() / "good");
  scene.folder().write(file, "hello");
  for (int i = 0; i < 5; ++i) {
    ConnectedClient client = scene.connect();
    CHECK(client.certificate_pem() == old);
    const std::string reply = client.get("/metrics");
    CHECK(is_whole(reply));
    CHECK(sample(reply, kWebGood) == 0.0);
  }
  std::filesystem::rename(scene.folder().path() / "good", scene.folder().path() / file);
  CHECK(sample(scene.scrape(), kWebGood) == 1.0);
  CHECK(scene.exporter->stop() == 0);
  CHECK(count_of(scene.exporter->process().output(), "web configuration error") == 1);
}

TEST_CASE("fault 87: clients that stall in their TLS handshakes cost no thread") {
  constexpr int kClients = 100;
  TlsScene scene;
  scene.scrape();
  const auto threads = [&] {
    const auto tasks = "/proc/" + std::to_string(scene.exporter->process().id()) + "/task";
    return std::distance(std::filesystem::directory_iterator(tasks), {});
  };
  const auto before = threads();
  const std::string beginning("\x16\x03\x01\x02\x00\x01", 6);  // of a ClientHello
  std::vector<boost::asio::ip::tcp::socket> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(connect_to(scene.exporter->address()));
    if (i % 2 == 0) boost::asio::write(clients.back(), boost::asio::buffer(beginning));
  }
  CHECK(is_whole(scene.scrape()));
  CHECK(threads() == before);
  char byte = 0;
  boost::system::error_code error;
  for (auto& client : clients) {
    while (client.read_some(boost::asio::buffer(&byte, 1), error) > 0) {
    }
  }
  CHECK(sample(scene.scrape(), "cckm_exporter_connections_closed_total", {"timeout"}) ==
        double{kClients});
}

TEST_CASE("fault 88: a request over plain HTTP to the port of TLS") {
  const TlsScene scene;
  const auto reply = http_get(scene.exporter->address(), "/metrics");
  CHECK(reply.result_int() == 400);
  CHECK(reply.body() == "This port speaks TLS: use https.\n");
}

TEST_CASE("the health check works over TLS, with the web configuration and without") {
  const TlsScene scene("", "basic_auth_users: {ann: " + kHash + "}\n");
  const std::string address = scene.exporter->address();
  std::vector<std::string> check{"--healthcheck", "--web.listen-address", address};
  CHECK(run_exporter(check).output == "healthy: " + address + ": status 400\n");
  check.push_back("--web.config.file=" + (scene.folder().path() / "web.yml").string());
  CHECK(run_exporter(check).output == "healthy: " + address + ": status 401\n");
}

TEST_CASE("the health check without the web configuration needs no certificate") {
  const TlsScene scene(
      ", client_ca_file: clients.pem, client_auth_type: RequireAndVerifyClientCert");
  const std::string address = scene.exporter->address();
  CHECK(run_exporter({"--healthcheck", "--web.listen-address", address}).output ==
        "healthy: " + address + ": status 400\n");
}

TEST_CASE("Prometheus scrapes over mutual TLS with a user and a password") {
  TlsScene scene(", client_ca_file: clients.pem, client_auth_type: RequireAndVerifyClientCert",
                 "basic_auth_users: {ann: " + kHash + "}\n");
  const Credential client = scene.clients.issue({});
  const auto file = [&](const std::string& name, const std::string& text) {
    return name + ": " + scene.folder().write(name + ".pem", text);
  };
  const std::string tls = "    scheme: https\n    tls_config: {server_name: web.keysecure.local, " +
                          file("ca_file", scene.authority.pem());
  const std::string identity = ", " + file("cert_file", client.certificate_pem) + ", " +
                               file("key_file", client.key_pem) + "}\n";
  const std::string user = "    basic_auth: {username: ann, password: secret}\n";
  const std::vector<ScrapeTarget> targets = {{scene.exporter->address()}};
  const RunningPrometheus prometheus(
      {.jobs = {{"whole", {.targets = targets, .extra = tls + identity + user}},
                {"without-certificate", {.targets = targets, .extra = tls + "}\n" + user}},
                {"without-password", {.targets = targets, .extra = tls + identity}}}});
  CHECK(prometheus.value(R"(up{job="whole"})") == 1.0);
  CHECK(prometheus.value("cckm_up") == 1.0);
  CHECK(prometheus.value(R"(up{job="without-certificate"})") == 0.0);
  CHECK(prometheus.value(R"(up{job="without-password"})") == 0.0);
}
