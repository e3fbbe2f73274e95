// SPDX-License-Identifier: Apache-2.0
// One TCP or TLS connection whose every operation ends at a deadline, even if the peer stalls or
// sends byte by byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "exporter/http/byte_stream.h"
#include "exporter/http/cancellation.h"
#include "exporter/http/resolver.h"
#include "exporter/http/tls_context.h"
#include "exporter/model/result.h"
#include "exporter/system/descriptor.h"

namespace cckm {

// The next event of a connection that a read would find.
enum class Arrival {
  kNothing,  // a read would block
  kByte,     // a byte is there. Over TLS: a byte of the stream, not only a session ticket
  kEnd,      // the stream has ended, or is broken
};

// Not thread-safe. Precondition: the process ignores SIGPIPE.
class Connection final : public ByteStream {
 public:
  // Connects to the first of `addresses` that accepts. Each address but the last gets at most a
  // quarter of the time. `tls` is null for plain TCP, else it reports the peer's certificate. Fails
  // with connect, tls, timeout or internal. A handshake in which the peer ends the connection or
  // does not speak TLS fails with connect, because neither side rejected anything. Fails with
  // timeout as soon as a byte of `rival`, which can be null, is there. `cancellation` must outlive
  // the connection.
  static Result<std::unique_ptr<Connection>> open(const Addresses& addresses, std::uint16_t port,
                                                  const TlsContext* tls, Deadline deadline,
                                                  const Cancellation& cancellation,
                                                  Connection* rival = nullptr);
  // Sends a TLS close_notify if the socket takes it at once.
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Over TLS, an end of the stream without close_notify is a failure with truncated.
  Result<std::size_t> read(char* buffer, std::size_t size, Deadline deadline) override;
  Result<std::size_t> write(std::string_view bytes, Deadline deadline) override;

  // Returns the next event without waiting for it.
  Arrival arrival();
  // Returns true if the connection is open and has no unread bytes. Does not block.
  bool idle() { return arrival() == Arrival::kNothing; }

  // Blocks until a byte or the end of this connection is there, or a byte of `rival`, which can be
  // null. Also returns at `deadline` and after cancel().
  void await_arrival(Deadline deadline, Connection* rival = nullptr);

  // Returns the socket, for poll.
  int descriptor() const { return socket_.get(); }

  // Returns true if the peer requested a client certificate in the handshake.
  bool certificate_requested() const { return certificate_requested_; }

 private:
  // The outcome of one system call: a number of bytes, an event to wait for, or neither after an
  // error.
  struct Attempt {
    std::optional<std::size_t> size = {};
    short awaited = 0;  // POLLIN or POLLOUT
  };

  Connection(Descriptor socket, const Cancellation& cancellation)
      : socket_(std::move(socket)), cancellation_(cancellation) {}

  std::optional<Failure> handshake(const TlsContext& tls, Deadline deadline, Connection* rival);
  Attempt tls_attempt(int result, std::size_t size);
  Attempt try_read(char* buffer, std::size_t size);
  Attempt try_write(std::string_view bytes);
  Attempt try_peek();
  template <typename Try>
  Result<std::size_t> attempt_until(Deadline deadline, Connection* rival, Try attempt);

  Descriptor socket_;
  const Cancellation& cancellation_;
  TlsSession tls_;           // null for plain TCP
  bool tls_failed_ = false;  // OpenSSL permits no further calls after an error
  bool certificate_requested_ = false;
};

}  // namespace cckm
