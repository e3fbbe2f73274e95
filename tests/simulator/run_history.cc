// SPDX-License-Identifier: Apache-2.0
// An id contains the run's index, so that a run of the rule is found by its id without a search.
#include "tests/simulator/run_history.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <functional>
#include <string_view>
#include <utility>

namespace cckm::test {
namespace {

constexpr std::size_t kIndexAt = 24;  // in an id: its last twelve digits
constexpr std::size_t kIdSize = 36;

// Mixes an index (a step of SplitMix64), so that ids are in no order.
std::uint64_t mixed(std::uint64_t index) {
  index += 0x9e3779b97f4a7c15;
  index = (index ^ (index >> 30)) * 0xbf58476d1ce4e5b9;
  return index ^ (index >> 27);
}

// Returns the index in an id of id_of(), or empty.
std::optional<std::size_t> index_in(const std::string& id) {
  if (id.size() != kIdSize) return std::nullopt;
  std::size_t index = 0;
  const char* end = id.data() + id.size();
  const auto [parsed, error] = std::from_chars(id.data() + kIndexAt, end, index, 16);
  return error == std::errc() && parsed == end ? std::optional(index) : std::nullopt;
}

// The path is part of the mixture, so that two families share no id.
std::string id_of(const Endpoint& endpoint, std::size_t index) {
  const auto hash = mixed(index ^ std::hash<std::string_view>()(endpoint.path));
  std::array<char, kIdSize + 1> id;
  // The mask tells GCC that twelve digits are enough.
  std::snprintf(id.data(), id.size(), "%08x-%04x-4000-8000-%012zx",
                static_cast<unsigned>(hash >> 32), static_cast<unsigned>(hash & 0xffff),
                index & 0xffff'ffff'ffff);
  return id.data();
}

bool is_open(const SimulatedJob& run, Time now) {
  return !run_at(run, now).completed;
}

}  // namespace

SimulatedJob RunHistory::at(std::size_t index) const {
  if (index >= rule_.count) return added_[index - rule_.count];
  SimulatedJob run = rule_.run(index);
  run.id = id_of(*run.endpoint, index);
  return run;
}

std::optional<SimulatedJob> RunHistory::find(const std::string& id) const {
  const auto added = added_ids_.find(id);
  if (added != added_ids_.end()) return added_[added->second];
  const std::optional<std::size_t> index = index_in(id);
  if (!index || *index >= rule_.count) return std::nullopt;
  SimulatedJob run = at(*index);
  return run.id == id ? std::optional(std::move(run)) : std::nullopt;
}

std::string RunHistory::add(SimulatedJob run) {
  if (run.id.empty()) run.id = id_of(*run.endpoint, size());
  std::string id = run.id;
  added_ids_.emplace(id, added_.size());
  open_.push_back(added_.size());
  added_.push_back(std::move(run));
  return id;
}

void RunHistory::grow(std::size_t runs, Time now) {
  for (std::size_t i = 0; i < runs; ++i) {
    SimulatedJob run = at(size() - 1);
    run.id.clear();
    for (SimulatedRegion& region : run.regions) region.outcome = success_text(*run.endpoint);
    run.run = {now, now, now, "completed", run.regions.size()};
    run.progress.reset();
    add(std::move(run));
  }
}

std::vector<std::size_t> RunHistory::in_progress(Time now) {
  std::erase_if(open_, [&](std::size_t i) { return !is_open(added_[i], now); });
  std::vector<std::size_t> indices = rule_.hanging;
  for (const std::size_t i : open_) indices.push_back(rule_.count + i);
  return indices;
}

void RunHistory::cancel_run(const std::string& id, Time now) {
  const auto added = added_ids_.find(id);
  if (added != added_ids_.end()) cancel(added_[added->second], now);
}

}  // namespace cckm::test
