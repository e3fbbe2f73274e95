// SPDX-License-Identifier: Apache-2.0
// One connection from a client: reads requests, checks them against the limits and sends the
// responses. Each step has a total deadline, which a slow client cannot extend byte by byte.
#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/model/enum_names.h"
#include "exporter/web/handshake_queue.h"
#include "exporter/web/http.h"
#include "exporter/web/tls/server_tls.h"

namespace cckm {

// Why the exporter closed the connection of a client.
enum class Closed {
  kLimit,       // to make room for another connection
  kTimeout,     // the client was too slow to send its request or to read the response
  kBadRequest,  // the request was malformed, over a limit or not permitted
  kTls,         // the TLS handshake failed
};

// Label values of `reason`.
inline constexpr EnumNames<Closed::kTls> kClosedNames{"limit", "timeout", "bad_request", "tls"};

constexpr std::string_view closed_name(Closed why) {
  return kClosedNames[why];
}

// The limits of a connection. The times are total deadlines.
struct SessionLimits {
  // From the first byte of a request to the end of its header. For the first request from the
  // connect, so that the time includes the TLS handshake.
  std::chrono::milliseconds header_time{5000};
  std::chrono::milliseconds write_time{10000};  // a whole response
  std::chrono::milliseconds idle_time{120000};  // between two requests
  std::size_t request_line_bytes = 8 << 10;
  std::size_t header_bytes = 16 << 10;
  std::size_t header_fields = 100;
};

// Receives the phases and events of a session. Called from the strand of the session.
class SessionObserver {
 public:
  enum class Phase {
    kWaiting,    // for a request, or for the rest of its header
    kAnswering,  // the request was read, its response is being made
    kWriting,    // the response is being sent
  };

  virtual ~SessionObserver() = default;
  // The session enters a phase. It begins in kWaiting, which is not reported.
  virtual void enter(Phase phase) = 0;
  // The session will close the connection for this reason. Called at most once.
  virtual void closed(Closed why) = 0;
  // The handler threw an exception of this type. The client gets status 500 and no details.
  virtual void response_failed(const std::string& exception_type) = 0;
  // True if the server is stopping: the next response is the last of the connection.
  virtual bool stopping() const = 0;
};

// Serves the connection until it ends. All arguments must outlive it.
asio::awaitable<void> serve(beast::tcp_stream& stream, const SessionLimits& limits,
                            const Handler& handler, SessionObserver& observer);

// The same over TLS. Each step of a handshake waits for its turn of `handshakes`. A client that
// does not begin with a handshake gets status 400.
asio::awaitable<void> serve_tls(beast::tcp_stream& stream, const ServerTls& tls,
                                HandshakeQueue& handshakes, const SessionLimits& limits,
                                const Handler& handler, SessionObserver& observer);

}  // namespace cckm
