// SPDX-License-Identifier: Apache-2.0
// The order of requests, and what becomes of the responses.
#include "exporter/discovery/run_finder.h"

#include <algorithm>
#include <set>
#include <utility>

namespace cckm {
namespace {

std::vector<RunKey> keys_of(const RunPage& page) {
  std::vector<RunKey> keys;
  keys.reserve(page.runs.size());
  for (const auto& run : page.runs) keys.push_back(key_of(run));
  return keys;
}

}  // namespace

RunFinder::RunFinder(Limits limits) : limits_(limits) {}

void RunFinder::begin(Timestamp now) {
  now_ = now;
  horizon_ = now;
  horizon_.seconds -= limits_.lookback.count();
  memory_.forget_before(horizon_);
  stage_ = Stage::kFirstPage;
  if (std::exchange(sort_is_doubted_, false)) sorted_ = true;
  requests_ = further_ = 0;
  knows_running_ = false;
  unclear_.reset();
  seen_.clear();
  evidence_ = {};
  if (auto* turns = std::get_if<Turns>(&walk_)) turns->begin(now);
  if (auto* walk = std::get_if<NewestFirst>(&walk_)) walk->begin();
  if (auto* walk = std::get_if<OldestFirst>(&walk_)) walk->begin();
}

std::optional<RunFinder::Request> RunFinder::next() {
  switch (stage_) {
    case Stage::kFirstPage:
      stage_ = Stage::kRunning;
      return send({Request::Kind::kPage, next_page().value_or(0), sorted_});
    case Stage::kRunning:
      stage_ = Stage::kFurther;
      return send({Request::Kind::kRunning});
    case Stage::kFurther:
      return further();
  }
  return std::nullopt;
}

RunFinder::Request RunFinder::send(Request request) {
  ++requests_;
  request_ = std::move(request);
  return request_;
}

// Single runs and pages take turns, so that neither can use up the limit.
std::optional<RunFinder::Request> RunFinder::further() {
  if (requests_left() == 0) return std::nullopt;
  const auto page = next_page();
  list_unclear_runs();
  const bool has_run = unclear_ && !unclear_->empty();
  if (!page && !has_run) return std::nullopt;
  ++further_;
  const bool take_run = has_run && (run_is_next_ || !page);
  run_is_next_ = !take_run;
  if (!take_run) return send({Request::Kind::kPage, *page, sorted_});
  last_asked_ = std::move(unclear_->back());
  unclear_->pop_back();
  return send({Request::Kind::kRun, 0, false, last_asked_->id});
}

std::optional<std::size_t> RunFinder::next_page() const {
  return std::visit([](const auto& walk) { return walk.next(); }, walk_);
}

// Lists once in a collection the runs whose state the pages did not show.
void RunFinder::list_unclear_runs() {
  if (unclear_ || !knows_newest()) return;
  std::set<RunKey> runs;
  for (const auto& [key, run] : memory_.open()) {
    if (!seen_.contains(key)) runs.insert(key);
  }
  const auto add_newest = [&](const ContainerRuns& container) {
    if (!container.newest) return;
    const RunKey key = key_of(*container.newest);
    const auto seen = seen_.find(key);
    const bool clear = finished(container.newest->job) ? container.newest->has_regions
                                                       : seen != seen_.end() && seen->second;
    if (!clear) runs.insert(key);
  };
  add_newest(memory_.unnamed());
  for (const auto& [name, container] : memory_.containers()) add_newest(container);
  unclear_.emplace(runs.rbegin(), runs.rend());
  if (!last_asked_) return;
  // The next one is at the back. Those after the last one asked come first.
  const auto asked = std::find_if(unclear_->begin(), unclear_->end(),
                                  [&](const RunKey& run) { return run <= *last_asked_; });
  std::rotate(unclear_->begin(), asked, unclear_->end());
}

void RunFinder::page(const RunPage& page) {
  for (const auto& run : page.runs) note(run);
  if (request_.kind == Request::Kind::kRunning) {
    take_running(page);
  } else {
    take_page(page);
  }
  settle();
}

// Remembers whose state was seen in this collection.
void RunFinder::note(const ListedRun& run) {
  if (!finished(run.job)) seen_[key_of(run)] |= run.has_regions;
}

void RunFinder::take_running(const RunPage& page) {
  knows_running_ = true;
  for (const auto& run : page.runs) take_single(run);
}

// A run that comes out of turn can be older than unread ones, until all runs have been seen.
void RunFinder::take_single(const ListedRun& run) {
  complete() ? memory_.offer(run) : memory_.watch(run);
}

void RunFinder::take_page(const RunPage& runs) {
  sort_is_doubted_ = false;
  has_sorted_page_ = has_sorted_page_ || request_.sorted;
  total_ = runs.total;
  longest_ = std::max(longest_, runs.runs.size());
  const std::vector<RunKey> keys = keys_of(runs);
  const ListPage page{request_.skip, keys, runs.total};
  evidence_.add(page);
  if (order() != ListOrder::kNone && evidence_.contradicts(order())) {
    walk_ = Turns(true);
    std::get<Turns>(walk_).begin(now_);
    for (const auto& run : runs.runs) memory_.offer(run);
    return;
  }
  const Use use = std::visit([&](auto& walk) { return walk.page(page, horizon_); }, walk_);
  if (use == Use::kDiscard) return;
  if (use == Use::kOfferAfresh) memory_.clear();
  for (const auto& run : runs.runs) memory_.offer(run);
  adopt_order();
}

// Goes on in a walk of the proven order, from what the turn has read.
void RunFinder::adopt_order() {
  const auto* turns = std::get_if<Turns>(&walk_);
  if (!turns || turns->order() == ListOrder::kNone) return;
  const Turns read = *turns;
  evidence_ = {};
  if (read.order() == ListOrder::kNewestFirst) {
    const bool to_end = read.ended() || read.last().created < horizon_;
    walk_ = NewestFirst({read.first(), read.last(), read.size(), to_end}, read.position(),
                        read.fresh(), longest_);
  } else {
    walk_ = OldestFirst({read.last(), read.position(), read.ended()}, total_, longest_);
  }
}

// Ends of runs can be told from old ones only where all runs up to some time have been seen.
void RunFinder::settle() {
  if (const auto* turns = std::get_if<Turns>(&walk_)) {
    if (turns->ended() || !memory_.counts_ends()) memory_.settle(turns->began());
  } else if (knows_newest()) {
    memory_.settle(now_);
  }
  if (complete()) memory_.count_ends();
}

void RunFinder::run(ListedRun run) {
  run.has_regions = true;
  note(run);
  take_single(run);
  settle();
}

void RunFinder::sort_refused() {
  sorted_ = false;
  sort_is_doubted_ = true;
  if (further_ == 0) {
    stage_ = Stage::kFirstPage;
  } else {
    --further_;
  }
}

void RunFinder::run_gone() {
  if (last_asked_) memory_.forget(*last_asked_);
}

bool RunFinder::knows_newest() const {
  if (const auto* turns = std::get_if<Turns>(&walk_)) return turns->through();
  if (const auto* walk = std::get_if<NewestFirst>(&walk_)) return walk->knows_newest();
  return std::get<OldestFirst>(walk_).knows_newest();
}

bool RunFinder::complete() const {
  if (const auto* turns = std::get_if<Turns>(&walk_)) return turns->through();
  if (const auto* walk = std::get_if<NewestFirst>(&walk_)) return walk->complete();
  return std::get<OldestFirst>(walk_).complete();
}

ListOrder RunFinder::order() const {
  if (std::holds_alternative<NewestFirst>(walk_)) return ListOrder::kNewestFirst;
  if (std::holds_alternative<OldestFirst>(walk_)) return ListOrder::kOldestFirst;
  return ListOrder::kNone;
}

}  // namespace cckm
