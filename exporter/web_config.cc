// SPDX-License-Identifier: Apache-2.0
// A thread of its own asks whether the files have changed, because a file system can hang. Then
// connections in use are served on, and new ones wait.
//
// A file can change while it is read. Its version is from before it was read, so that the next
// question finds the change.
#include "exporter/web_config.h"

#include <chrono>
#include <exception>
#include <utility>

#include "exporter/log/log.h"

namespace cckm {
namespace {

using Versions = std::map<std::string, FileVersion>;

constexpr int kMostReads = 5;  // of files that change all the time

std::vector<std::string> files_of(const std::string& file, const WebSettings& settings) {
  std::vector<std::string> files = {file};
  if (settings.tls)
    files.insert(files.end(), settings.tls->files.begin(), settings.tls->files.end());
  return files;
}

Versions versions_of(const std::vector<std::string>& files) {
  Versions versions;
  for (const auto& file : files) versions[file] = version_of(file);
  return versions;
}

// Returns the versions that these files have now.
Versions current_versions(const Versions& earlier) {
  Versions versions;
  for (const auto& [file, version] : earlier) versions[file] = version_of(file);
  return versions;
}

// Adds a problem, and returns null, if OpenSSL cannot use the settings.
std::shared_ptr<const WebPolicy> policy_of(const WebSettings& settings, const std::string& file,
                                           std::vector<std::string>& problems) {
  auto policy = std::make_shared<WebPolicy>();
  if (settings.tls) {
    const auto tls = ServerTls::create(settings.tls->options);
    if (!tls) {
      problems.push_back(file + ": tls_server_config: " + tls.failure().detail);
      return nullptr;
    }
    policy->tls = *tls;
  }
  for (const auto& [name, value] : settings.headers) policy->headers.emplace_back(name, value);
  const RequestRate& rate = settings.request_rate;
  if (rate.interval.count() > 0) {
    policy->limit = std::make_shared<RequestLimit>(rate.interval, rate.burst);
  }
  return policy;
}

void log_rejection(const std::vector<std::string>& problems) {
  log::error("web configuration not read again, the previous one stays in use",
             {{"errors", std::to_string(problems.size())}});
  for (const auto& problem : problems) log::error("web configuration error", {{"detail", problem}});
}

}  // namespace

WebConfig::WebConfig(std::string file, BasicAuth& users, ExporterMetrics& metrics)
    : file_(std::move(file)), basic_auth_(users), metrics_(metrics) {}

WebConfig::Read WebConfig::read() const {
  Read read;
  if (file_.empty()) {
    read.policy = std::make_shared<const WebPolicy>();
    return read;
  }
  LoadedWeb loaded;
  // Which files it names is known only after it was read. So it is read again if these are not
  // those of the last time, and also if one has changed meanwhile: a certificate and its key can be
  // of two rotations.
  Versions now = current_versions(files());
  for (int reads = 0; reads == 0 || (reads < kMostReads && now != read.files); ++reads) {
    read.files = std::move(now);
    loaded = load_web_settings(file_);
    now = versions_of(files_of(file_, loaded.settings));
  }
  for (const auto& error : loaded.errors) read.problems.push_back(error.to_string());
  if (read.problems.empty()) read.policy = policy_of(loaded.settings, file_, read.problems);
  read.users = std::move(loaded.settings.users);
  return read;
}

void WebConfig::use(const Read& read) {
  const std::lock_guard lock(mutex_);
  if (!file_.empty() && !reader_) reader_ = std::make_unique<SideThread>();
  // Without a change, passwords that were checked need not be checked again.
  if (read.users != users_) basic_auth_.replace(read.users);
  users_ = read.users;
  policy_ = read.policy;
  files_ = read.files;
  rejected_.clear();
  metrics_.web_config_read(true);
}

asio::awaitable<std::shared_ptr<const WebPolicy>> WebConfig::current() {
  if (!file_.empty()) {
    std::function<void()> refreshing = [this] { refresh(); };
    co_await reader_->run(std::move(refreshing));
  }
  const std::lock_guard lock(mutex_);
  co_return policy_;
}

Versions WebConfig::files() const {
  const std::lock_guard lock(mutex_);
  return files_;
}

bool WebConfig::files_have_changed() const {
  const Versions known = files();
  return current_versions(known) != known;
}

bool WebConfig::has_changed() const {
  if (files_have_changed()) return true;
  const std::lock_guard lock(mutex_);
  return !rejected_.empty();
}

// Runs on the reader's thread.
void WebConfig::refresh() {
  if (!files_have_changed()) return;
  try {
    const Read changed = read();
    if (!changed.problems.empty()) {
      if (reject(changed)) log_rejection(changed.problems);
      return;
    }
    use(changed);
    log::info("web configuration read again");
  } catch (const std::exception&) {
    // Out of memory. The next connection tries again.
  }
}

bool WebConfig::reject(const Read& read) {
  metrics_.web_config_read(false);
  const std::lock_guard lock(mutex_);
  files_ = read.files;
  return std::exchange(rejected_, read.problems) != read.problems;
}

void WebConfig::close() {
  reader_.reset();  // drops the questions that wait, and joins the thread
}

}  // namespace cckm
