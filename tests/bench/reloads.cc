// SPDX-License-Identifier: Apache-2.0
// Reloads the configuration a hundred times a second, while two scrapers scrape without pause. CM,
// the exporter's pages and the requests for a reload are all over TLS. Before that, measures what
// a reload costs.
#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/certificate.h"
#include "tests/simulator/test_client.h"
#include "tests/support/process_status.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kReloads = 1000;
constexpr std::chrono::milliseconds kPace{10};
constexpr int kScrapers = 2;
constexpr int kReloadsAlone = 200;
constexpr int kManagers = 10;

// An exporter whose pages are served over TLS.
struct TlsExporter {
  TlsExporter() {
    configuration.add(simulator);
    const Credential credential = authority.issue({});
    configuration.folder().write("cert.pem", credential.certificate_pem);
    configuration.folder().write("key.pem", credential.key_pem);
    web_config = configuration.folder().write(
        "web.yml", "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n");
  }

  TestClient connect(const std::string& address) const {
    return TestClient({"https://" + address, authority.pem()});
  }

  Simulator simulator;
  CertificateAuthority authority;
  Configuration configuration;
  std::string web_config;
};

bool is_whole(const std::string& response) {
  return response.starts_with("HTTP/1.1 200 OK\r\n") && sample(response, "cckm_up") == 1.0 &&
         response.find("cckm_scrape_job_error") == std::string::npos;
}

// Returns the processor time of one reload in milliseconds.
template <typename Reload>
double time_of(pid_t process, const Reload& reload) {
  const double before = processor_seconds(process);
  for (int i = 0; i < kReloadsAlone; ++i) reload();
  return (processor_seconds(process) - before) * 1e3 / kReloadsAlone;
}

// Measures the reload of ten managers that trust the system's authorities.
void measure_system_authorities(Table& table) {
  const TemporaryFolder folder;
  folder.write("password", "p");
  std::string yaml = "managers:\n";
  for (int i = 0; i < kManagers; ++i) {
    yaml += "  - {name: cm" + std::to_string(i) +
            ", url: 'https://cm.invalid', auth: {username: u, password_file: password}, "
            "discover: all}\n";
  }
  RunningExporter exporter(folder.write("exporter.yml", yaml), {"--web.enable-lifecycle"});
  const auto reload = [&] {
    if (http_request("POST", exporter.address(), "/-/reload").result_int() != 200) {
      throw std::runtime_error("a reload failed");
    }
  };
  reload();
  table.row("the same, ten managers, system's authorities",
            time_of(exporter.process().id(), reload), "ms");
}

}  // namespace

void measure_reloads(Table& table) {
  TlsExporter scene;
  RunningExporter exporter(scene.configuration,
                           {"--web.enable-lifecycle", "--web.config.file", scene.web_config});
  const pid_t process = exporter.process().id();
  TestClient operator_client = scene.connect(exporter.address());
  operator_client.handshake();
  const auto reload = [&] {
    return operator_client.post("/-/reload", "").starts_with("HTTP/1.1 200 OK\r\n");
  };
  operator_client.get("/metrics");
  reload();
  operator_client.get("/metrics");
  const double threads = process_status(process, "Threads");
  table.row("processor time of a reload", time_of(process, reload), "ms");

  std::atomic<bool> enough = false;
  std::vector<std::future<int>> scrapers;
  for (int i = 0; i < kScrapers; ++i) {
    scrapers.push_back(std::async(std::launch::async, [&] {
      TestClient client = scene.connect(exporter.address());
      client.handshake();
      int bad = 0;
      while (!enough) bad += is_whole(client.get("/metrics")) ? 0 : 1;
      return bad;
    }));
  }
  int failed = 0;
  const auto begin = SteadyClock::now();
  for (int i = 1; i <= kReloads; ++i) {
    failed += reload() ? 0 : 1;
    std::this_thread::sleep_until(begin + i * kPace);
  }
  const std::chrono::duration<double> took = SteadyClock::now() - begin;
  enough = true;
  int bad = 0;
  for (auto& scraper : scrapers) bad += scraper.get();
  reload();  // frees the fleet before the last
  operator_client.get("/metrics");

  table.row("reloads in a second", kReloads / took.count(), "");
  table.row("failed reloads", failed, "", 0);
  table.row("scrapes that lost something", bad, "", 0);
  table.row("further threads", process_status(process, "Threads") - threads, "", 0);
  table.row("private memory at its peak", peak_private_mebibytes(process), "MiB");
  measure_system_authorities(table);
}

}  // namespace cckm::test
