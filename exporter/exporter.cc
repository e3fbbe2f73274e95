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
#include "exporter/config/named_files.h"
#include "exporter/config/to_yaml.h"
#include "exporter/config/url.h"
#include "exporter/log/log.h"
#include "exporter/metrics/page.h"
#include "exporter/scrape/scrape.h"
#include "exporter/server_log.h"
#include "exporter/site.h"
#include "exporter/system/file_digest.h"
#include "exporter/system/process_limits.h"
#include "exporter/system/service_manager.h"
#include "exporter/version.h"
#include "exporter/web/route_prefix.h"
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

Exporter::Exporter(const Flags& flags)
    : flags_(flags),
      reloader_([this] { return reload(); }, [this] { fleets_.destroy_retired(); }),
      metrics_({version(), revision(), compiler()}, log::lines_dropped, kClosedNames),
      web_config_(flags.web_config_file, basic_auth_, metrics_),
      fleets_([this] { reloader_.request_cleanup(); }) {}

Exporter::~Exporter() {
  reloader_.stop();
}

LoadProblems Exporter::load() {
  // From before it is read: a later change must not pass for the content in use.
  const std::size_t digest = digest_of(flags_.config_file);
  const Loaded loaded =
      load_settings(flags_.config_file, {.strict_permissions = flags_.strict_permissions});
  std::map<std::string, std::size_t> contents;
  for (const auto& file : named_files(loaded.settings)) contents[file] = digest_of(file);
  contents[flags_.config_file] = digest;
  const WebConfig::Read web = web_config_.read();
  const bool logged = !web.problems.empty() && !web_config_.reject(web);
  LoadProblems problems;
  for (const auto& error : loaded.errors) problems.push_back({error.to_string()});
  for (const auto& problem : web.problems) problems.push_back({problem, logged});
  if (problems.empty()) problems = apply(loaded.settings, web);
  if (!problems.empty()) return problems;
  for (const auto& warning : loaded.warnings) {
    log::warn("configuration warning", {{"detail", warning.to_string()}});
  }
  metrics_.config_loaded(std::chrono::system_clock::now(), loaded.warnings.size());
  contents_ = std::move(contents);
  return {};
}

LoadProblems Exporter::apply(const Settings& settings, const WebConfig::Read& web) {
  try {
    auto managers = create_managers(settings);
    if (!managers) return {{managers.failure().detail}};
    Board::Places places = places_of(settings);
    Fleet fleet = create_fleet(settings, *managers, places);
    web_config_.use(web);
    fleets_.replace(std::move(fleet));
    board_.replace(std::move(places), to_yaml(settings));
    managers_ = std::move(managers.value());
  } catch (const std::exception&) {
    return {{"not enough memory or threads for this configuration"}};
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

bool Exporter::has_changed() const {
  return web_config_.has_changed() || std::ranges::any_of(contents_, [](const auto& file) {
           return digest_of(file.first) != file.second;
         });
}

// At SIGHUP and POST /-/reload. Unchanged files are read again too: a reload ends back-offs.
std::string Exporter::reload() {
  notify_reloading();
  const LoadProblems found = load();
  std::string problems = reload_log_.note(found, managers_.size());
  notify_ready();
  return problems;
}

// Called at each --config.auto-reload-interval.
void Exporter::reload_if_changed() {
  if (!has_changed()) return reload_log_.note_unchanged();
  const LoadProblems found = load();
  reload_log_.note_repeatable(found, managers_.size());
}

void Exporter::request_reload(const Reloader::Done& done) {
  if (reloader_.request(done)) return;
  const std::string problems = reload_log_.reject({{"cannot start a thread for the reload"}});
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

// Begins to listen at all addresses, or at all sockets of systemd. Logs what fails.
bool Exporter::listen(Server& server) {
  std::vector<Result<asio::ip::tcp::endpoint, PlainFailure>> endpoints;
  if (flags_.systemd_socket) {
    for (const int socket : sockets_of_service_manager()) endpoints.push_back(server.adopt(socket));
    if (endpoints.empty()) {
      endpoints.emplace_back(PlainFailure{
          "systemd passed no socket. Start the .socket unit, or remove --web.systemd-socket"});
    }
  } else {
    for (const auto& address : flags_.listen_addresses) endpoints.push_back(server.listen(address));
  }
  for (const auto& endpoint : endpoints) {
    if (!endpoint) {
      log::error("cannot start", {{"detail", endpoint.failure().detail}});
      return false;
    }
    log::info("listening", {{"address", to_text(*endpoint)}});
  }
  return true;
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
  const auto policy = [this] { return web_config_.current(); };
  Handler handler = with_basic_auth(
      basic_auth_,
      below_prefix(flags_.route_prefix, routes(page, flags_.telemetry_path, find_page, reload)),
      [&server_log] { server_log.login_rejected(); });
  Server server(with_policy(policy, std::move(handler)), server_log,
                {.open = client_connections(), .writing = flags_.max_requests});
  server.use_tls(policy);
  server.stop_on_signals(kGracePeriod, [] {
    log::info("stopping");
    notify_stopping();
  });
  server.on_hangup([this] { request_reload({}); });
  if (flags_.auto_reload &&
      !reloader_.check_every(flags_.auto_reload_interval, [this] { reload_if_changed(); })) {
    log::error("cannot start",
               {{"detail", "cannot start a thread for --config.enable-auto-reload"}});
    return 1;
  }
  if (!listen(server)) return 1;
  notify_ready();
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
  render_page(reports, {.per_job = fleet->regions_per_job}, metrics_,
              [](std::string_view piece) { std::cout << piece; });
  std::cout << std::flush;
  const bool all_up =
      std::all_of(reports.begin(), reports.end(), [](const auto& report) { return report->up; });
  return all_up && std::cout ? 0 : 1;
}

}  // namespace cckm
