// SPDX-License-Identifier: Apache-2.0
// Faults on request: which calls they strike, what is answered instead, and how it arrives.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/answer.h"
#include "tests/simulator/call.h"

namespace cckm::test {

// The parts of an answer, in the order of their sending. kHandshake is what comes before HTTP.
enum class Stage { kHandshake, kStart, kHeaders, kBody, kEnd };

enum class Ending {
  kClose,     // in good order: TLS close_notify, then FIN
  kTruncate,  // FIN alone
  kReset,     // RST
  kStall,     // the connection stays open and silent until the peer leaves
};

// Names for the control interface, indexed by the enumerators.
inline constexpr std::array<std::string_view, 3> kCallKindNames = {"token", "job", "list"};
inline constexpr std::array<std::string_view, 5> kStageNames = {"handshake", "start", "headers",
                                                                "body", "end"};
inline constexpr std::array<std::string_view, 4> kEndingNames = {"close", "truncate", "reset",
                                                                 "stall"};

// `text`, `times` over, inserted at a stage: kStart: before the status line (a flood of 100s);
// kHeaders: after the last header field; kBody: before the body, and part of Content-Length; kEnd:
// after all. Never held in memory as a whole.
struct Flood {
  Stage at = Stage::kBody;
  std::string text;
  std::uint64_t times = 1;
};

// A fault without any member set does nothing. Members combine freely, but one whose `drip` or
// `cut` is kHandshake strikes connections and not calls: its other members are not looked at.
struct Fault {
  // Which calls: those of a kind, those for a job, or all; how likely it strikes each of them,
  // drawn so that every run of the simulator draws alike; how often before it wears off, or empty:
  // until it is cleared.
  std::optional<CallKind> kind = {};
  std::string job_id = {};
  double probability = 1;
  std::optional<unsigned> times = {};

  // What is answered. `status` without `body` brings CM's own error text, and `body` without
  // `status` replaces that of a 200 only. `headers` replace those of the same name. `raw` is the
  // whole answer as it goes over the wire, after which the connection ends.
  std::optional<unsigned> status = {};
  std::vector<HeaderField> headers = {};
  std::optional<std::string> body = {};
  std::optional<std::string> raw = {};

  // How it arrives: after `delay`; the bytes of stage `drip` one by one; broken off at stage `cut`
  // (kStart: before the first byte; kHeaders and kBody: half-way through them; kEnd: after all) by
  // `ending`, which is also how the connection ends after `raw`.
  std::chrono::milliseconds delay{0};
  std::optional<Flood> flood = {};
  std::optional<Stage> drip = {};
  std::chrono::milliseconds drip_interval{500};
  std::optional<Stage> cut = {};
  Ending ending = Ending::kClose;
};

// The faults that are set, first come first.
class FaultList {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }

  // The first fault that strikes this call, or a new connection; one of its times is used up. One
  // that does nothing if there is none.
  Fault take(const Call& call);
  Fault take_handshake();

 private:
  template <typename Strikes>
  Fault take_first(Strikes strikes);
  bool draw(const Fault& fault);

  std::vector<Fault> faults_;
  std::minstd_rand random_;  // as it is seeded by default
};

}  // namespace cckm::test
