// SPDX-License-Identifier: Apache-2.0
// Look-ups on a detached thread, and the memory of the last answer.
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
  State(std::string name, LookUp asks) : host(std::move(name)), look_up(std::move(asks)) {}

  const std::string host;
  const LookUp look_up;

  std::mutex mutex;  // guards all below
  std::condition_variable answered;
  bool asking = false;
  bool cancelled = false;
  Addresses addresses;  // of the last look-up that succeeded
  Clock::time_point learned;
  std::optional<Failure> failure;  // of the last look-up, if that failed

  bool younger_than(std::chrono::seconds age) const {
    return !addresses.empty() && Clock::now() - learned < age;
  }

  void ask() {
    auto answer = ask_without_throwing();
    const std::lock_guard lock(mutex);
    asking = false;
    failure.reset();
    if (answer) {
      addresses = std::move(answer.value());
      learned = Clock::now();
    } else {
      failure = answer.failure();
    }
    answered.notify_all();
  }

  Result<Addresses> ask_without_throwing() {
    try {
      return look_up(host);
    } catch (const std::exception&) {
      return Failure{Reason::kInternal, "exception"};  // short: it needs no memory
    }
  }
};

Resolver::Resolver(std::string host, LookUp look_up)
    : state_(std::make_shared<State>(std::move(host), std::move(look_up))) {}

void Resolver::start_look_up() {
  state_->asking = true;
  try {
    std::thread([state = state_] { state->ask(); }).detach();
  } catch (const std::exception&) {  // out of threads, or of the memory for one
    state_->asking = false;
    state_->failure = Failure{Reason::kInternal, "no thread for a look-up"};
  }
}

Result<Addresses> Resolver::resolve(Deadline deadline) {
  std::unique_lock lock(state_->mutex);
  if (state_->cancelled) return cancelled();
  if (state_->younger_than(kFresh)) return state_->addresses;
  if (!state_->asking) start_look_up();
  const Deadline patience = std::min(deadline, Clock::now() + kWait);
  const bool answered = state_->answered.wait_until(
      lock, patience, [&] { return !state_->asking || state_->cancelled; });
  if (state_->cancelled) return cancelled();
  if (answered && !state_->failure) return state_->addresses;
  if (state_->younger_than(kStale)) return state_->addresses;
  if (answered) return *state_->failure;
  if (patience == deadline) return Failure{Reason::kTimeout, "deadline while resolving the host"};
  return Failure{Reason::kDns, "the resolver does not answer"};
}

void Resolver::cancel() {
  const std::lock_guard lock(state_->mutex);
  state_->cancelled = true;
  state_->answered.notify_all();
}

}  // namespace cckm
