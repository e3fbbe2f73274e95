// SPDX-License-Identifier: Apache-2.0
// The web configuration in use. Its files are read again as soon as they have changed, so that a
// new certificate needs no reload.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "exporter/config/web_settings.h"
#include "exporter/metrics/exporter_metrics.h"
#include "exporter/system/file_version.h"
#include "exporter/web/auth/basic_auth.h"
#include "exporter/web/policy.h"
#include "exporter/web/side_thread.h"

namespace cckm {

// Thread-safe except for close().
class WebConfig {
 public:
  // `file`: of --web.config.file; empty: none. `users` and `metrics` must outlive this.
  WebConfig(std::string file, BasicAuth& users, ExporterMetrics& metrics);

  // A web configuration that was read.
  struct Read {
    std::vector<std::string> problems;  // none: it can be used
    BasicAuth::Table users;
    std::shared_ptr<const WebPolicy> policy;
    std::map<std::string, FileVersion> files;  // from before they were read
  };
  // Reads the files and checks them. Changes nothing.
  Read read() const;

  // Returns true if the files are not those in use: one has changed since it was last read, or they
  // were rejected. Reads no content.
  bool has_changed() const;

  // Puts a web configuration to use. Throws std::system_error if a thread cannot be started.
  // Precondition: it has no problems.
  void use(const Read& read);

  // Keeps the one in use. Its files are not read again for connections until one changes. Returns
  // true if its problems are new. Then the caller must log them. Precondition: it has problems.
  bool reject(const Read& read);

  // Returns the policy in use, after its files were read again if they have changed. Problems are
  // logged once, and the old policy stays in use.
  asio::awaitable<std::shared_ptr<const WebPolicy>> current();

  // Ends the thread. current() must not be called any more. Precondition: the server has stopped
  // and was not destroyed yet.
  void close();

 private:
  std::map<std::string, FileVersion> files() const;
  bool files_have_changed() const;
  void refresh();

  const std::string file_;
  BasicAuth& basic_auth_;
  ExporterMetrics& metrics_;

  mutable std::mutex mutex_;  // guards all below
  BasicAuth::Table users_;
  std::shared_ptr<const WebPolicy> policy_ = std::make_shared<const WebPolicy>();
  std::map<std::string, FileVersion> files_;  // as last read, valid or not
  std::vector<std::string> rejected_;         // problems of the last read; logged
  std::unique_ptr<SideThread> reader_;        // null without a file
};

}  // namespace cckm
