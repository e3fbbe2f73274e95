// SPDX-License-Identifier: Apache-2.0
// The stream of one request on a kept connection that might be dead: it sends the request again on
// a new connection if the kept one stays silent, and reads from the first that responds.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/http/byte_stream.h"
#include "exporter/http/connection.h"
#include "exporter/model/result.h"

namespace cckm {

// Not thread-safe.
class HedgedStream final : public ByteStream {
 public:
  // Opens a new connection. Fails early once a byte of `rival`, which can be null, is there.
  using Open =
      std::function<Result<std::unique_ptr<Connection>>(Deadline deadline, Connection* rival)>;

  // `kept` is silent if it has sent no byte by `patience`. Precondition: the request can be sent
  // twice.
  HedgedStream(std::unique_ptr<Connection> kept, Deadline patience, Open open);

  // Writes to the kept connection only. A failure of that is no failure of the stream.
  Result<std::size_t> write(std::string_view bytes, Deadline deadline) override;
  // The first call decides which connection is read, and closes the other one. Precondition: the
  // whole request was written.
  Result<std::size_t> read(char* buffer, std::size_t size, Deadline deadline) override;

  // Returns true if the request was sent on a new connection, too.
  bool sent_twice() const { return sent_twice_; }
  // Returns why no new connection could be opened; empty if one was opened, or if none was needed.
  const std::optional<Failure>& open_failure() const { return open_failure_; }
  // Return the connections. At most one of them is left after read(): the one that is read.
  std::unique_ptr<Connection> take_kept() { return std::move(kept_); }
  std::unique_ptr<Connection> take_new() { return std::move(new_); }

 private:
  void decide(Deadline deadline);
  void open_new(Deadline deadline);
  void send_again(Deadline deadline);

  std::unique_ptr<Connection> kept_;  // null once it is lost
  std::unique_ptr<Connection> new_;   // null before it is opened, and once it has lost
  const Deadline patience_;
  const Open open_;
  std::string request_;  // as written
  bool decided_ = false;
  bool sent_twice_ = false;
  std::optional<Failure> open_failure_;
};

}  // namespace cckm
