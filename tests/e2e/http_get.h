// SPDX-License-Identifier: Apache-2.0
// A scraper's side of HTTP, for tests.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <map>
#include <string>

namespace cckm::test {

using HttpReply = boost::beast::http::response<boost::beast::http::string_body>;
using HttpFields = std::map<std::string, std::string>;

// `address`: "127.0.0.1:1234".
boost::asio::ip::tcp::endpoint endpoint_of(const std::string& address);

// An open TCP connection to such an address. Throws boost::system::system_error.
boost::asio::ip::tcp::socket connect_to(const std::string& address);

// GET, or another method, on a connection of its own. Throws boost::system::system_error.
HttpReply http_request(const std::string& method, const std::string& address,
                       const std::string& target, const HttpFields& fields = {});
inline HttpReply http_get(const std::string& address, const std::string& target,
                          const HttpFields& fields = {}) {
  return http_request("GET", address, target, fields);
}

// Sends bytes as they are; what comes back until the server hangs up.
std::string raw_exchange(const std::string& address, const std::string& bytes);

}  // namespace cckm::test
