// SPDX-License-Identifier: Apache-2.0
// A firewall that forgets a connection drops its packets without a word. So a kept connection that
// is silent is either dead or slow, and only a response tells which. The stream gives up neither:
//   sending   write() sends to the kept connection, and records the request.
//   waiting   The first read() waits for a byte of the kept connection, until `patience`.
//   opening   It opens a new connection and sends the request there. A byte of the kept one ends
//             the opening.
//   racing    Both have the request. The first byte of a response decides. If one of them ends
//             instead, the other one is left.
//   decided   One connection is left. Every read() reads from it.
// A byte of the kept connection leads from each state to the last one. A kept connection that ends,
// or that accepts no bytes, leads to opening at once: it is stale, and there is nothing to wait
// for. If no connection can be opened, the kept one is waited for until the deadline.
//
// The race is below the exchange, which sees one stream. So caps, deadline and parsing are those of
// any other request, and the body of the loser is never read.
//
// There is no lock and no thread: both sockets are in the same poll, see connection.cc.
#include "exporter/http/hedged_stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

bool has(Connection& connection, Arrival arrival) {
  return connection.arrival() == arrival;
}

}  // namespace

HedgedStream::HedgedStream(std::unique_ptr<Connection> kept, Deadline patience, Open open)
    : kept_(std::move(kept)), patience_(patience), open_(std::move(open)) {}

Result<std::size_t> HedgedStream::write(std::string_view bytes, Deadline deadline) {
  std::size_t written = bytes.size();
  if (kept_) {
    const auto sent = kept_->write(bytes, std::min(patience_, deadline));
    if (sent) {
      written = *sent;
    } else {
      kept_.reset();
    }
  }
  request_ += bytes.substr(0, written);
  return written;
}

Result<std::size_t> HedgedStream::read(char* buffer, std::size_t size, Deadline deadline) {
  if (!std::exchange(decided_, true)) decide(deadline);
  Connection* winner = kept_ ? kept_.get() : new_.get();
  if (winner == nullptr) return *open_failure_;
  return winner->read(buffer, size, deadline);
}

void HedgedStream::decide(Deadline deadline) {
  if (kept_) {
    kept_->await_arrival(std::min(patience_, deadline));
    if (has(*kept_, Arrival::kByte)) return;
    if (has(*kept_, Arrival::kEnd)) kept_.reset();
  }
  open_new(deadline);
  if (!kept_ || !new_) return;
  new_->await_arrival(deadline, kept_.get());
  const bool kept_wins = has(*kept_, Arrival::kByte) || has(*new_, Arrival::kEnd);
  (kept_wins ? new_ : kept_).reset();
}

void HedgedStream::open_new(Deadline deadline) {
  if (kept_ && Clock::now() >= deadline) return;
  auto opened = open_(deadline, kept_.get());
  if (!opened) {
    open_failure_ = opened.failure();
    return;
  }
  new_ = std::move(opened.value());
  sent_twice_ = true;
  send_again(deadline);
}

// A failure needs no handling: a connection that accepts no bytes has ended, or is late.
void HedgedStream::send_again(Deadline deadline) {
  for (std::string_view rest = request_; !rest.empty();) {
    const auto sent = new_->write(rest, deadline);
    if (!sent) return;
    rest.remove_prefix(*sent);
  }
}

}  // namespace cckm
