// SPDX-License-Identifier: Apache-2.0
// Lists and their faults.
#include "tests/unit/discovery/simulated_list.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace cckm::test {
namespace {

// The same for the same id, and otherwise as good as random.
std::size_t rank(const std::string& id) {
  return std::hash<std::string>()("rank" + id);
}

}  // namespace

std::size_t SimulatedList::draw(std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
}

void SimulatedList::start(Timestamp created, const std::vector<std::string>& containers,
                          std::size_t runs) {
  for (std::size_t i = 0; i < runs; ++i) {
    ListedRun run;
    run.job.id = std::to_string(draw(1'000'000)) + "-" + std::to_string(runs_.size());
    run.job.created = created;
    run.job.status = JobStatus::kInProgress;
    run.job.containers = containers;
    for (std::size_t region = draw(4); region > 0; --region) {
      run.job.regions.push_back(
          {"", "region-" + std::to_string(draw(3)), "", RegionStatus::kInProgress});
    }
    runs_.push_back(std::move(run));
  }
  order_.clear();
}

void SimulatedList::finish(std::size_t run, Timestamp completed) {
  constexpr std::array kEnds = {JobStatus::kCompleted, JobStatus::kCompleted, JobStatus::kCompleted,
                                JobStatus::kFailed,    JobStatus::kCanceled,  JobStatus::kUnknown};
  SyncJob& job = runs_[run].job;
  job.status = kEnds[draw(kEnds.size())];
  job.completed = completed;
  for (auto& region : job.regions) {
    region.status = draw(4) == 0 ? RegionStatus::kFailed : RegionStatus::kSucceeded;
  }
}

void SimulatedList::remove(std::size_t run) {
  runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(run));
  order_.clear();
}

const std::vector<std::size_t>& SimulatedList::order(bool sorted) {
  if (!order_.empty() && order_is_sorted_ == sorted) return order_;
  order_is_sorted_ = sorted;
  order_.resize(runs_.size());
  std::iota(order_.begin(), order_.end(), 0);
  const auto order = sorted ? server_.served() : server_.order;
  if (order == ListServer::Order::kNewestFirst) std::reverse(order_.begin(), order_.end());
  if (order == ListServer::Order::kShuffled) {
    std::vector<std::size_t> ranks;
    for (const auto& run : runs_) ranks.push_back(rank(run.job.id));
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
  }
  return order_;
}

bool SimulatedList::has_details(const ListedRun& run) const {
  switch (server_.details) {
    case ListServer::Details::kAlways:
      return true;
    case ListServer::Details::kSometimes:
      return rank(run.job.id) % 3 != 0;
    case ListServer::Details::kNever:
      return false;
  }
  return true;
}

std::optional<std::uint64_t> SimulatedList::total(std::size_t listed, std::size_t in_page) {
  switch (server_.total) {
    case ListServer::Total::kRight:
      return listed;
    case ListServer::Total::kAbsent:
      return std::nullopt;
    case ListServer::Total::kOfPage:
      return in_page;
    case ListServer::Total::kTooBig:
      return listed + 37;
    case ListServer::Total::kTriple:
      return 3 * listed + 7;
    case ListServer::Total::kHalf:
      return listed / 2;
    case ListServer::Total::kZero:
      return 0;
    case ListServer::Total::kHuge:
      return ~std::uint64_t{0};
    case ListServer::Total::kRandom:
      return draw(2 * listed + 10);
  }
  return std::nullopt;
}

std::optional<RunPage> SimulatedList::page(const Request& request) {
  if (request.sorted && server_.sort == ListServer::Sort::kRefused) return std::nullopt;
  const bool only_running = request.kind == Request::Kind::kRunning && server_.filters;
  RunPage page;
  std::size_t listed = 0;
  for (const std::size_t at : order(request.sorted)) {
    const ListedRun& run = runs_[at];
    if (only_running && run.job.status != JobStatus::kInProgress) continue;
    ++listed;
    if (server_.skips && listed <= request.skip) continue;
    if (page.runs.size() == server_.cap) continue;
    page.runs.push_back(run);
    if (has_details(run)) continue;
    page.runs.back().has_regions = false;
    page.runs.back().job.regions.clear();
  }
  page.total = total(listed, page.runs.size());
  return page;
}

const ListedRun* SimulatedList::run(const std::string& id) const {
  const auto at = std::find_if(runs_.begin(), runs_.end(),
                               [&](const ListedRun& run) { return run.job.id == id; });
  return at == runs_.end() ? nullptr : &*at;
}

}  // namespace cckm::test
