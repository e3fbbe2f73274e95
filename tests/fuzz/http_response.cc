// SPDX-License-Identifier: Apache-2.0
// Fuzzes CM's responses, over loopback and through the whole HTTP client. The client must return a
// response within its limits or a reason. It must not hang, and its next request must succeed.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "exporter/http/client.h"
#include "exporter/http/response_head.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

constexpr std::string_view kClean = R"({"clean":true})";

// A server that sends given bytes to the first request after respond_next(), and a clean response
// to all others.
class Peer {
 public:
  Peer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* name = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_.get(), name, size) != 0 || ::listen(listener_.get(), 8) != 0 ||
        ::getsockname(listener_.get(), name, &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    std::thread([this] { serve(); }).detach();
  }

  std::uint16_t port() const { return port_; }

  void respond_next(std::string_view bytes, bool close_after) {
    const std::lock_guard lock(mutex_);
    bytes_ = bytes;
    close_after_ = close_after;
    pending_ = true;
  }

 private:
  void serve() {
    for (;;) {
      const Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      while (connection && read_request(connection.get()) && respond(connection.get())) {
      }
    }
  }

  // Reads a GET, which has no body. Returns false at the end of the connection.
  static bool read_request(int connection) {
    std::string received;
    std::array<char, 1024> chunk{};
    while (!received.ends_with("\r\n\r\n")) {
      const auto size = ::recv(connection, chunk.data(), chunk.size(), 0);
      if (size <= 0) return false;
      received.append(chunk.data(), static_cast<std::size_t>(size));
    }
    return true;
  }

  // Sends a response. Returns false if the connection must be closed after it.
  bool respond(int connection) {
    std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kClean.size()) +
                        "\r\n\r\n" + std::string(kClean);
    bool more = true;
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(pending_, false)) {
        bytes.swap(bytes_);
        more = !close_after_;
      }
    }
    std::string_view left = bytes;
    while (!left.empty()) {
      const auto size = ::send(connection, left.data(), left.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      left.remove_prefix(static_cast<std::size_t>(size));
    }
    return more;
  }

  Descriptor listener_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;  // guards all below
  std::string bytes_;
  bool close_after_ = false;
  bool pending_ = false;
};

Result<HttpResponse> get(HttpClient& client) {
  constexpr std::chrono::seconds kPlenty{10};
  return client.send({.target = "/api/v1/cckm/aws/synchronization-jobs/1", .bearer = "token"},
                     std::chrono::steady_clock::now() + kPlenty);
}

// Returns the response to a new client, and checks that its next request gets a clean response.
Result<HttpResponse> get_and_get_clean(const Origin& url) {
  static Resolver resolver(
      "cm.test", [](const std::string&) -> Result<Addresses> { return Addresses{"127.0.0.1"}; });
  static const Cancellation cancellation;
  static BodyLimit body_limit;
  HttpClient client(url, nullptr, resolver, cancellation, body_limit,
                    [](const HttpRequest&) { return true; });
  auto response = get(client);
  const auto clean = get(client);
  require(clean.ok() && clean->status == 200 && clean->body == kClean, "the next request succeeds");
  return response;
}

void check(const Result<HttpResponse>& response) {
  if (response) {
    require(response->status >= 200 && response->status <= 599, "a status is final");
    require(response->body.size() <= (response->status == 200 ? kMaxBodyBytes : kMaxErrorBytes),
            "a body is within its limit");
  } else {
    const Reason reason = response.failure().reason;
    require(reason == Reason::kTruncated || reason == Reason::kTooLarge ||
                reason == Reason::kBadEncoding,
            "a response that is not read was cut, is too large or encoded");
  }
}

std::string_view next_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find("\r\n"));
  text.remove_prefix(std::min(line.size() + 2, text.size()));
  return line;
}

// Returns true if the head of a response frames its body, by chunks or a length. Precondition: the
// head is valid.
bool is_framed(std::string_view response) {
  ResponseHead head;
  do {
    head = ResponseHead();
    require(head.start(next_line(response)), "the status line is valid");
    for (auto line = next_line(response); !line.empty(); line = next_line(response)) {
      require(head.add(line), "each header is valid");
    }
  } while (head.status() < 200);
  return head.chunked() || head.content_length();
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_http_response(std::string_view bytes) {
  static const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(sigpipe_before);
  static Peer& peer = *new Peer;  // its thread outlives main()
  const Origin url{.tls = false, .host = "cm.test", .port = peer.port()};

  // The peer closes the connection after it, so the client does not wait for more.
  peer.respond_next(bytes, true);
  const auto response = get_and_get_clean(url);
  check(response);
  // A framed response is complete without the end of the connection.
  if (response && response->status == 200 && is_framed(bytes)) {
    peer.respond_next(bytes, false);
    const auto again = get_and_get_clean(url);
    require(again.ok() && again->status == 200 && again->body == response->body,
            "a framed response needs no end of the connection");
  }
}
