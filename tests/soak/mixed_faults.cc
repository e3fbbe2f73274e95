// SPDX-License-Identifier: Apache-2.0
// Lists faults of every kind. Delays are near the soak's timeout of a request, 300 ms.
#include "tests/soak/mixed_faults.h"

#include <vector>

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

Fault endless(std::string head, std::string piece) {
  return {.raw = std::move(head), .flood = Flood{Stage::kEnd, std::move(piece), 1 << 20}};
}

std::vector<NamedFault> status_codes() {
  return {{kTokenRefused, {.status = 401}},
          {"status", {.status = 403}},
          {"status", {.status = 404}},
          {"status", {.status = 418}},
          {"status", {.status = 500}},
          {"status", {.status = 502}},
          {"status", {.status = 503}},
          {"status", {.status = 504}},
          {"status", {.status = 204}},
          {"status", {.status = 304}},
          {"status", {.status = 302, .headers = {{"Location", "https://elsewhere.example/"}}}},
          {"status", {.status = 429, .headers = {{"Retry-After", "0"}}}},
          {"status", {.status = 429, .headers = {{"Retry-After", "1"}}}}};
}

std::vector<NamedFault> bad_bodies() {
  return {{"body", {.body = ""}},
          {"body", {.body = "{"}},
          {"body", {.body = "null"}},
          {"body", {.body = "<html><body>Gateway</body></html>"}},
          {"body", {.body = R"({"id":1,"createdAt":{},"overall_status":[]})"}},
          {"body", {.body = nested(100'000)}},
          {"body", {.body = std::string("\0\xff\xfe{", 4)}},
          {"encoding", {.headers = {{"Content-Encoding", "gzip"}}}},
          {"framing", {.headers = {{"Content-Length", "-1"}}}},
          {"framing", {.headers = {{"Content-Length", "99999999999999999999"}}}},
          {"framing", {.headers = {{"Content-Length", "100000"}}, .cut = Stage::kEnd}},
          {"framing", {.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"}},
          {"framing", {.raw = "neither this nor that\r\n\r\n"}}};
}

std::vector<NamedFault> slowness() {
  return {{"delay", {.delay = 100ms}},
          {"delay", {.delay = 1s}},
          {"drip", {.drip = Stage::kHeaders, .drip_interval = 10ms}},
          {"drip", {.drip = Stage::kBody, .drip_interval = 1ms}},
          {"drip", {.drip = Stage::kBody, .drip_interval = 20ms}},
          {"drip",
           {.flood = Flood{Stage::kStart, "HTTP/1.1 100 Continue\r\n\r\n", 1000},
            .drip = Stage::kStart,
            .drip_interval = 1ms}}};
}

std::vector<NamedFault> cuts() {
  std::vector<NamedFault> all;
  for (const Stage stage : {Stage::kStart, Stage::kHeaders, Stage::kBody, Stage::kEnd}) {
    all.push_back({"cut", {.cut = stage, .ending = Ending::kClose}});
    all.push_back({"cut", {.cut = stage, .ending = Ending::kTruncate}});
    all.push_back({"reset", {.cut = stage, .ending = Ending::kReset}});
    if (stage != Stage::kEnd) all.push_back({"stall", {.cut = stage, .ending = Ending::kStall}});
  }
  return all;
}

std::vector<NamedFault> floods() {
  const std::string piece(16 << 10, 'x');
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  return {{"flood", {.flood = Flood{Stage::kStart, "HTTP/1.1 100 Continue\r\n\r\n", 1000}}},
          {"flood", {.flood = Flood{Stage::kHeaders, "X-More: and more\r\n", 1'000'000}}},
          {"flood", {.flood = Flood{Stage::kBody, piece, 64 << 10}}},
          {"flood", endless(ok + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")},
          {"flood", endless(ok + "X-Long: ", piece)}};
}

std::vector<NamedFault> handshakes() {
  return {{"handshake", {.drip = Stage::kHandshake, .drip_interval = 20ms}},
          {"handshake", {.cut = Stage::kHandshake, .ending = Ending::kClose}},
          {"handshake", {.cut = Stage::kHandshake, .ending = Ending::kReset}},
          {"handshake", {.cut = Stage::kHandshake, .ending = Ending::kStall}}};
}

std::vector<NamedFault> all_of_them() {
  std::vector<NamedFault> all;
  for (const auto& some :
       {status_codes(), bad_bodies(), slowness(), cuts(), floods(), handshakes()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace

std::span<const NamedFault> mixed_faults() {
  static const std::vector<NamedFault> all = all_of_them();
  return all;
}

}  // namespace cckm::test
