// SPDX-License-Identifier: Apache-2.0
// Each connection has a thread. The threads share the requests, like the exporter's workers.
#include "tests/bench/floor.h"

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace cckm::test {
namespace {

constexpr const char* kLogin =
    R"({"grant_type":"password","username":"cckm-exporter","password":"simulated-password"})";

std::string log_in(BareConnection& connection) {
  const std::string body = kLogin;
  const auto response = connection.exchange(
      "POST /api/v1/auth/tokens/ HTTP/1.1\r\nHost: cm\r\nContent-Type: application/json\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  return boost::json::value_to<std::string>(boost::json::parse(response).at("jwt"));
}

std::string request_for(const std::string& target, const std::string& token) {
  return "GET " + target + " HTTP/1.1\r\nHost: cm\r\nAuthorization: Bearer " + token + "\r\n\r\n";
}

}  // namespace

Floor::Floor(const std::string& url, const std::vector<std::string>& targets,
             std::size_t connections)
    : barrier_(static_cast<std::ptrdiff_t>(connections)) {
  for (std::size_t i = 0; i < connections; ++i) connections_.emplace_back(url);
  const std::string token = log_in(connections_.front());
  for (const std::string& target : targets) requests_.push_back(request_for(target, token));
  for (std::size_t i = 1; i < connections; ++i) {
    threads_.emplace_back([this, i] { work(connections_[i]); });
  }
}

Floor::~Floor() {
  stopping_ = true;
  barrier_.arrive_and_wait();
  for (auto& thread : threads_) thread.join();
}

double Floor::measure() {
  next_ = 0;
  const auto begin = std::chrono::steady_clock::now();
  barrier_.arrive_and_wait();
  send_requests(connections_.front());
  barrier_.arrive_and_wait();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void Floor::work(BareConnection& connection) {
  for (;;) {
    barrier_.arrive_and_wait();
    if (stopping_) return;
    send_requests(connection);
    barrier_.arrive_and_wait();
  }
}

// Ends the program if a request fails. Without this thread, the others would wait at the barrier
// without end.
void Floor::send_requests(BareConnection& connection) {
  try {
    for (std::size_t i = next_++; i < requests_.size(); i = next_++) {
      connection.exchange(requests_[i]);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "The floor cannot be measured: %s\n", error.what());
    std::_Exit(1);
  }
}

}  // namespace cckm::test
