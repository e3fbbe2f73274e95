// SPDX-License-Identifier: Apache-2.0
// One deadline for everything that a request does on its socket. cpp-httplib's own timeouts start
// anew with every byte, so a dripping peer would hold a request for ever; shutting the socket down
// from outside ends connect, TLS handshake, headers and body alike.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "exporter/scrape/job_source.h"

namespace cckm {

class Line;

// A thread that cuts lines whose deadline has passed. Thread-safe; outlives its lines.
class Watchdog {
 public:
  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Cuts every line that is in use now or will be.
  void cut_all();

 private:
  friend class Line;

  void watch();
  void cut_overdue(Deadline now);

  std::mutex mutex_;  // guards all below, and the members of every line
  std::condition_variable changed_;
  std::set<std::pair<Deadline, Line*>> armed_;
  bool cut_all_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

// One connection as the watchdog knows it: a duplicate of its descriptor. Owning a duplicate means
// that the number cannot be closed and given to somebody else's socket before we shut it down.
class Line {
 public:
  explicit Line(Watchdog& watchdog);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // From here to disarm(), the line's sockets live until `deadline` at most.
  void arm(Deadline deadline);
  // Ends that. True if the line was cut.
  bool disarm();

  // The connection's socket, as soon as it exists; an earlier one's duplicate is closed.
  void opened(int descriptor);
  void closed();
  // Whether opened() has been called since arm(): false after a connect that got no descriptor.
  bool opened_since_armed() const;

 private:
  friend class Watchdog;

  void cut();

  Watchdog& watchdog_;
  Deadline deadline_{};
  int descriptor_ = -1;
  bool armed_ = false;
  bool cut_ = false;
  bool opened_since_armed_ = false;
};

}  // namespace cckm
