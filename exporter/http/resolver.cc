// SPDX-License-Identifier: Apache-2.0
// A resolver is idle or looking up. The first resolve() without fresh addresses starts a look-up,
// and concurrent callers wait for the same one. A look-up that hangs is not replaced.
//
// Addresses are fresh for kFresh, then stale until kStale, then expired. Fresh ones are returned at
// once. Stale ones are returned if the look-up fails or takes longer than the caller can wait.
// Their age includes the time in which the machine was suspended.
//
// getaddrinfo has no deadline and cannot be cancelled. So each look-up runs on a detached thread,
// which no thread joins, and callers wait for its result on a condition variable. A getaddrinfo
// that never returns costs one thread, not a scrape. The look-up thread can outlive the resolver,
// even the manager after a reload, so both share the ownership of the state.
//
// One mutex guards all fields that change. It is not held during getaddrinfo.
#include "exporter/http/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

Failure cancelled() {
  return {Reason::kTimeout, "cancelled"};
}

std::string numeric(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  const int failed = ::getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(),
                                   nullptr, 0, NI_NUMERICHOST);
  return failed != 0 ? std::string() : std::string(text.data());
}

}  // namespace

Result<Addresses> look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list); error != 0) {
    return Failure{Reason::kDns, std::string("cannot resolve the host: ") + ::gai_strerror(error)};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  Addresses addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (std::string address = numeric(*entry); !address.empty()) addresses.push_back(address);
  }
  if (addresses.empty()) return Failure{Reason::kDns, "the host's name has no address"};
  return addresses;
}

struct Resolver::State {
  State(std::string name, LookUp function, Now clock)
      : host(std::move(name)), look_up(std::move(function)), now(std::move(clock)) {}

  const std::string host;
  const LookUp look_up;
  const Now now;

  std::mutex mutex;  // guards all below
  std::condition_variable changed;
  bool looking_up = false;
  bool cancelled = false;
  Addresses addresses;  // of the last look-up that succeeded
  BootClock::time_point resolved_at;
  std::optional<Failure> failure;  // of the last look-up, if that failed

  bool younger_than(std::chrono::seconds age) const {
    return !addresses.empty() && now() - resolved_at < age;
  }

  void run_look_up() {
    auto result = look_up_without_throwing();
    const std::lock_guard lock(mutex);
    looking_up = false;
    failure.reset();
    if (result) {
      addresses = std::move(result.value());
      resolved_at = now();
    } else {
      failure = result.failure();
    }
    changed.notify_all();
  }

  Result<Addresses> look_up_without_throwing() {
    try {
      return look_up(host);
    } catch (const std::exception&) {
      return Failure{Reason::kInternal, "exception"};  // short enough to need no allocation
    }
  }
};

Resolver::Resolver(std::string host, LookUp look_up, Now now)
    : state_(std::make_shared<State>(std::move(host), std::move(look_up), std::move(now))) {}

void Resolver::start_look_up() {
  state_->looking_up = true;
  try {
    std::thread([state = state_] { state->run_look_up(); }).detach();
  } catch (const std::exception&) {  // no thread or no memory is left
    state_->looking_up = false;
    state_->failure = Failure{Reason::kInternal, "no thread for a look-up"};
  }
}

Result<Addresses> Resolver::resolve(Deadline deadline) {
  std::unique_lock lock(state_->mutex);
  if (state_->cancelled) return cancelled();
  if (state_->younger_than(kFresh)) return state_->addresses;
  if (!state_->looking_up) start_look_up();
  const Deadline wait_end = std::min(deadline, Clock::now() + kWait);
  const bool finished = state_->changed.wait_until(
      lock, wait_end, [&] { return !state_->looking_up || state_->cancelled; });
  if (state_->cancelled) return cancelled();
  if (finished && !state_->failure) return state_->addresses;
  if (state_->younger_than(kStale)) return state_->addresses;
  if (finished) return *state_->failure;
  if (wait_end == deadline) return Failure{Reason::kTimeout, "deadline while resolving the host"};
  return Failure{Reason::kDns, "the resolver does not respond"};
}

void Resolver::cancel() {
  const std::lock_guard lock(state_->mutex);
  state_->cancelled = true;
  state_->changed.notify_all();
}

}  // namespace cckm
