// SPDX-License-Identifier: Apache-2.0
// A server in this process, its recorded events, and clients for it.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "exporter/web/server.h"
#include "tests/e2e/connect.h"
#include "tests/e2e/http_get.h"
#include "tests/support/catch.h"

namespace cckm::test {

// Waits for a condition that the server meets some time after its client has the response.
inline bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  return condition();
}

// Records the events of a server. Thread-safe.
class RecordingObserver : public ServerObserver {
 public:
  void connection_closed(Closed why) override {
    const std::lock_guard lock(mutex_);
    ++closed_[why];
  }
  void response_failed(const std::string& exception_type) override {
    const std::lock_guard lock(mutex_);
    failed_.push_back(exception_type);
  }
  void accept_failed(const std::string& /*error*/) override {}

  int closed(Closed why) {
    const std::lock_guard lock(mutex_);
    return closed_[why];
  }
  bool reaches(Closed why, int count) {
    return eventually([&] { return closed(why) == count; });
  }
  std::vector<std::string> failed() {
    const std::lock_guard lock(mutex_);
    return failed_;
  }

 private:
  std::mutex mutex_;  // guards all below
  std::map<Closed, int> closed_;
  std::vector<std::string> failed_;
};

// A server on two threads that runs until the end of the scope.
class TestServer {
 public:
  // `policy` can be empty: plain HTTP.
  explicit TestServer(Handler handler, const Connections::Limits& connections = {},
                      const SessionLimits& limits = {}, CurrentPolicy policy = {})
      : server_(std::move(handler), events, connections, limits) {
    server_.use_tls(std::move(policy));
    const auto endpoint = server_.listen({"127.0.0.1", "0"});
    REQUIRE(endpoint.ok());
    address = "127.0.0.1:" + std::to_string(endpoint->port());
    running_ = std::thread([this] { server_.run(2); });
  }
  ~TestServer() { stop(std::chrono::milliseconds(0)); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  void begin_to_stop(std::chrono::milliseconds grace_period) { server_.stop(grace_period); }
  void stop(std::chrono::milliseconds grace_period) {
    if (!running_.joinable()) return;
    server_.stop(grace_period);
    running_.join();
  }

  // Returns the status line of the response to a request.
  std::string status(const std::string& request) const {
    const std::string reply = raw_exchange(address, request);
    return reply.substr(0, reply.find("\r\n"));
  }

  std::string address;
  RecordingObserver events;

 private:
  Server server_;
  std::thread running_;
};

// Returns status 200 with a short text, or with as many bytes as in the path: /pages/<bytes>.
inline asio::awaitable<Response> respond(const Request& request) {
  const std::string_view target = request.target();
  constexpr std::string_view kPages = "/pages/";
  auto response = text_response(http::status::ok, "here\n");
  if (target.substr(0, kPages.size()) == kPages) {
    response.body() = std::string(std::stoul(std::string(target.substr(kPages.size()))), 'x');
  }
  co_return response;
}

inline std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

// Reads until the server closes the connection.
inline std::string rest_of(asio::ip::tcp::socket& socket) {
  boost::system::error_code ignored;
  std::string rest;
  asio::read(socket, asio::dynamic_buffer(rest), ignored);
  return rest;
}

// Connects and sends a request.
inline asio::ip::tcp::socket send_request(const TestServer& server, const std::string& request) {
  auto socket = connect_to(server.address);
  asio::write(socket, asio::buffer(request));
  return socket;
}

}  // namespace cckm::test
