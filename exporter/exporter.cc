// SPDX-License-Identifier: Apache-2.0
// Connects the parts of the program and determines its exit codes.
//
// load() validates before it changes anything: first the files, then the managers and collectors of
// the new configuration. Only then are users, fleet and managers replaced. A scrape in progress
// keeps the fleet that it began with.
//
// Threads: two serve, each manager has its workers, the reloader has one, bcrypt has one. load()
// runs on the main thread first and on the reloader's thread from then on. Workers call the scrape
// log directly.
//
// The order at the end of serve() matters. Reloader, bcrypt and collectors call sessions back, so
// they end after the server has stopped and before it is destroyed.
#include "exporter/exporter.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <utility>

#include "exporter/cckm/credentials.h"
#include "exporter/config/to_yaml.h"
#include "exporter/config/url.h"
#include "exporter/log/log.h"
#include "exporter/metrics/page.h"
#include "exporter/scrape/scrape.h"
#include "exporter/server_log.h"
#include "exporter/site.h"
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

// Returns an empty place for each manager.
Board::Places places_of(const Settings& settings) {
  Board::Places places;
  for (const ManagerSettings& manager : settings.managers) {
    places.push_back(std::make_shared<Place>(manager.name, to_url(manager.url),
                                             std::hash<std::string>()(to_yaml(manager))));
  }
  return places;
}

std::optional<Timestamp> whole_seconds(const std::optional<TimestampGauge::Time>& time) {
  if (!time) return std::nullopt;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*time);
  return Timestamp{seconds.time_since_epoch().count(), 0};
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
      fleets_([this] { reloader_.request_cleanup(); }) {}

Exporter::~Exporter() {
  reloader_.stop();
}

std::vector<std::string> Exporter::load() {
  const Loaded loaded =
      load_settings(flags_.config_file, {.strict_permissions = flags_.strict_permissions});
  const LoadedWeb web =
      flags_.web_config_file.empty() ? LoadedWeb() : load_web_settings(flags_.web_config_file);
  for (const auto& warning : loaded.warnings) {
    log::warn("configuration warning", {{"detail", warning.to_string()}});
  }
  std::vector<std::string> problems;
  for (const auto& error : loaded.errors) problems.push_back(error.to_string());
  for (const auto& error : web.errors) problems.push_back(error.to_string());
  if (problems.empty()) problems = apply(loaded.settings, web.settings);
  if (problems.empty()) {
    metrics_.config_loaded(std::chrono::system_clock::now(), loaded.warnings.size());
  }
  return problems;
}

std::vector<std::string> Exporter::apply(const Settings& settings, const WebSettings& web) {
  try {
    auto managers = create_managers(settings);
    if (!managers) return {managers.failure().detail};
    Board::Places places = places_of(settings);
    Fleet fleet = create_fleet(settings, *managers, places);
    basic_auth_.replace(web.users);
    fleets_.replace(std::move(fleet));
    board_.replace(std::move(places), to_yaml(settings));
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

Fleet Exporter::create_fleet(const Settings& settings, const Managers& managers,
                             const Board::Places& places) {
  Fleet fleet{.collectors = {},
              .scrape_timeouts = settings.scrape_timeouts,
              .regions_per_job = settings.regions_per_job};
  for (std::size_t i = 0; i < places.size(); ++i) {
    fleet.collectors.push_back(std::make_unique<Collector>(
        managers.at(settings.managers[i].name),
        [this, place = places[i]](const auto& report) { note(*place, report); }));
  }
  return fleet;
}

// Called from the thread that ends the collection.
void Exporter::note(Place& place, const std::shared_ptr<const ManagerReport>& report) {
  const auto now = std::chrono::system_clock::now();
  scrape_log_.note_clocks(BootClock::now(), now);
  scrape_log_.note(*report, std::chrono::steady_clock::now());
  place.note(report, timestamp_of(now), whole_seconds(metrics_.token_end(report->manager)));
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
  const Site site(board_, {.version = version(), .telemetry_path = flags_.telemetry_path},
                  [] { return timestamp_of(std::chrono::system_clock::now()); });
  const FindPage find_page = [&site](std::string_view path, std::string_view query) {
    return site.find(path, query);
  };
  ServerLog server_log(metrics_);
  Server server(with_basic_auth(basic_auth_, routes(page, flags_.telemetry_path, find_page, reload),
                                [&server_log] { server_log.login_rejected(); }),
                server_log, {.open = client_connections(), .writing = flags_.max_requests});
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
  // All three call sessions back until they are stopped.
  reloader_.stop();
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
