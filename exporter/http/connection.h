// SPDX-License-Identifier: Apache-2.0
// One TCP or TLS connection. Whatever is done with it ends at a deadline, however the peer drips or
// stalls: the socket never blocks, and all waiting is in one place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "exporter/http/cancellation.h"
#include "exporter/http/resolver.h"
#include "exporter/http/tls_context.h"
#include "exporter/model/result.h"
#include "exporter/system/descriptor.h"

namespace cckm {

// Not thread-safe. SIGPIPE must be ignored in the whole process.
class Connection {
 public:
  // To the first of `addresses` that accepts; a dead one leaves three quarters of the time to the
  // next. `tls` is null for plain TCP. `cancellation` must outlive the connection. Fails with
  // connect, tls, timeout or internal.
  static Result<std::unique_ptr<Connection>> open(const Addresses& addresses, std::uint16_t port,
                                                  const TlsContext* tls, Deadline deadline,
                                                  const Cancellation& cancellation);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // At least one byte, up to `size`, or 0: the peer has ended the stream in good order. Fails with
  // timeout, or with truncated where the connection broke, which over TLS is every other end.
  Result<std::size_t> read(char* buffer, std::size_t size, Deadline deadline);
  // At least one of `bytes`; how many. Fails like read().
  Result<std::size_t> write(std::string_view bytes, Deadline deadline);

  // Nothing has come and nothing has ended since the last read: fit for another request.
  bool idle();

  // The peer asked for a certificate of ours during the handshake.
  bool certificate_requested() const { return certificate_requested_; }

 private:
  // What one attempt came to: an amount, or what to wait for, or neither if all is lost.
  struct Attempt {
    std::optional<std::size_t> size = {};
    short awaited = 0;
  };

  Connection(Descriptor socket, const Cancellation& cancellation)
      : socket_(std::move(socket)), cancellation_(cancellation) {}

  std::optional<Failure> shake_hands(const TlsContext& tls, Deadline deadline);
  Attempt tls_attempt(int result, std::size_t size);
  Attempt try_read(char* buffer, std::size_t size);
  Attempt try_write(std::string_view bytes);
  template <typename Try>
  Result<std::size_t> persist(Deadline deadline, Try attempt);

  Descriptor socket_;
  const Cancellation& cancellation_;
  TlsSession tls_;            // null for plain TCP
  bool tls_is_over_ = false;  // after an error OpenSSL wants no further calls
  bool certificate_requested_ = false;
};

}  // namespace cckm
