// SPDX-License-Identifier: Apache-2.0
// Accept-Encoding headers, and texts that zlib decompresses again.
#include "exporter/web/gzip.h"

#include <zlib.h>

#include <string>
#include <utility>

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("an Accept-Encoding header accepts gzip or not") {
  const auto [header, wanted] = GENERATE(table<std::string, bool>({
      {"gzip", true},
      {"GZip", true},
      {"gziP", true},
      {"gzi", false},
      {"gziq", false},
      {"GZIP;Q=0", false},
      {"deflate, gzip;q=0.5", true},
      {"gzip;q=1.0, identity", true},
      {"", false},
      {"identity", false},
      {"gzip;q=0", false},
      {"gzip;q=0.000", false},
      {"x-gzip2", false},
  }));
  CAPTURE(header);
  CHECK(accepts_gzip(header) == wanted);
}

TEST_CASE("a text in pieces is compressed like one in one piece") {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "sample " + std::to_string(i) + '\n';
  const auto size = GENERATE(as<std::size_t>(), 1, 1000, 100'000);
  Gzip pieces;
  for (std::size_t at = 0; at < text.size(); at += size) pieces.add(text.substr(at, size));
  const std::string compressed = std::move(pieces).take();
  CHECK(compressed == gzip(text));
}

TEST_CASE("a compressed text can be decompressed") {
  for (const std::string& text :
       {std::string(), std::string("cckm_up 1\n"), std::string(3 << 20, 'x')}) {
    const std::string compressed = gzip(text);
    std::string decompressed(text.size() + 1, '\0');
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(decompressed.data());
    stream.avail_out = static_cast<uInt>(decompressed.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    decompressed.resize(stream.total_out);
    inflateEnd(&stream);
    CHECK(decompressed == text);
  }
}
