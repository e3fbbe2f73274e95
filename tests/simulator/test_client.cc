// SPDX-License-Identifier: Apache-2.0
// Writes HTTP by hand, over Asio's blocking TLS streams.
#include "tests/simulator/test_client.h"

#include <openssl/pem.h>
#include <poll.h>

#include <array>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <memory>
#include <utility>

namespace cckm::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::ssl::context client_context(const TestTarget& target) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.add_certificate_authority(asio::buffer(target.ca_pem));
  context.set_verify_mode(asio::ssl::verify_peer);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  if (target.client.certificate_pem.empty()) return context;
  context.use_certificate_chain(asio::buffer(target.client.certificate_pem));
  context.use_private_key(asio::buffer(target.client.key_pem), asio::ssl::context::pem);
  return context;
}

tcp::endpoint endpoint_of(const std::string& url) {
  const auto host = url.find("//") + 2;
  const auto colon = url.rfind(':');
  const auto port = static_cast<std::uint16_t>(std::stoul(url.substr(colon + 1)));
  return {asio::ip::make_address(url.substr(host, colon - host)), port};
}
std::size_t content_length(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto field = head.find(kName);
  return field == std::string::npos ? 0 : std::stoul(head.substr(field + kName.size()));
}

std::string ending_of(const boost::system::error_code& error) {
  if (error == asio::error::eof) return "close";
  if (error == asio::ssl::error::stream_truncated) return "truncate";
  if (error == asio::error::connection_reset) return "reset";
  throw boost::system::system_error(error);
}

}  // namespace

TestClient::TestClient(const TestTarget& target)
    : context_(client_context(target)), stream_(loop_, context_) {
  stream_.set_verify_callback(asio::ssl::host_name_verification(target.server_name));
  socket().connect(endpoint_of(target.url));
  socket().set_option(tcp::no_delay(true));
}

void TestClient::handshake() {
  stream_.handshake(asio::ssl::stream_base::client);
}

std::string TestClient::certificate_pem() {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(out.get(), SSL_get0_peer_certificate(stream_.native_handle()));
  std::string pem(BIO_ctrl_pending(out.get()), '\0');
  BIO_read(out.get(), pem.data(), static_cast<int>(pem.size()));
  return pem;
}

void TestClient::send(std::string_view bytes) {
  asio::write(stream_, asio::buffer(bytes));
}

std::string TestClient::get(std::string_view path, std::string_view token) {
  const std::string authorization =
      token.empty() ? "" : "Authorization: Bearer " + std::string(token) + "\r\n";
  send("GET " + std::string(path) + " HTTP/1.1\r\nHost: cm\r\n" + authorization + "\r\n");
  return read_response();
}

std::string TestClient::post(std::string_view path, std::string_view json) {
  send("POST " + std::string(path) +
       " HTTP/1.1\r\nHost: cm\r\nContent-Type: application/json\r\nContent-Length: " +
       std::to_string(json.size()) + "\r\n\r\n" + std::string(json));
  return read_response();
}

std::string TestClient::read_response() {
  const std::string head = read_until("\r\n\r\n");
  const std::size_t length = content_length(head);
  while (received_.size() < length) read_some();
  const std::string body = received_.substr(0, length);
  received_.erase(0, length);
  return head + body;
}

std::string TestClient::read_until(std::string_view mark) {
  while (received_.find(mark) == std::string::npos) read_some();
  const std::size_t end = received_.find(mark) + mark.size();
  std::string found = received_.substr(0, end);
  received_.erase(0, end);
  return found;
}

TestClient::Rest TestClient::read_rest() {
  try {
    for (;;) read_some();
  } catch (const boost::system::system_error& error) {
    return {std::exchange(received_, {}), ending_of(error.code())};
  }
}

void TestClient::read_some() {
  std::array<char, 16384> chunk;
  received_.append(chunk.data(), stream_.read_some(asio::buffer(chunk)));
}

bool TestClient::is_silent() {
  pollfd ready = {socket().native_handle(), POLLIN, 0};
  return received_.empty() && ::poll(&ready, 1, 50) == 0;
}

}  // namespace cckm::test
