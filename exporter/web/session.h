// SPDX-License-Identifier: Apache-2.0
// One connection from a scraper: requests are read, checked against the limits and answered, each
// step under a total deadline that no dripping peer can stretch.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>

#include "exporter/web/http.h"

namespace cckm {

// What a peer may ask of us.
struct SessionLimits {
  std::chrono::seconds header_time{5};  // from a request's first byte, or from the connect
  std::chrono::seconds write_time{10};  // a whole answer
  std::chrono::seconds idle_time{120};  // between two requests
  std::size_t request_line_bytes = 8 << 10;
  std::size_t header_bytes = 16 << 10;
  std::size_t header_fields = 100;
};

// Told what a session does; called from the session's own strand.
class SessionObserver {
 public:
  virtual ~SessionObserver() = default;
  virtual void request_begun() = 0;
  virtual void request_ended() = 0;
  // True if the server is on its way down: the next answer is the connection's last.
  virtual bool stopping() const = 0;
};

// Serves the connection until it ends. `handler` and `observer` must outlive it.
asio::awaitable<void> serve(asio::ip::tcp::socket socket, const SessionLimits& limits,
                            const Handler& handler, SessionObserver& observer);

}  // namespace cckm
