// SPDX-License-Identifier: Apache-2.0
// One random history of a list and of the finder that follows it, held against a model that knows
// everything.
#pragma once

#include <cstddef>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "exporter/discovery/run_finder.h"
#include "tests/unit/discovery/simulated_list.h"

namespace cckm::test {

class History {
 public:
  // The same seed gives the same history.
  explicit History(unsigned seed);

  // Plays the history. Returns what was wrong; empty: nothing.
  std::vector<std::string> play();

  // The list and its server in one line.
  std::string describe() const;

 private:
  using Newest = std::map<std::string, RunKey>;  // by key container; "": of runs that name none

  struct Plan {
    std::size_t containers = 1;
    std::size_t first_runs = 0;
    std::size_t collections = 0;
    std::size_t pages_per_scrape = 10;
    long age = 0;          // seconds of the oldest run
    long lookback = 0;     // seconds
    bool busy = false;     // the list changes between two requests
    bool shrinks = false;  // and loses runs
    bool flaky = false;    // requests fail
    bool bursts = false;   // many runs between two collections
  };

  void draw_plan();
  void add_first_runs();
  void pass_time(long seconds);
  void change_list();
  void start_run(std::size_t runs = 1);
  void finish_run();
  void remove_run();

  bool collect();  // false: a request failed
  bool answer(const RunFinder::Request& request);
  void answer_page(const RunFinder::Request& request, const RunPage& page);
  bool ends_turn(std::size_t skip, const RunPage& page);

  void check_requests();
  void check_newest();
  void check_cold();
  void check_calm();
  void check_end();
  void check_container(const std::string& name, const ContainerRuns& found);
  void check_counts(const std::string& name, const ContainerRuns& found);

  void calm_down();
  bool holes_show() const;
  const Newest& newest_now();
  Timestamp horizon() const { return {now_.seconds - plan_.lookback, now_.nanoseconds}; }
  bool one_in(std::size_t n) { return draw(n) == 0; }
  std::size_t draw(std::size_t below);
  void expect(bool right, const std::string& what);

  std::minstd_rand random_;
  Plan plan_;
  ListServer server_;
  SimulatedList list_;
  RunFinder finder_;
  Timestamp now_{1'700'000'000, 5};

  std::vector<std::size_t> open_;  // indices of runs in progress
  Newest newest_;
  bool newest_known_ = false;
  Newest at_begin_;                           // the newest runs when the collection began
  Newest at_turn_;                            // when the turn began
  Newest at_last_turn_;                       // when the turn before began
  std::set<std::string> turn_;                // ids of the runs of the turn
  std::size_t turn_end_ = 0;                  // position after them
  std::map<std::string, std::size_t> ended_;  // tick at which a run ended
  std::size_t tick_ = 0;                      // counts changes
  std::size_t first_tick_ = 0;                // of the first collection
  std::size_t complete_at_ = 0;               // tick at which the list was first complete
  bool counts_ = false;
  std::size_t cold_requests_ = 0;
  std::size_t within_ = 0;  // runs within lookback, at the begin
  bool any_failed_ = false;
  std::size_t removed_ = 0;
  std::vector<std::string> wrong_;
};

}  // namespace cckm::test
