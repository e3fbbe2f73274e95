// SPDX-License-Identifier: Apache-2.0
// An HTTP client for tests.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace cckm::test {

using HttpFields = std::map<std::string, std::string>;

// A response. It has the accessors of Boost.Beast's. Beast's own type would double the time that it
// takes to compile a test.
class HttpReply {
 public:
  // `fields` have their names in lower case.
  HttpReply(unsigned status, HttpFields fields, std::string body)
      : status_(status), fields_(std::move(fields)), body_(std::move(body)) {}

  unsigned result_int() const { return status_; }
  const std::string& body() const { return body_; }

  // Returns the value of a header, whose name is in any case; empty if it is missing.
  std::string operator[](std::string_view name) const;

 private:
  unsigned status_;
  HttpFields fields_;
  std::string body_;
};

// Send a request on a new connection and return the response. Throw boost::system::system_error.
// `address` is as in "127.0.0.1:1234".
HttpReply http_request(const std::string& method, const std::string& address,
                       const std::string& target, const HttpFields& fields = {},
                       const std::string& body = {});
inline HttpReply http_get(const std::string& address, const std::string& target,
                          const HttpFields& fields = {}) {
  return http_request("GET", address, target, fields);
}

// Sends bytes unchanged. Returns the bytes received until the server closes the connection.
std::string raw_exchange(const std::string& address, const std::string& bytes);

}  // namespace cckm::test
