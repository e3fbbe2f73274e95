// SPDX-License-Identifier: Apache-2.0
// Decompresses with zlib.
#include "tests/bench/gzip_page.h"

#include <zlib.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace cckm::test {

std::string gunzip(std::string compressed) {
  constexpr int kGzipWindow = 15 + 16;
  z_stream stream{};
  inflateInit2(&stream, kGzipWindow);
  stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string text;
  std::string chunk(64 << 10, '\0');
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    text.append(chunk, 0, chunk.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) throw std::runtime_error("the page is not gzip");
  return text;
}

HttpReply request_gzip_page(const RunningExporter& exporter, const std::string& timeout) {
  return exporter.get(
      "/metrics", {{"Accept-Encoding", "gzip"}, {"X-Prometheus-Scrape-Timeout-Seconds", timeout}});
}

GzipPage get_gzip_page(const RunningExporter& exporter, const std::string& timeout) {
  const auto begin = std::chrono::steady_clock::now();
  const HttpReply reply = request_gzip_page(exporter, timeout);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const std::size_t sent = reply.body().size();
  return {gunzip(reply.body()), sent, took.count()};
}

double value_of(const std::string& page, const std::string& metric) {
  const auto value = sample(page, metric);
  if (!value) throw std::runtime_error("the page has no " + metric);
  return *value;
}

}  // namespace cckm::test
