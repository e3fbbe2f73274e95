// SPDX-License-Identifier: Apache-2.0
// A TCP relay between the exporter and its manager. It passes connections on, refuses them, leaves
// them without a response, or forgets them as a firewall does. Its port never changes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

namespace cckm::test {

// Functions throw boost::system::system_error if they cannot open a socket. Each change but
// forget() closes all open connections.
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
  // Forgets the oldest open connections, `most` of them, and returns their number. No byte and no
  // end of them passes any more, in either direction. Further connections pass. Precondition: the
  // gate relays.
  std::size_t forget(std::size_t most = std::numeric_limits<std::size_t>::max());
  // Forgets each connection that has passed no byte for longer than `limit`. Has the same
  // precondition.
  void forget_idle(std::chrono::milliseconds limit);
  // Returns how many connections were forgotten by either function.
  std::size_t forgotten() const;

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
