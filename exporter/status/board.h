// SPDX-License-Identifier: Apache-2.0
// What the pages for people show: the last report of each manager, and how its last collections
// ended for each job.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/reason.h"
#include "exporter/model/report.h"
#include "exporter/model/timestamp.h"

namespace cckm {

// How reading one job ended in one collection.
struct Outcome {
  enum class Kind : std::uint8_t {
    kAbsent,  // the collection did not have the job
    kRead,
    kFailed,
  };

  Kind kind = Kind::kAbsent;
  Reason reason = Reason::kInternal;  // of kFailed
  std::uint16_t status = 0;           // of the HTTP response of kFailed; 0: no response

  bool operator==(const Outcome&) const = default;
};

// How many collections are remembered.
inline constexpr std::size_t kKeptCollections = 5;

// The newest one first.
using Outcomes = std::array<Outcome, kKeptCollections>;

// A manager after its last collection. Immutable, so thread-safe.
struct ManagerStatus {
  std::string name;
  std::string address;                               // its URL
  std::shared_ptr<const ManagerReport> report = {};  // nullptr: no collection yet
  std::vector<Timestamp> collections = {};  // ends of at most kKeptCollections, newest first
  std::vector<Outcomes> outcomes = {};      // of each of report->jobs, by collection
  std::optional<Timestamp> token_end = {};  // empty: there was no token
};

// The place of one manager on the board. Thread-safe.
class Place {
 public:
  // `fingerprint` differs if the configuration of the manager does.
  Place(std::string name, std::string address, std::size_t fingerprint);

  // Records the report of a collection that ended at `when`. Of two collections that overlap, the
  // one that ends last is shown.
  void note(std::shared_ptr<const ManagerReport> report, Timestamp when,
            std::optional<Timestamp> token_end);

  // Never returns nullptr.
  std::shared_ptr<const ManagerStatus> status() const;

  // Takes over the status of `other` if it is the same manager, with the same configuration.
  void continue_from(const Place& other);

 private:
  const std::size_t fingerprint_;

  mutable std::mutex mutex_;  // guards the pointer, not what it points to
  std::shared_ptr<const ManagerStatus> status_;
};

// The managers of the configuration in use. A collection of an earlier configuration ends at a
// place that is not on the board any more, so it cannot bring back what a reload removed.
// Thread-safe.
class Board {
 public:
  using Places = std::vector<std::shared_ptr<Place>>;

  // Shows `places` and the text of the configuration from now on. Places whose manager did not
  // change continue.
  void replace(Places places, std::string configuration);

  // Returns all managers in the order of the configuration.
  std::vector<std::shared_ptr<const ManagerStatus>> managers() const;
  // Never returns nullptr.
  std::shared_ptr<const std::string> configuration() const;

 private:
  mutable std::mutex mutex_;  // guards all below; locked before the mutex of a place
  Places places_;
  std::shared_ptr<const std::string> configuration_ = std::make_shared<const std::string>();
};

}  // namespace cckm
