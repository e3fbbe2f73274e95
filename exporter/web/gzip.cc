// SPDX-License-Identifier: Apache-2.0
// Compression with zlib.
#include "exporter/web/gzip.h"

#include <zlib.h>

#include <cstdint>  // missing in rfc7230.hpp of Boost 1.83

#include <algorithm>
#include <array>
#include <boost/beast/http/rfc7230.hpp>
#include <new>
#include <utility>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

constexpr int kFast = 1;  // shrinks a page to a tenth; a higher level costs time in each scrape
constexpr int kGzipWindow = 15 + 16;
constexpr int kMemoryLevel = 6;  // faster than 8, and a smaller page: its tables fit into the cache
constexpr std::size_t kChunk = 16 << 10;

bool is_zero(std::string_view quality) {
  return quality.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  namespace http = boost::beast::http;
  for (const auto& [coding, parameters] : http::ext_list(accept_encoding)) {
    if (!equal_ignoring_case(coding, "gzip")) continue;
    for (const auto& [name, value] : parameters) {
      if (equal_ignoring_case(name, "q") && is_zero(value)) return false;
    }
    return true;
  }
  return false;
}

struct Gzip::State {
  z_stream stream{};
};

Gzip::Gzip() : state_(std::make_unique<State>()) {
  if (deflateInit2(&state_->stream, kFast, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
}

Gzip::~Gzip() {
  deflateEnd(&state_->stream);
}

void Gzip::add(std::string_view piece) {
  compress(piece, Z_NO_FLUSH);
}

std::string Gzip::take() && {
  compress({}, Z_FINISH);
  return std::move(compressed_);
}

void Gzip::compress(std::string_view text, int flush) {
  z_stream& stream = state_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  // In chunks: a buffer for the worst case would take as much memory as the text.
  std::array<char, kChunk> chunk;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    ::deflate(&stream, flush);
    compressed_.append(chunk.data(), chunk.size() - stream.avail_out);
  } while (stream.avail_out == 0);
}

std::string gzip(std::string_view text) {
  Gzip gzip;
  gzip.add(text);
  return std::move(gzip).take();
}

}  // namespace cckm
