// SPDX-License-Identifier: Apache-2.0
// Wiring and exit codes.
#include "exporter/exporter.h"

#include <algorithm>
#include <iostream>

#include "exporter/cckm/manager.h"
#include "exporter/log.h"
#include "exporter/metrics/page.h"
#include "exporter/process_limits.h"
#include "exporter/version.h"
#include "exporter/web/routes.h"
#include "exporter/web/users.h"
#include "exporter/web_log.h"

namespace cckm {
namespace {

// Page rendering must not keep other connections waiting, so there is a second thread.
constexpr int kServerThreads = 2;
// systemd and Kubernetes wait longer, but nobody likes to.
constexpr std::chrono::milliseconds kStopPatience{2000};

std::string to_text(const asio::ip::tcp::endpoint& endpoint) {
  const auto host = endpoint.address().to_string();
  const auto port = std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

}  // namespace

Exporter::Exporter(const Settings& settings)
    : regions_per_job_(settings.regions_per_job),
      scrape_timeout_(settings.scrape_timeout),
      metrics_({version(), revision(), compiler()}, std::chrono::system_clock::now(),
               log::lines_dropped) {}

Result<std::unique_ptr<Exporter>> Exporter::create(const Settings& settings) {
  std::unique_ptr<Exporter> exporter(new Exporter(settings));
  for (const ManagerSettings& manager : settings.managers) {
    auto& telemetry = exporter->metrics_.for_manager(manager.name, grants_of(manager.auth),
                                                     endpoint_templates(manager));
    auto source = Manager::create(manager, telemetry);
    if (!source) {
      return Failure{source.failure().reason, manager.name + ": " + source.failure().detail};
    }
    exporter->collectors_.push_back(std::make_unique<Collector>(
        std::move(source.value()), [log = &exporter->change_log_](const ManagerReport& report) {
          log->note_clocks(BootClock::now(), std::chrono::system_clock::now());
          log->note(report, std::chrono::steady_clock::now());
        }));
  }
  return exporter;
}

int Exporter::serve(const Flags& flags, const WebSettings& web) {
  ScrapePage page(collectors_, metrics_,
                  {.scrape_timeout = scrape_timeout_,
                   .timeout_offset = flags.timeout_offset,
                   .max_requests = flags.max_requests,
                   .regions = {.per_job = regions_per_job_},
                   .on_region_loss = [this](const RegionLoss& loss) {
                     change_log_.note(loss, std::chrono::steady_clock::now());
                   }});
  WebLog web_log(metrics_);
  Users users(web.users);
  Server server(for_users(users, routes(page, flags.telemetry_path, version()),
                          [&web_log] { web_log.user_refused(); }),
                web_log, {.open = client_connections(), .writing = flags.max_requests});
  server.stop_on_signals(kStopPatience, [] { log::info("stopping"); });
  for (const ListenAddress& address : flags.listen_addresses) {
    const auto endpoint = server.listen(address);
    if (!endpoint) {
      log::error("cannot start", {{"detail", endpoint.failure().detail}});
      return 1;
    }
    log::info("listening", {{"address", to_text(*endpoint)}});
  }
  server.run(kServerThreads);
  users.close();
  collectors_.clear();  // they, too, may still call a session back
  return 0;
}

int Exporter::once() {
  const auto begin = std::chrono::steady_clock::now();
  const Reports reports = wait_for(Scrape(collectors_, {begin, begin + scrape_timeout_}));
  std::cout << render_page(reports, {.per_job = regions_per_job_}, metrics_) << std::flush;
  const bool all_up =
      std::all_of(reports.begin(), reports.end(), [](const auto& report) { return report->up; });
  return all_up && std::cout ? 0 : 1;
}

}  // namespace cckm
