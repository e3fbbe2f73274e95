// SPDX-License-Identifier: Apache-2.0
// cpp-httplib writes the request and undoes the framing of the body, over a stream of ours; how
// long that may take and how much it may bring is decided here.
#include "exporter/http/exchange.h"

#include <httplib.h>

#include <algorithm>
#include <new>
#include <optional>

#include "exporter/http/response_reader.h"

namespace cckm {
namespace {

// What we read of an answer that is not a 200, so that its connection can be kept.
constexpr std::size_t kMaxIgnoredBytes = 64 << 10;
// Of sizes of chunks and trailers: enough for 8 MiB in chunks of fifty bytes.
constexpr std::size_t kMaxFramingBytes = 1 << 20;

bool has_no_body(const ResponseHead& head) {
  return head.status() == 204 || head.status() == 304;
}

std::optional<Failure> objection(const ResponseHead& head) {
  if (head.encoded()) {
    return Failure{Reason::kBadEncoding, "Content-Encoding although identity was asked for"};
  }
  if (!head.well_framed()) {
    return Failure{Reason::kTruncated, "bad Content-Length or Transfer-Encoding"};
  }
  if (head.status() == 200 && head.content_length() > kMaxBodyBytes) {
    return Failure{Reason::kTooLarge, "body over 8 MiB"};
  }
  return std::nullopt;
}

// A head of our making, with what we have understood of the peer's and nothing else: the library
// would match a status line by a recursive regular expression, decode escapes in values, and pass
// over lines that it does not like.
std::string head_for_library(const ResponseHead& head) {
  std::string text = "HTTP/1.1 " + std::to_string(head.status()) + " -\r\n";
  if (has_no_body(head)) {
    text += "Content-Length: 0\r\n";  // whatever they say
  } else if (head.chunked()) {
    text += "Transfer-Encoding: chunked\r\n";
  } else if (head.content_length()) {
    text += "Content-Length: " + std::to_string(*head.content_length()) + "\r\n";
  }
  return text + "\r\n";
}

// An exchange as the library sees it: a stream that takes the request and brings the answer.
class Stream final : public httplib::Stream {
 public:
  Stream(Connection& connection, Deadline deadline, BodyLimit& body_limit)
      : connection_(connection),
        deadline_(deadline),
        body_limit_(body_limit),
        answer_(connection, deadline) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return -1; }

  // A piece of the body, out of its framing. False if it is too much.
  bool take(const char* data, std::size_t size);
  // Notes why the exchange failed; the first reason counts.
  bool fail(Failure failure);

  // What came of it; `complete` is the library's opinion.
  Exchanged result(bool complete);

 private:
  bool receive_head();
  void count(const char* data, std::size_t size);
  bool has_room();
  bool ends_well() const;
  bool reusable() const;
  Failure failure() const;

  Connection& connection_;
  const Deadline deadline_;
  BodyLimit& body_limit_;
  BodyLimit::Permit place_;
  ResponseReader answer_;
  std::optional<Failure> failure_;
  std::optional<ResponseHead> head_;
  std::string for_library_;  // what it has not read yet of the head
  std::string body_;
  std::size_t body_bytes_ = 0;
  std::size_t raw_bytes_ = 0;  // of the body with its framing
  std::string raw_end_;        // the last four of them
};

bool Stream::fail(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
  return false;
}

bool Stream::receive_head() {
  auto head = answer_.read_head();
  if (!head) return fail(head.failure());
  head_ = std::move(head.value());
  if (auto failure = objection(*head_)) return fail(*failure);
  for_library_ = head_for_library(*head_);
  return true;
}

ssize_t Stream::read(char* data, std::size_t size) {
  if (failure_ || (!head_ && !receive_head())) return -1;
  if (!for_library_.empty()) {
    const std::size_t taken = for_library_.copy(data, size);
    for_library_.erase(0, taken);
    return static_cast<ssize_t>(taken);
  }
  const auto taken = answer_.read(data, size);
  if (taken) {
    count(data, *taken);
  } else {
    fail(taken.failure());
  }
  return failure_ ? -1 : static_cast<ssize_t>(*taken);
}

ssize_t Stream::write(const char* data, std::size_t size) {
  const auto sent = connection_.write({data, size}, deadline_);
  if (sent) return static_cast<ssize_t>(*sent);
  fail({sent.failure().reason, sent.failure().detail + " in the request"});
  return -1;
}

void Stream::count(const char* data, std::size_t size) {
  constexpr std::size_t kEnd = 4;
  const std::size_t kept = std::min(size, kEnd);
  raw_end_.append(data + (size - kept), kept);
  if (raw_end_.size() > kEnd) raw_end_.erase(0, raw_end_.size() - kEnd);
  // The library has passed on all of the body that it read earlier.
  if (raw_bytes_ - body_bytes_ > kMaxFramingBytes) {
    fail({Reason::kTooLarge, "framing over 1 MiB"});
  }
  raw_bytes_ += size;
}

bool Stream::has_room() {
  if (body_bytes_ > BodyLimit::kSmallBytes && !place_) place_ = body_limit_.enter(deadline_);
  return body_bytes_ <= BodyLimit::kSmallBytes || place_;
}

bool Stream::take(const char* data, std::size_t size) {
  body_bytes_ += size;
  if (head_->status() != 200) return body_bytes_ <= kMaxIgnoredBytes;
  if (body_bytes_ > kMaxBodyBytes) return fail({Reason::kTooLarge, "body over 8 MiB"});
  if (!has_room()) return fail({Reason::kTimeout, "deadline while other large answers were read"});
  body_.append(data, size);
  return true;
}

// cpp-httplib 0.11 takes junk after a chunk for the end of the body, and 0.18 the connection's end
// after the last chunk. What is whole ends with the end of a line and an empty line.
bool Stream::ends_well() const {
  return has_no_body(*head_) || !head_->chunked() || raw_end_ == "\r\n\r\n";
}

// Only what is framed ends before the connection does; and what comes unasked belongs to nobody.
bool Stream::reusable() const {
  const bool framed = has_no_body(*head_) || head_->chunked() || head_->content_length();
  return framed && head_->persistent() && answer_.drained();
}

Exchanged Stream::result(bool complete) {
  const bool whole = complete && !failure_ && head_ && ends_well();
  // Of anything but a 200 the status is all we want, whatever becomes of its body.
  const bool answered = whole || (head_ && head_->status() != 200 && !objection(*head_));
  if (!answered) return {failure(), answer_.received(), false};
  return {HttpResponse{.status = head_->status(),
                       .body = std::move(body_),
                       .retry_after = head_->retry_after(),
                       .date = head_->date(),
                       .place = std::move(place_)},
          true, whole && reusable()};
}

Failure Stream::failure() const {
  Failure failure = failure_.value_or(Failure{Reason::kTruncated, "broken off in the body"});
  // With TLS 1.3 our side of the handshake ends before the peer has looked at our certificate.
  if (failure.reason == Reason::kTruncated && !answer_.received() &&
      connection_.certificate_requested()) {
    return {Reason::kTls, "closed after asking for a client certificate"};
  }
  return failure;
}

// The library's client without its socket.
class Engine final : public httplib::ClientImpl {
 public:
  Engine() : httplib::ClientImpl("unused") {
    set_url_encode(false);
    set_decompress(false);
  }

  bool process(Stream& stream, httplib::Request& request) {
    httplib::Response response;
    auto error = httplib::Error::Success;
    return process_request(stream, request, response, false, error);
  }
};

httplib::Request outgoing(const HttpRequest& request, const std::string& host) {
  httplib::Request out;
  out.method = request.method == HttpRequest::Method::kGet ? "GET" : "POST";
  out.path = request.target;
  out.body = request.body;
  out.headers = {{"Host", host},
                 {"Accept", "application/json"},
                 {"Accept-Encoding", "identity"},
                 {"User-Agent", "cckm_exporter"}};
  if (!request.bearer.empty()) out.headers.emplace("Authorization", "Bearer " + request.bearer);
  if (!request.body.empty()) out.headers.emplace("Content-Type", "application/json");
  return out;
}

// Whether the library is content. What it throws ends here.
bool run(Stream& stream, httplib::Request& out) {
  out.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    return stream.take(data, size);
  };
  try {
    return Engine().process(stream, out);
  } catch (const std::bad_alloc&) {
    return stream.fail({Reason::kInternal, "out of memory"});
  } catch (const std::exception&) {
    return stream.fail({Reason::kTruncated, "the answer is not HTTP"});
  }
}

}  // namespace

Exchanged exchange(Connection& connection, const std::string& host, const HttpRequest& request,
                   Deadline deadline, BodyLimit& body_limit) {
  Stream stream(connection, deadline, body_limit);
  httplib::Request out = outgoing(request, host);
  const bool complete = run(stream, out);
  return stream.result(complete);
}

}  // namespace cckm
