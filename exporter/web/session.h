// SPDX-License-Identifier: Apache-2.0
// One connection from a scraper: requests are read, checked against the limits and answered, each
// step under a total deadline that no dripping peer can stretch.
#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/model/enum_names.h"
#include "exporter/web/http.h"

namespace cckm {

// Why the exporter closed the connection of a client.
enum class Closed {
  kLimit,       // to make room for another connection
  kTimeout,     // the client was too slow to send its request or to read the response
  kBadRequest,  // what the client sent is no HTTP request, or is over the limits
};

// Label values of `reason`.
inline constexpr EnumNames<Closed::kBadRequest> kClosedNames{"limit", "timeout", "bad_request"};

constexpr std::string_view closed_name(Closed why) {
  return kClosedNames[why];
}

// What a peer may ask of us.
struct SessionLimits {
  std::chrono::milliseconds header_time{5000};  // from a request's first byte, or from the connect
  std::chrono::milliseconds write_time{10000};  // a whole answer
  std::chrono::milliseconds idle_time{120000};  // between two requests
  std::size_t request_line_bytes = 8 << 10;
  std::size_t header_bytes = 16 << 10;
  std::size_t header_fields = 100;
};

// Where a connection stands, and what it came to; told from the session's own strand.
class SessionObserver {
 public:
  enum class Phase {
    kWaiting,    // for a request, or for the rest of one
    kAnswering,  // a request has been read
    kWriting,    // its answer is on the way
  };

  virtual ~SessionObserver() = default;
  // A session begins with kWaiting.
  virtual void enter(Phase phase) = 0;
  // The session hangs up for this reason, soon and at most once.
  virtual void closed(Closed why) = 0;
  // The handler threw an exception of this type; the client is told nothing of it.
  virtual void answer_failed(const std::string& exception_type) = 0;
  // True if the server is on its way down: the next answer is the connection's last.
  virtual bool stopping() const = 0;
};

// Serves the connection until it ends. All must outlive it.
asio::awaitable<void> serve(beast::tcp_stream& stream, const SessionLimits& limits,
                            const Handler& handler, SessionObserver& observer);

}  // namespace cckm
