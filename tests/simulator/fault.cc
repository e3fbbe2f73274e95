// SPDX-License-Identifier: Apache-2.0
// Selects the fault of a call, and removes faults that are used up.
#include "tests/simulator/fault.h"

#include <algorithm>

namespace cckm::test {
namespace {

bool strikes_handshake(const Fault& fault) {
  return fault.drip == Stage::kHandshake || fault.cut == Stage::kHandshake;
}

bool strikes_call(const Fault& fault, const Call& call) {
  return !strikes_handshake(fault) && (!fault.kind || *fault.kind == call.kind) &&
         (fault.job_id.empty() || fault.job_id == call.job_id) &&
         call.target.find(fault.target) != std::string::npos;
}

}  // namespace

Fault FaultList::take(const Call& call) {
  return take_first([&](const Fault& fault) { return strikes_call(fault, call); });
}

Fault FaultList::take_handshake() {
  return take_first(strikes_handshake);
}

template <typename Strikes>
Fault FaultList::take_first(Strikes strikes) {
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return strikes(fault) && draw(fault);
  });
  if (found == faults_.end()) return {};
  Fault fault = *found;
  if (found->times && --*found->times == 0) faults_.erase(found);
  return fault;
}

bool FaultList::draw(const Fault& fault) {
  if (fault.probability >= 1) return true;
  return std::uniform_real_distribution<double>(0, 1)(random_) < fault.probability;
}

}  // namespace cckm::test
