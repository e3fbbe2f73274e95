// SPDX-License-Identifier: Apache-2.0
// The façade's inside. cpp-httplib writes the request and takes the answer apart; how long that may
// take, how much it may bring and whom it may come from is decided here.
#include "exporter/cckm/http_client.h"

#include <httplib.h>
#include <openssl/err.h>

#include <algorithm>
#include <new>

#include "exporter/cckm/allow_list.h"

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

// The watchdog ends every wait; the library's own limits only have to be out of its way.
constexpr std::chrono::minutes kNever{30};
// What we read of an answer that is not a 200, so that its connection can be kept.
constexpr std::size_t kMaxIgnoredBytes = 64 << 10;

std::string host_header(const Url& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  std::string host = v6 ? "[" + url.host + "]" : url.host;
  if (url.port != (url.tls ? 443 : 80)) host += ":" + std::to_string(url.port);
  return host;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A Content-Length that is not one plain number would be read as something else further on.
bool framing_is_sane(const httplib::Response& response) {
  switch (response.get_header_value_count("Content-Length")) {
    case 0:
      return true;
    case 1:
      return is_number(response.get_header_value("Content-Length")) &&
             !response.has_header("Transfer-Encoding");
    default:
      return false;
  }
}

bool is_encoded(const httplib::Response& response) {
  return response.has_header("Content-Encoding") &&
         response.get_header_value("Content-Encoding") != "identity";
}

std::string tls_error_text() {
  const char* text = ERR_reason_error_string(ERR_peek_last_error());
  return text != nullptr ? text : "handshake broken off";
}

}  // namespace

// What became of one request so far.
struct HttpClient::Exchange {
  bool complete = false;
  bool headers_received = false;
  std::optional<Failure> refusal;  // of ours, of what came
  httplib::Error error = httplib::Error::Success;
  HttpResponse response;
  bool cut = false;

  bool accept(const httplib::Response& received);
  bool take(const char* data, std::size_t size);

  // Of anything but a 200 the status is all we want, whatever becomes of its body.
  bool answered() const {
    return complete || (headers_received && !refusal && response.status != 200);
  }

  bool refuse(Reason reason, std::string detail) {
    refusal = Failure{reason, std::move(detail)};
    return false;
  }

 private:
  std::size_t ignored_ = 0;
};

bool HttpClient::Exchange::accept(const httplib::Response& received) {
  headers_received = true;
  response.status = received.status;
  response.retry_after = received.get_header_value("Retry-After");
  response.date = received.get_header_value("Date");
  if (is_encoded(received)) {
    return refuse(Reason::kBadEncoding, "Content-Encoding although identity was asked for");
  }
  if (!framing_is_sane(received)) return refuse(Reason::kTruncated, "bad Content-Length");
  const bool bodiless = received.status < 200 || received.status == 304;
  return !bodiless;  // the library would wait for a body until the peer hangs up
}

bool HttpClient::Exchange::take(const char* data, std::size_t size) {
  if (response.status != 200) {
    ignored_ += size;
    return ignored_ <= kMaxIgnoredBytes;
  }
  if (response.body.size() + size > kMaxBodyBytes) {
    return refuse(Reason::kTooLarge, "body over 8 MiB");
  }
  response.body.append(data, size);
  return true;
}

HttpClient::HttpClient(const Url& url, std::shared_ptr<const TlsContext> tls, Resolver& resolver,
                       Watchdog& watchdog)
    : url_(url), tls_(std::move(tls)), resolver_(resolver), line_(watchdog) {
  if (tls_) {
    auto client = std::make_unique<httplib::SSLClient>(tls_->peer_name(), url_.port);
    client->enable_server_certificate_verification(false);  // OpenSSL does it, in the handshake
    tls_->apply(client->ssl_context(), &handshake_);
    client_ = std::move(client);
  } else {
    client_ = std::make_unique<httplib::ClientImpl>(url_.host, url_.port);
  }
  client_->set_keep_alive(true);
  client_->set_follow_location(false);
  client_->set_url_encode(false);
  client_->set_decompress(false);
  client_->set_tcp_nodelay(true);
  client_->set_read_timeout(kNever);
  client_->set_write_timeout(kNever);
  client_->set_socket_options([this](auto socket) { line_.opened(socket); });
}

HttpClient::~HttpClient() = default;

bool HttpClient::connected() const {
  return client_->is_socket_open() != 0;
}

void HttpClient::connect_to(const std::string& address, std::chrono::milliseconds patience) {
  handshake_ = Handshake{};
  client_->set_hostname_addr_map({{tls_ ? tls_->peer_name() : url_.host, address}});
  client_->set_connection_timeout(patience);
}

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Deadline deadline) {
  if (!may_send(request)) return Failure{Reason::kInternal, "request is not on the allow-list"};
  if (Clock::now() >= deadline) return Failure{Reason::kTimeout, "no time left"};
  const bool reused = connected();
  Exchange exchange;
  line_.arm(deadline);
  if (reused) attempt(request, exchange);
  const bool stale = reused && !exchange.complete && !exchange.headers_received;
  if (!reused || (stale && Clock::now() < deadline)) {
    exchange = Exchange{};
    attempt_each_address(request, deadline, exchange);
  }
  exchange.cut = line_.disarm();
  if (!connected()) line_.closed();
  if (exchange.answered()) return std::move(exchange.response);
  return explain(exchange);
}

void HttpClient::attempt_each_address(const HttpRequest& request, Deadline deadline,
                                      Exchange& exchange) {
  const auto addresses = resolver_.resolve(deadline);
  if (!addresses) {
    exchange.refusal = addresses.failure();
    return;
  }
  // A dead address must leave time for the next one.
  const auto share = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  for (const std::string& address : *addresses) {
    const bool last = &address == &addresses->back();
    connect_to(address, last ? std::chrono::milliseconds(kNever) : share / 4);
    attempt(request, exchange);
    const bool unreachable = exchange.error == httplib::Error::Connection ||
                             exchange.error == httplib::Error::ConnectionTimeout;
    if (!unreachable || Clock::now() >= deadline) return;
  }
}

void HttpClient::attempt(const HttpRequest& request, Exchange& exchange) {
  httplib::Request out;
  out.method = request.method == HttpRequest::Method::kGet ? "GET" : "POST";
  out.path = request.target;
  out.body = request.body;
  out.headers = {{"Host", host_header(url_)},
                 {"Accept", "application/json"},
                 {"Accept-Encoding", "identity"},
                 {"User-Agent", "cckm_exporter"}};
  if (!request.bearer.empty()) out.headers.emplace("Authorization", "Bearer " + request.bearer);
  if (!request.body.empty()) out.headers.emplace("Content-Type", "application/json");
  out.response_handler = [&](const httplib::Response& in) { return exchange.accept(in); };
  out.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    return exchange.take(data, size);
  };
  httplib::Response in;
  exchange.error = httplib::Error::Success;
  ERR_clear_error();
  try {
    exchange.complete = client_->send(out, in, exchange.error);
    // A 204 has no body, and its headers reach nobody's handler.
    if (exchange.complete && !exchange.headers_received) exchange.accept(in);
  } catch (const std::bad_alloc&) {
    exchange.refuse(Reason::kInternal, "out of memory");
  } catch (const std::exception&) {
    exchange.refuse(Reason::kTruncated, "the answer is not HTTP");
  }
}

Failure HttpClient::explain(const Exchange& exchange) const {
  using Error = httplib::Error;
  if (exchange.refusal) return *exchange.refusal;
  if (exchange.cut) return {Reason::kTimeout, "deadline"};
  switch (exchange.error) {
    case Error::ConnectionTimeout:
      return {Reason::kTimeout, "connect timed out"};
    case Error::Connection:
    case Error::BindIPAddress:
      return {Reason::kConnect, line_.opened_since_armed()
                                    ? "connection refused or host unreachable"
                                    : "no socket: too many open files"};
    case Error::SSLConnection:
    case Error::SSLLoadingCerts:
    case Error::SSLServerVerification:
      return {Reason::kTls, handshake_.refusal.empty()
                                ? tls_error_text()
                                : handshake_.refusal + ", expected name " + tls_->peer_name()};
    default:
      // With TLS 1.3 our side of the handshake ends before the peer has looked at our certificate.
      if (handshake_.certificate_requested && line_.opened_since_armed() &&
          !exchange.headers_received) {
        return {Reason::kTls, "closed after asking for a client certificate"};
      }
      return {Reason::kTruncated,
              exchange.headers_received ? "body broken off" : "broken off before the body"};
  }
}

}  // namespace cckm
