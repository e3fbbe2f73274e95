// SPDX-License-Identifier: Apache-2.0
// An HTTP client for tests.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <map>
#include <string>

namespace cckm::test {

using HttpReply = boost::beast::http::response<boost::beast::http::string_body>;
using HttpFields = std::map<std::string, std::string>;

// Parses an address such as "127.0.0.1:1234".
boost::asio::ip::tcp::endpoint endpoint_of(const std::string& address);

// Opens a TCP connection to such an address. Throws boost::system::system_error.
boost::asio::ip::tcp::socket connect_to(const std::string& address);

// Send a request on a new connection and return the response. Throw boost::system::system_error.
HttpReply http_request(const std::string& method, const std::string& address,
                       const std::string& target, const HttpFields& fields = {});
inline HttpReply http_get(const std::string& address, const std::string& target,
                          const HttpFields& fields = {}) {
  return http_request("GET", address, target, fields);
}

// Sends bytes unchanged. Returns the bytes received until the server closes the connection.
std::string raw_exchange(const std::string& address, const std::string& bytes);

}  // namespace cckm::test
