// SPDX-License-Identifier: Apache-2.0
// What stands between the exporter and its manager: lets connections through, or does what a
// network does when it does not. Its port stays its own all the time.
#pragma once

#include <cstdint>
#include <memory>

namespace cckm::test {

// All of its functions throw boost::system::system_error where the system refuses them a socket.
// Those that change something end the connections that are open.
class Gate {
 public:
  // Passes to this port of 127.0.0.1.
  explicit Gate(std::uint16_t target);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Where it is, on 127.0.0.1.
  std::uint16_t port() const { return port_; }

  void pass_to(std::uint16_t port);
  // Passes to where it passed first; does nothing if it never did otherwise.
  void restore();
  // Connections are refused.
  void refuse();
  // A black hole: nothing answers those who want to connect.
  void swallow();

 private:
  struct Place;    // the port, held by a socket that does not listen
  class Opening;   // lets through
  struct Swallow;  // does not answer

  std::unique_ptr<Place> place_;
  const std::uint16_t port_;
  const std::uint16_t first_target_;
  bool changed_ = false;
  std::unique_ptr<Opening> opening_;
  std::unique_ptr<Swallow> swallow_;
};

}  // namespace cckm::test
