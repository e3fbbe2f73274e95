// SPDX-License-Identifier: Apache-2.0
// A TCP peer that does exactly what a test tells it to, byte by byte: for the misbehaviour that no
// HTTP library would produce.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cckm::test {

// One accepted connection, from the peer's side.
class RawConnection {
 public:
  explicit RawConnection(int descriptor) : descriptor_(descriptor) {}

  // Reads up to the end of a request's headers and, if it has one, its body; what came is returned,
  // empty if the client hung up.
  std::string read_request() const;
  // False once the client is gone.
  bool write(std::string_view bytes) const;
  // Waits until the client hangs up.
  void await_end() const;
  // Whether the client hangs up, or says more, within that time.
  bool ends_within(std::chrono::milliseconds time) const;
  // Closes with a reset instead of an orderly end.
  void reset() const;

 private:
  int descriptor_;
};

class RawPeer {
 public:
  // Called for each connection on a thread of its own; `number` counts them from 0. The connection
  // is closed when it returns.
  using Script = std::function<void(RawConnection&, int number)>;

  explicit RawPeer(Script script);
  // Ends all connections; scripts notice by their reads and writes failing.
  ~RawPeer();
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void accept();
  void serve(int descriptor, int number);

  const Script script_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;                   // guards open_
  std::set<int> open_;                 // descriptors of sessions
  std::vector<std::thread> sessions_;  // touched by the accepting thread, and after it
  std::thread thread_;
};

// A complete answer with this body.
std::string http_answer(std::string_view status, std::string_view body,
                        std::string_view headers = "");

}  // namespace cckm::test
