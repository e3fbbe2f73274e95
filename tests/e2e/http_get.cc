// SPDX-License-Identifier: Apache-2.0
// Sends requests with Beast's blocking functions.
#include "tests/e2e/http_get.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdint>

#include "exporter/model/ascii.h"
#include "tests/e2e/connect.h"

namespace cckm::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::uint64_t kMaxReplyBytes = 256 << 20;

}  // namespace

std::string HttpReply::operator[](std::string_view name) const {
  const auto found = fields_.find(to_lower(name));
  return found == fields_.end() ? "" : found->second;
}

HttpReply http_request(const std::string& method, const std::string& address,
                       const std::string& target, const HttpFields& fields,
                       const std::string& body) {
  auto socket = connect_to(address);
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, address);
  request.set(http::field::connection, "close");
  for (const auto& [name, value] : fields) request.set(name, value);
  if (!body.empty()) {
    request.body() = body;
    request.prepare_payload();
  }
  http::write(socket, request);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxReplyBytes);
  parser.skip(method == "HEAD");
  http::read(socket, buffer, parser);
  auto reply = parser.release();
  HttpFields received;
  for (const auto& field : reply) {
    received.emplace(to_lower(field.name_string()), field.value());
  }
  return {reply.result_int(), std::move(received), std::move(reply.body())};
}

std::string raw_exchange(const std::string& address, const std::string& bytes) {
  auto socket = connect_to(address);
  boost::system::error_code ignored;
  asio::write(socket, asio::buffer(bytes), ignored);
  std::string reply;
  asio::read(socket, asio::dynamic_buffer(reply), ignored);
  return reply;
}

}  // namespace cckm::test
