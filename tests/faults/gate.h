// SPDX-License-Identifier: Apache-2.0
// A TCP relay between the exporter and its manager. It passes connections on, refuses them, or
// leaves them without a response. Its port never changes.
#pragma once

#include <cstdint>
#include <memory>

namespace cckm::test {

// Functions throw boost::system::system_error if they cannot open a socket. Each change closes all
// open connections.
class Gate {
 public:
  // Relays to this port of 127.0.0.1.
  explicit Gate(std::uint16_t target);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Returns the gate's own port, on 127.0.0.1.
  std::uint16_t port() const { return port_; }

  // Relays to another port of 127.0.0.1.
  void pass_to(std::uint16_t port);
  // Relays to the first port again. Does nothing if nothing was changed.
  void restore();
  // Refuses connections.
  void refuse();
  // Becomes a black hole: connecting clients get no response.
  void swallow();

 private:
  struct ReservedPort;  // holds the port by a socket that does not listen
  class Relay;
  struct BlackHole;

  std::unique_ptr<ReservedPort> reserved_;
  const std::uint16_t port_;
  const std::uint16_t first_target_;
  bool changed_ = false;
  std::unique_ptr<Relay> relay_;
  std::unique_ptr<BlackHole> black_hole_;
};

}  // namespace cckm::test
