// SPDX-License-Identifier: Apache-2.0
// Plays a history in two parts: first the list changes, then it is calm and everything must be
// right.
#include "tests/unit/discovery/history.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <utility>

namespace cckm::test {
namespace {

constexpr std::size_t kLimit = 100;  // of a page

bool names(const ListedRun& run, const std::string& container) {
  if (container.empty()) return run.job.containers.empty();
  return std::find(run.job.containers.begin(), run.job.containers.end(), container) !=
         run.job.containers.end();
}

// Counts the steps of createdAt. A list with fewer than nine has no proven order.
std::size_t steps(const std::vector<ListedRun>& runs) {
  std::set<Timestamp> times;
  for (const auto& run : runs) times.insert(run.job.created);
  return times.empty() ? 0 : times.size() - 1;
}

}  // namespace

History::History(unsigned seed)
    : random_(seed * 2 + 1),
      list_((draw_plan(), server_), seed),
      finder_({std::chrono::seconds(plan_.lookback), plan_.pages_per_scrape}) {
  add_first_runs();
}

std::size_t History::draw(std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
}

void History::draw_plan() {
  random_.discard(5);
  constexpr std::array<std::size_t, 10> kCaps = {1, 2, 3, 7, 10, 25, 50, 99, 100, 100};
  constexpr std::array<std::size_t, 12> kSizes = {0, 1, 2, 5, 9, 10, 11, 30, 101, 150, 400, 1200};
  constexpr std::array<long, 3> kLookbacks = {3600, 86400, 30L * 86400};
  server_.order = static_cast<ListServer::Order>(draw(3));
  server_.sort = static_cast<ListServer::Sort>(draw(3));
  server_.total = one_in(2) ? ListServer::Total::kRight : static_cast<ListServer::Total>(draw(9));
  server_.details =
      one_in(2) ? ListServer::Details::kAlways : static_cast<ListServer::Details>(draw(3));
  server_.cap = one_in(2) ? 100 : kCaps[draw(kCaps.size())];
  server_.filters = !one_in(3);
  server_.skips = !one_in(50);
  plan_.containers = 1 + draw(12);
  plan_.first_runs = std::min(kSizes[draw(kSizes.size())], 60 * server_.cap);
  plan_.collections = draw(40);
  plan_.pages_per_scrape = one_in(2) ? 10 : 1 + draw(10);
  // A walk through short pages needs several of them in a collection.
  if (server_.cap < 20) plan_.pages_per_scrape = 10;
  plan_.lookback = kLookbacks[draw(kLookbacks.size())];
  plan_.age = static_cast<long>(draw(3 * static_cast<std::size_t>(plan_.lookback))) + 1;
  plan_.busy = one_in(2);
  plan_.shrinks = one_in(5);
  plan_.flaky = one_in(4);
  plan_.bursts = one_in(4);
}

std::string History::describe() const {
  std::ostringstream text;
  text << "order " << static_cast<int>(server_.order) << " sort " << static_cast<int>(server_.sort)
       << " total " << static_cast<int>(server_.total) << " details "
       << static_cast<int>(server_.details) << " cap " << server_.cap << " filters "
       << server_.filters << " skips " << server_.skips << "; containers " << plan_.containers
       << " runs " << plan_.first_runs << " now " << list_.runs().size() << " collections "
       << plan_.collections << " pages " << plan_.pages_per_scrape << " lookback " << plan_.lookback
       << " age " << plan_.age << " busy " << plan_.busy << " shrinks " << plan_.shrinks
       << " flaky " << plan_.flaky << " bursts " << plan_.bursts << "; order found "
       << static_cast<int>(finder_.order());
  return text.str();
}

void History::expect(bool right, const std::string& what) {
  if (!right && wrong_.size() < 10) wrong_.push_back(what);
}

// The list

void History::pass_time(long seconds) {
  now_.seconds += seconds;
}

void History::start_run(std::size_t runs) {
  std::vector<std::string> containers;
  const std::size_t named = one_in(10) ? 0 : one_in(10) ? 2 : 1;
  for (std::size_t i = 0; i < named; ++i) {
    containers.push_back("kms-" + std::to_string(draw(plan_.containers)));
  }
  // A page of one run cannot overlap the next, so it cannot show the order of two equal ones.
  if (server_.cap == 1) now_.nanoseconds += 1000;
  if (server_.cap == 1) runs = 1;
  list_.start(now_, containers, runs);
  for (std::size_t i = 0; i < runs; ++i) open_.push_back(list_.runs().size() - 1 - i);
  newest_known_ = false;
  ++tick_;
}

void History::finish_run() {
  if (open_.empty()) return;
  std::swap(open_[draw(open_.size())], open_.back());
  list_.finish(open_.back(), now_);
  ended_[list_.runs()[open_.back()].job.id] = ++tick_;
  open_.pop_back();
}

void History::remove_run() {
  if (list_.runs().empty()) return;
  const std::size_t at = one_in(2) ? 0 : draw(list_.runs().size());
  if (!finished(list_.runs()[at].job)) return;
  list_.remove(at);
  for (auto& open : open_) open -= open > at ? 1U : 0U;
  newest_known_ = false;
  ++removed_;
  ++tick_;
}

void History::add_first_runs() {
  const Timestamp now = now_;
  const long step = plan_.age / static_cast<long>(plan_.first_runs + 1);
  pass_time(-plan_.age);
  for (std::size_t i = 0; i < plan_.first_runs; ++i) {
    if (!one_in(20)) pass_time(step);
    start_run();
    if (!one_in(30)) finish_run();
  }
  now_ = now;
  first_tick_ = tick_;
  for (const auto& run : list_.runs()) within_ += run.job.created >= horizon() ? 1U : 0U;
}

void History::change_list() {
  pass_time(1);
  if (one_in(2)) start_run(one_in(8) ? 2 : 1);
  for (std::size_t i = draw(3); i > 0; --i) finish_run();
  if (plan_.shrinks && one_in(4)) remove_run();
}

const History::Newest& History::newest_now() {
  if (newest_known_) return newest_;
  newest_known_ = true;
  newest_.clear();
  const auto add = [&](const std::string& name, const ListedRun& run) {
    auto& newest = newest_[name];
    newest = std::max(newest, key_of(run));
  };
  for (const auto& run : list_.runs()) {
    if (run.job.containers.empty()) add("", run);
    for (const auto& name : run.job.containers) add(name, run);
  }
  return newest_;
}

// Collections

bool History::collect() {
  at_begin_ = newest_now();
  finder_.begin(now_);
  bool read = true;
  while (read) {
    const auto request = finder_.next();
    if (!request) break;
    read = answer(*request);
    if (!counts_ && finder_.complete()) {
      counts_ = true;
      complete_at_ = tick_;
    }
    if (plan_.busy && one_in(3)) change_list();
  }
  check_requests();
  any_failed_ |= !read;
  if (read) check_newest();
  check_cold();
  return read;
}

bool History::answer(const RunFinder::Request& request) {
  using Kind = RunFinder::Request::Kind;
  if (plan_.flaky && one_in(15)) {
    if (request.kind != Kind::kRunning) return false;
    finder_.running_failed();
    return true;
  }
  if (request.kind == Kind::kRun) {
    if (const auto* run = list_.run(request.id)) {
      finder_.run(*run);
    } else {
      finder_.run_gone();
    }
    return true;
  }
  if (const auto page = list_.page(request)) {
    answer_page(request, *page);
  } else {
    finder_.sort_refused();
  }
  return true;
}

void History::answer_page(const RunFinder::Request& request, const RunPage& page) {
  const bool turns =
      finder_.order() == ListOrder::kNone && request.kind == RunFinder::Request::Kind::kPage;
  if (turns && request.skip == 0) {
    at_turn_ = newest_now();
    turn_.clear();
    turn_end_ = 0;
  }
  finder_.page(page);
  if (turns && ends_turn(request.skip, page)) at_last_turn_ = at_turn_;
}

// A turn ends at a page that has at most the last run again. A page without a known run has a gap
// before it.
bool History::ends_turn(std::size_t skip, const RunPage& page) {
  const bool overlaps = skip < turn_end_;
  const bool touches = std::any_of(page.runs.begin(), page.runs.end(), [&](const ListedRun& run) {
    return turn_.contains(run.job.id);
  });
  if (overlaps && !touches) return false;
  turn_end_ = skip + page.runs.size();
  for (const auto& run : page.runs) turn_.insert(run.job.id);
  return page.runs.size() <= (overlaps ? 1U : 0U);
}

void History::check_requests() {
  expect(finder_.requests() <= 3 + plan_.pages_per_scrape, "too many requests in a collection");
}

// Returns true if a run can be missed because the list has shrunk and nothing can tell it.
bool History::holes_show() const {
  return removed_ == 0 || server_.cap > 1;
}

void History::check_newest() {
  if (!finder_.knows_newest() || !holes_show()) return;
  const Newest& known = finder_.order() == ListOrder::kNone ? at_last_turn_ : at_begin_;
  const auto& memory = finder_.memory();
  for (const auto& [name, key] : known) {
    if (key.created < horizon()) continue;
    if (removed_ > 0 && !list_.run(key.id)) continue;
    const auto at = memory.containers().find(name);
    const bool found =
        name.empty() ? memory.unnamed().newest != nullptr : at != memory.containers().end();
    expect(found || !finder_.complete() || removed_ > 0, "complete, but without " + name);
    if (!found) continue;
    const auto& runs = name.empty() ? memory.unnamed() : at->second;
    if (!runs.newest && removed_ > 0) continue;
    // The end of a page can separate two runs with the same createdAt.
    const RunKey newest = key_of(*runs.newest);
    expect(finder_.complete() ? newest >= key : newest.created >= key.created,
           "an older run passes for the newest of " + name + ": " + newest.id + " for " + key.id);
  }
}

// As long as nothing changes, the bound of the contract holds. The requests of a collection for the
// first page and for the running runs count once.
void History::check_cold() {
  constexpr std::size_t kEach = 2;
  if (cold_requests_ == 0) cold_requests_ = kEach;
  cold_requests_ += finder_.requests() - std::min(finder_.requests(), kEach);
  const bool plain = server_.cap == kLimit && server_.served() != ListServer::Order::kShuffled &&
                     server_.total == ListServer::Total::kRight && server_.filters &&
                     server_.skips && server_.details == ListServer::Details::kAlways;
  if (!plain || any_failed_ || tick_ != first_tick_ || steps(list_.runs()) < 9) return;
  expect(cold_requests_ <= (within_ + kLimit - 1) / kLimit + 4 || finder_.requests() <= kEach,
         "cold: " + std::to_string(cold_requests_) + " requests for " + std::to_string(within_));
}

void History::calm_down() {
  plan_.busy = plan_.flaky = plan_.shrinks = false;
  const std::size_t progress = std::max<std::size_t>(server_.cap, 2) - 1;
  const std::size_t turn = list_.runs().size() / (progress * plan_.pages_per_scrape) + 2;
  const std::size_t most = 8 * turn + 30 + 4 * open_.size();
  std::size_t collections = 0;
  while (collections < most && !(finder_.complete() && finder_.knows_newest())) {
    pass_time(30);
    collect();
    ++collections;
  }
  expect(!server_.skips || (finder_.complete() && finder_.knows_newest()), "never complete");
  // Then two turns, and every run that might have to be read by its id.
  const std::size_t calm =
      2 * turn + 4 + 2 * (open_.size() + plan_.containers) / plan_.pages_per_scrape;
  for (std::size_t i = 0; i < calm; ++i) {
    pass_time(30);
    collect();
  }
}

std::vector<std::string> History::play() {
  for (std::size_t i = 0; i < plan_.collections; ++i) {
    collect();
    pass_time(static_cast<long>(draw(120)) + 1);
    for (std::size_t changes = draw(4); changes > 0; --changes) change_list();
    if (!plan_.bursts || !one_in(6)) continue;
    for (std::size_t runs = draw(10 * server_.cap); runs > 0; --runs) change_list();
  }
  calm_down();
  if (server_.skips && finder_.complete()) check_end();
  return wrong_;
}

// Everything at the end

void History::check_calm() {
  const bool proven = steps(list_.runs()) >= 9 && server_.served() != ListServer::Order::kShuffled;
  expect(finder_.order() != ListOrder::kNone || !proven || server_.cap < 3, "no order found");
  const bool plain = server_.filters && server_.details == ListServer::Details::kAlways;
  if (finder_.order() == ListOrder::kNone || !plain) return;
  if (server_.cap == 1 && finder_.order() == ListOrder::kOldestFirst) return;
  const bool all_running_listed = open_.size() <= server_.cap;
  expect(finder_.requests() == 2 || !all_running_listed,
         "warm: " + std::to_string(finder_.requests()) + " requests");
}

void History::check_end() {
  check_calm();
  if (!holes_show() || removed_ > 0) return;
  const auto& memory = finder_.memory();
  check_container("", memory.unnamed());
  std::size_t present = memory.unnamed().newest ? 1U : 0U;
  for (const auto& [name, runs] : memory.containers()) {
    check_container(name, runs);
    ++present;
  }
  std::size_t wanted = 0;
  for (const auto& [name, key] : newest_now()) wanted += key.created >= horizon() ? 1U : 0U;
  expect(present == wanted, "key containers are missing, or are too many");
  std::set<RunKey> open;
  for (const auto at : open_) {
    if (list_.runs()[at].job.created >= horizon()) open.insert(key_of(list_.runs()[at]));
  }
  std::set<RunKey> found;
  for (const auto& [key, run] : memory.open()) found.insert(key);
  expect(found == open, "runs in progress");
}

void History::check_container(const std::string& name, const ContainerRuns& found) {
  ContainerRuns wanted;
  for (const auto& run : list_.runs()) {
    if (run.job.created < horizon() || !names(run, name)) continue;
    std::shared_ptr<const ListedRun> copy;
    std::shared_ptr<const RunKey> key;
    wanted.offer(run, copy, key);
  }
  expect(found.starts == wanted.starts, "starts of " + name);
  if (!wanted.newest || !found.newest) {
    expect(!wanted.newest && !found.newest, "a run of " + name);
    return;
  }
  expect(key_of(*found.newest) == key_of(*wanted.newest), "the newest run of " + name);
  expect(found.newest->job == wanted.newest->job, "the state of the newest run of " + name);
  if (plan_.lookback > 7L * 86400) check_counts(name, found);
  if (server_.details != ListServer::Details::kAlways) return;
  const auto completed = [](const std::optional<Success>& success) {
    return success ? success->completed : Timestamp();
  };
  expect(completed(found.last_success) == completed(wanted.last_success),
         "the last success of " + name);
  const bool same = std::equal(
      found.region_success.begin(), found.region_success.end(), wanted.region_success.begin(),
      wanted.region_success.end(), [](const auto& a, const auto& b) {
        return a.first == b.first && a.second.completed == b.second.completed &&
               *a.second.run == *b.second.run;
      });
  expect(same, "the successes of regions of " + name);
}

void History::check_counts(const std::string& name, const ContainerRuns& found) {
  RunCounts least = {};
  RunCounts most = {};
  for (const auto& run : list_.runs()) {
    if (!names(run, name) || !finished(run.job)) continue;
    const std::size_t ended = ended_.at(run.job.id);
    const auto status = static_cast<std::size_t>(run.job.status);
    least[status] += ended > complete_at_ && run.job.created >= horizon() ? 1U : 0U;
    most[status] += ended > first_tick_ ? 1U : 0U;
  }
  for (std::size_t status = 0; status < found.ended.size(); ++status) {
    expect(found.ended[status] >= least[status], "ends of " + name + " are missing");
    expect(found.ended[status] <= most[status], "ends of " + name + " are counted twice");
  }
}

}  // namespace cckm::test
