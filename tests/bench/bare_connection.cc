// SPDX-License-Identifier: Apache-2.0
// Uses blocking calls of the kernel or of OpenSSL.
#include "tests/bench/bare_connection.h"

#include <sys/socket.h>

#include <array>
#include <stdexcept>

#include "tests/e2e/connect.h"

namespace cckm::test {
namespace {

constexpr std::string_view kTls = "https://";
constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::string_view kLength = "\r\nContent-Length: ";

SSL_CTX* context() {
  static const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
      SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  return context.get();
}

std::size_t content_length(std::string_view head) {
  const auto field = head.find(kLength);
  if (field == std::string_view::npos) throw std::runtime_error("a response without a length");
  return std::stoul(std::string(head.substr(field + kLength.size())));
}

}  // namespace

BareConnection::BareConnection(const std::string& url)
    : socket_(connect_to(url.substr(url.find("//") + 2))) {
  socket_.set_option(boost::asio::ip::tcp::no_delay(true));
  if (!url.starts_with(kTls)) return;
  tls_.reset(SSL_new(context()));
  SSL_set_fd(tls_.get(), socket_.native_handle());
  if (SSL_connect(tls_.get()) != 1) throw std::runtime_error("the TLS handshake failed");
}

std::string_view BareConnection::exchange(std::string_view request) {
  send(request);
  received_.clear();
  std::size_t head = std::string::npos;
  while (head == std::string::npos) {
    receive();
    head = received_.find(kEndOfHead);
  }
  if (!received_.starts_with("HTTP/1.1 200 ")) throw std::runtime_error(received_.substr(0, head));
  const std::size_t body = head + kEndOfHead.size();
  const std::size_t length = content_length({received_.data(), body});
  while (received_.size() < body + length) receive();
  return {received_.data() + body, length};
}

void BareConnection::send(std::string_view bytes) {
  const auto size = static_cast<int>(bytes.size());
  const auto sent = tls_
                        ? SSL_write(tls_.get(), bytes.data(), size)
                        : ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent != size) throw std::runtime_error("a request could not be sent");
}

void BareConnection::receive() {
  std::array<char, 16 << 10> chunk;
  const auto size = tls_ ? SSL_read(tls_.get(), chunk.data(), chunk.size())
                         : ::recv(socket_.native_handle(), chunk.data(), chunk.size(), 0);
  if (size <= 0) throw std::runtime_error("CM closed a connection of the bench");
  received_.append(chunk.data(), static_cast<std::size_t>(size));
}

}  // namespace cckm::test
