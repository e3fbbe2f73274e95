// SPDX-License-Identifier: Apache-2.0
// Faults on request: the calls that they strike, the response instead, and its delivery.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/call.h"
#include "tests/simulator/response.h"

namespace cckm::test {

// The parts of a response, in the order of sending. kHandshake is before HTTP.
enum class Stage { kHandshake, kStart, kHeaders, kBody, kEnd };

enum class Ending {
  kClose,     // in good order: TLS close_notify, then FIN
  kTruncate,  // FIN alone
  kReset,     // RST
  kStall,     // the connection stays open and silent until the peer closes it
};

// Names for the control interface, indexed by the enumerators.
inline constexpr std::array<std::string_view, 5> kCallKindNames = {"token", "job", "list",
                                                                   "containers", "schedules"};
inline constexpr std::array<std::string_view, 5> kStageNames = {"handshake", "start", "headers",
                                                                "body", "end"};
inline constexpr std::array<std::string_view, 4> kEndingNames = {"close", "truncate", "reset",
                                                                 "stall"};

// Inserts `text`, repeated `times` times, at a stage. kStart: before the status line, such as a
// flood of 100s. kHeaders: after the last header field. kBody: before the body, and included in
// Content-Length. kEnd: after everything. A flood is never in memory as a whole.
struct Flood {
  Stage at = Stage::kBody;
  std::string text;
  std::uint64_t times = 1;
};

// A fault with no member set does nothing. Members combine freely. One exception: a fault whose
// `drip` or `cut` is kHandshake strikes connections, and its other members are ignored.
struct Fault {
  // Selects calls: those of a kind, those for a job, those with a text in their target, or all.
  // `probability` is from 0 to 1; the draws are the same in every run of the simulator.
  // `times` is the number of calls that it strikes; empty: until it is cleared.
  std::optional<CallKind> kind = {};
  std::string job_id = {};
  std::string target = {};
  double probability = 1;
  std::optional<unsigned> times = {};

  // The response. `status` without `body` has CM's own error text. `body` without `status` replaces
  // the body of a 200 only. `headers` replace those of the same name. `raw` is the whole response
  // as bytes; the connection ends after it.
  std::optional<unsigned> status = {};
  std::vector<HeaderField> headers = {};
  std::optional<std::string> body = {};
  std::optional<std::string> raw = {};

  // The delivery. It begins after `delay`. The bytes of stage `drip` are sent one by one. At stage
  // `cut` the connection ends by `ending`: kStart is before the first byte, kHeaders and kBody are
  // half-way through them, kEnd is after everything. `raw` is followed by `ending`, too.
  std::chrono::milliseconds delay{0};
  std::optional<Flood> flood = {};
  std::optional<Stage> drip = {};
  std::chrono::milliseconds drip_interval{500};
  std::optional<Stage> cut = {};
  Ending ending = Ending::kClose;
};

// The faults that are set. The oldest one that matches strikes.
class FaultList {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }

  // Returns the oldest fault that strikes this call, or a new connection, and uses up one of its
  // times. Without such a fault, returns one that does nothing.
  Fault take(const Call& call);
  Fault take_handshake();

 private:
  template <typename Strikes>
  Fault take_first(Strikes strikes);
  bool draw(const Fault& fault);

  std::vector<Fault> faults_;
  std::minstd_rand random_;  // default seed
};

}  // namespace cckm::test
