// SPDX-License-Identifier: Apache-2.0
// A list of runs as CM serves it, with everything about it that must not be trusted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "exporter/discovery/listed_run.h"
#include "exporter/discovery/run_finder.h"

namespace cckm::test {

// How the server treats requests.
struct ListServer {
  enum class Order { kNewestFirst, kOldestFirst, kShuffled };
  enum class Sort { kHonoured, kIgnored, kRefused };
  enum class Total { kRight, kAbsent, kOfPage, kTooBig, kTriple, kHalf, kZero, kHuge, kRandom };
  enum class Details { kAlways, kSometimes, kNever };

  Order order = Order::kNewestFirst;  // without `sort`
  Sort sort = Sort::kHonoured;
  Total total = Total::kRight;
  Details details = Details::kAlways;  // entries with `detailed_status`
  std::size_t cap = 100;               // of `limit`
  bool filters = true;                 // overall_status is honoured
  bool skips = true;                   // skip is honoured

  // The order of the pages that the finder gets.
  Order served() const { return sort == Sort::kHonoured ? Order::kNewestFirst : order; }
};

// The runs of one family, and their list.
class SimulatedList {
 public:
  using Request = RunFinder::Request;

  SimulatedList(const ListServer& server, unsigned seed) : server_(server), random_(seed) {}

  // Adds runs in progress. All have the same createdAt.
  void start(Timestamp created, const std::vector<std::string>& containers, std::size_t runs = 1);

  // Ends a run with a random result. Precondition: it is in progress.
  void finish(std::size_t run, Timestamp completed);

  // Removes a run, as CM never does.
  void remove(std::size_t run);

  const std::vector<ListedRun>& runs() const { return runs_; }  // oldest first

  // Returns empty for status 400.
  std::optional<RunPage> page(const Request& request);

  // Returns nullptr for status 404.
  const ListedRun* run(const std::string& id) const;

 private:
  bool has_details(const ListedRun& run) const;
  std::optional<std::uint64_t> total(std::size_t listed, std::size_t in_page);
  const std::vector<std::size_t>& order(bool sorted);
  std::size_t draw(std::size_t below);

  ListServer server_;
  std::minstd_rand random_;
  std::vector<ListedRun> runs_;
  std::vector<std::size_t> order_;  // as served; empty: not up to date
  bool order_is_sorted_ = false;
};

}  // namespace cckm::test
