// SPDX-License-Identifier: Apache-2.0
// The floor of a scrape: the time of its requests alone, sent by a bare client over warm
// connections.
#pragma once

#include <atomic>
#include <barrier>
#include <cstddef>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/bare_connection.h"

namespace cckm::test {

// Not thread-safe.
class Floor {
 public:
  // Logs in to the simulator at `url` and opens the connections. Throws std::exception.
  Floor(const std::string& url, const std::vector<std::string>& targets, std::size_t connections);
  ~Floor();
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  // Sends all requests and reads the responses. Returns the time in seconds. A request that fails
  // ends the program.
  double measure();

 private:
  void work(BareConnection& connection);
  void send_requests(BareConnection& connection);

  std::vector<std::string> requests_;
  std::atomic<std::size_t> next_ = 0;  // the request that is sent next
  std::deque<BareConnection> connections_;
  bool stopping_ = false;
  std::barrier<> barrier_;  // passed by all at the start and at the end of a measurement
  // One for each connection but the first, which measure() uses itself.
  std::vector<std::thread> threads_;
};

}  // namespace cckm::test
