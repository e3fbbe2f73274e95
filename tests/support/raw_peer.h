// SPDX-License-Identifier: Apache-2.0
// A TCP peer that runs a script, byte by byte: for misbehaviour that no HTTP library produces.
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

// The peer's side of one accepted connection.
class RawConnection {
 public:
  explicit RawConnection(int descriptor) : descriptor_(descriptor) {}

  // Reads and returns a request with its body. Returns an empty text if the client closes first.
  std::string read_request() const;
  // Blocks until at least one byte is received, which is discarded, or the client closes.
  void read_some() const;
  // Writes all bytes. Returns false if the client has closed.
  bool write(std::string_view bytes) const;
  // Blocks until the client closes, and discards what it sends.
  void await_end() const;
  // Blocks for at most `time`. Returns true if the client closes or sends bytes.
  bool ends_within(std::chrono::milliseconds time) const;
  // Makes the script's end close the connection with a reset.
  void reset() const;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

class RawPeer {
 public:
  // Runs for each connection, on a thread of its own. `number` counts the connections from 0. The
  // connection is closed when the script returns.
  using Script = std::function<void(RawConnection&, int number)>;

  // Listens at this IPv4 address. Port 0 takes a free one.
  explicit RawPeer(Script script, const char* address = "127.0.0.1", std::uint16_t port = 0);
  // Shuts all connections down, so that the scripts' reads and writes fail, and joins the threads.
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
  std::set<int> open_;                 // descriptors of running scripts
  std::vector<std::thread> sessions_;  // used by thread_, then by the destructor
  std::thread thread_;
};

// Returns a complete response with this body.
std::string http_answer(std::string_view status, std::string_view body,
                        std::string_view headers = "");

}  // namespace cckm::test
