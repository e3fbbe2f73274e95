// SPDX-License-Identifier: Apache-2.0
// Connects the parts of the program and determines its exit codes.
//
// load() validates before it changes anything: first the files, then the managers and collectors of
// the new configuration. Only then are users, fleet and managers replaced. A scrape in progress
// keeps the fleet that it began with.
//
// Threads: two serve, each manager has its workers, the reloader, bcrypt and the web configuration
// have one each. load() runs on the main thread first and on the reloader's thread from then on.
// Workers call the scrape log directly.
//
// The order at the end of serve() matters. Reloader, web configuration, bcrypt and collectors call
// sessions back, so they end after the server has stopped and before it is destroyed.
#include "exporter/exporter.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <utility>

#include "exporter/cckm/credentials.h"
#include "exporter/log/log.h"
#include "exporter/metrics/page.h"
#include "exporter/scrape/scrape.h"
#include "exporter/server_log.h"
#include "exporter/system/process_limits.h"
#include "exporter/version.h"
#include "exporter/web/routes.h"

namespace cckm {
namespace {

// Two, so that rendering a page does not delay the other connections.
constexpr int kServerThreads = 2;
// For the responses in progress at SIGTERM. systemd and Kubernetes would wait longer.
constexpr std::chrono::milliseconds kGracePeriod{2000};

std::string to_text(const asio::ip::tcp::endpoint& endpoint) {
  return to_string(ListenAddress{endpoint.address().to_string(), std::to_string(endpoint.port())});
}

}  // namespace

std::string summary_of(const std::vector<std::string>& problems) {
  std::string text = std::to_string(problems.size()) +
                     (problems.size() == 1 ? " error" : " errors") + " in the configuration:\n";
  for (const auto& problem : problems) text += problem + '\n';
  return text;
}

Exporter::Exporter(const Flags& flags)
    : flags_(flags),
      reloader_([this] { return reload(); }, [this] { fleets_.destroy_retired(); }),
      metrics_({version(), revision(), compiler()}, log::lines_dropped, kClosedNames),
      web_config_(flags.web_config_file, basic_auth_, metrics_),
      fleets_([this] { reloader_.request_cleanup(); }) {}

Exporter::~Exporter() {
  reloader_.stop();
}

std::vector<std::string> Exporter::load() {
  const Loaded loaded =
      load_settings(flags_.config_file, {.strict_permissions = flags_.strict_permissions});
  const WebConfig::Read web = web_config_.read();
  for (const auto& warning : loaded.warnings) {
    log::warn("configuration warning", {{"detail", warning.to_string()}});
  }
  std::vector<std::string> problems;
  for (const auto& error : loaded.errors) problems.push_back(error.to_string());
  problems.insert(problems.end(), web.problems.begin(), web.problems.end());
  if (problems.empty()) problems = apply(loaded.settings, web);
  if (problems.empty()) {
    metrics_.config_loaded(std::chrono::system_clock::now(), loaded.warnings.size());
  }
  return problems;
}

std::vector<std::string> Exporter::apply(const Settings& settings, const WebConfig::Read& web) {
  try {
    auto managers = create_managers(settings);
    if (!managers) return {managers.failure().detail};
    Fleet fleet = create_fleet(settings, *managers);
    web_config_.use(web);
    fleets_.replace(std::move(fleet));
    managers_ = std::move(managers.value());
  } catch (const std::exception&) {
    return {"not enough memory or threads for this configuration"};
  }
  for (const auto& [name, manager] : managers_) manager->enter_service();
  return {};
}

Result<Exporter::Managers> Exporter::create_managers(const Settings& settings) {
  Managers managers;
  for (const ManagerSettings& manager : settings.managers) {
    const auto predecessor = managers_.find(manager.name);
    auto created =
        Manager::create(manager,
                        metrics_.for_manager(manager.name, credentials_of(manager.auth).grants(),
                                             endpoint_templates(manager)),
                        predecessor == managers_.end() ? nullptr : predecessor->second.get());
    if (!created) {
      return Failure{created.failure().reason, manager.name + ": " + created.failure().detail};
    }
    managers.emplace(manager.name, *created);
  }
  return managers;
}

Fleet Exporter::create_fleet(const Settings& settings, const Managers& managers) {
  Fleet fleet{.collectors = {},
              .scrape_timeouts = settings.scrape_timeouts,
              .regions_per_job = settings.regions_per_job};
  for (const ManagerSettings& manager : settings.managers) {
    fleet.collectors.push_back(
        std::make_unique<Collector>(managers.at(manager.name), [this](const ManagerReport& report) {
          scrape_log_.note_clocks(BootClock::now(), std::chrono::system_clock::now());
          scrape_log_.note(report, std::chrono::steady_clock::now());
        }));
  }
  return fleet;
}

std::string Exporter::reload() {
  const auto problems = load();
  if (!problems.empty()) return reject_reload(problems);
  log::info("configuration reloaded", {{"managers", std::to_string(managers_.size())}});
  return {};
}

std::string Exporter::reject_reload(const std::vector<std::string>& problems) {
  metrics_.config_refused();
  log::error("configuration not reloaded, the previous one stays in use",
             {{"errors", std::to_string(problems.size())}});
  for (const auto& problem : problems) log::error("configuration error", {{"detail", problem}});
  return summary_of(problems);
}

void Exporter::request_reload(const Reloader::Done& done) {
  if (reloader_.request(done)) return;
  const std::string problems = reject_reload({"cannot start a thread for the reload"});
  if (done) done(problems);
}

void Exporter::note_workers(bool has_workers) {
  if (short_of_threads_.exchange(!has_workers) == !has_workers) return;
  if (has_workers) {
    log::info("scrapes are answered again, threads are available");
  } else {
    log::error("scrapes are answered 503, cannot start a thread to read a manager");
  }
}

int Exporter::serve() {
  ScrapePage page(fleets_, metrics_,
                  {.timeout_offset = flags_.timeout_offset,
                   .max_requests = flags_.max_requests,
                   .on_region_loss =
                       [this](const RegionLoss& loss) {
                         scrape_log_.note(loss, std::chrono::steady_clock::now());
                       },
                   .on_workers = [this](bool has_workers) { note_workers(has_workers); }});
  Reload reload;
  if (flags_.enable_lifecycle) {
    reload = [this](const Reloader::Done& done) { request_reload(done); };
  }
  ServerLog server_log(metrics_);
  const auto policy = [this] { return web_config_.current(); };
  Handler handler =
      with_basic_auth(basic_auth_, routes(page, flags_.telemetry_path, version(), reload),
                      [&server_log] { server_log.login_rejected(); });
  Server server(with_policy(policy, std::move(handler)), server_log,
                {.open = client_connections(), .writing = flags_.max_requests});
  server.use_tls(policy);
  server.stop_on_signals(kGracePeriod, [] { log::info("stopping"); });
  server.on_hangup([this] { request_reload({}); });
  for (const ListenAddress& address : flags_.listen_addresses) {
    const auto endpoint = server.listen(address);
    if (!endpoint) {
      log::error("cannot start", {{"detail", endpoint.failure().detail}});
      return 1;
    }
    log::info("listening", {{"address", to_text(*endpoint)}});
  }
  server.run(kServerThreads);
  // All four call sessions back until they are stopped.
  reloader_.stop();
  web_config_.close();
  basic_auth_.close();
  fleets_.stop();
  return 0;
}

int Exporter::once() {
  const auto fleet = fleets_.current();
  if (!start_workers(*fleet)) {
    log::error("cannot collect", {{"detail", "cannot start a thread to read a manager"}});
    return 1;
  }
  const auto begin = std::chrono::steady_clock::now();
  const Reports reports =
      wait_for(Scrape(*fleet, {begin, begin + fleet->scrape_timeouts.without_header}));
  std::cout << render_page(reports, {.per_job = fleet->regions_per_job}, metrics_) << std::flush;
  const bool all_up =
      std::all_of(reports.begin(), reports.end(), [](const auto& report) { return report->up; });
  return all_up && std::cout ? 0 : 1;
}

}  // namespace cckm
