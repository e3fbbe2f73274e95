// SPDX-License-Identifier: Apache-2.0
// One CipherTrust Manager as a source of a collection: the items to read, and their client.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exporter/cckm/family_reader.h"
#include "exporter/cckm/item_reader.h"
#include "exporter/cckm/job_reader.h"
#include "exporter/cckm/schedules_reader.h"
#include "exporter/scrape/job_source.h"

namespace cckm {

// Returns the path templates of a manager's requests, each once: label values of `path`.
std::vector<std::string> endpoint_templates(const ManagerSettings& settings);

class Manager final : public JobSource {
 public:
  // Loads the files of the TLS settings; sends nothing. If `predecessor` has the same address,
  // credentials and TLS settings, the two share their token source, and the new manager takes over
  // the state of the items that both have. Fails with kInternal or a TLS failure. `predecessor` can
  // be nullptr, and can be in use.
  static Result<std::shared_ptr<Manager>> create(const ManagerSettings& settings,
                                                 std::shared_ptr<Telemetry> telemetry,
                                                 const Manager* predecessor = nullptr);

  // Ends a login back-off at the start of use, and reports the certificates. Thread-safe.
  void enter_service() { client_->enter_service(); }

  const std::string& name() const override { return name_; }
  std::size_t items() const override { return readers_.size(); }
  std::size_t workers() const override { return client_->workers(); }
  Reading read(std::size_t worker, std::size_t item, Window window) override;
  Reading unread(std::size_t item, const Failure& failure) const override;
  void cancel() override { client_->cancel(); }

 private:
  Manager(const ManagerSettings& settings, std::unique_ptr<CmClient> client,
          const Manager* predecessor);

  void add_jobs(const ManagerSettings& settings, const std::shared_ptr<RunReader>& runs,
                const Manager* predecessor);
  void add_families(const ManagerSettings& settings, const std::shared_ptr<RunReader>& runs,
                    const Manager* predecessor);
  void add_schedules(const Manager* predecessor);

  const std::string name_;
  const std::unique_ptr<CmClient> client_;
  std::vector<std::shared_ptr<JobReader>> jobs_;
  std::vector<std::shared_ptr<FamilyReader>> families_;
  std::shared_ptr<SchedulesReader> schedules_;        // nullptr: not read
  std::vector<std::shared_ptr<ItemReader>> readers_;  // by item: all of the above
};

}  // namespace cckm
