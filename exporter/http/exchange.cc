// SPDX-License-Identifier: Apache-2.0
// cpp-httplib writes the request and undoes the framing of the response's body. The project itself
// does the rest: socket, TLS, deadline, caps and a strict parser of the response head. Neither
// version in Debian (0.11, 0.18) can keep a total deadline or these caps by itself.
//
// An exchange is in one of four states:
//   sending  The library writes the request through write().
//   head     The library's first read() parses the whole head. The library then reads a minimal
//            head, built from the parsed fields.
//   body     Each read() passes raw bytes to the library and counts them. The library hands the
//            unframed body to take(), which counts it too.
//   over     The library has returned, and result() decides.
// The first failure is final: every later read() fails, so the library returns soon.
//
// A response with any status but 200 needs a valid head only. Its body is kept if it is complete,
// small, plain and well framed, and dropped otherwise. A 200 also needs a complete body. The
// library's result alone does not prove that, see ends_well().
//
// The connection is reusable only if the response is complete, the body was framed, the peer keeps
// the connection alive, and no unread bytes are left. A body without framing ends with its
// connection. Unread bytes would be taken for the response to the next request.
//
// There is no lock: one thread runs an exchange. It blocks in the stream and in BodyLimit, each
// time until the deadline.
#include "exporter/http/exchange.h"

#include <httplib.h>

#include <algorithm>
#include <new>
#include <optional>

#include "exporter/http/response_reader.h"

namespace cckm {
namespace {

// The cap on chunk sizes and trailers: enough for 8 MiB in chunks of fifty bytes.
constexpr std::size_t kMaxFramingBytes = 1 << 20;

bool has_no_body(const ResponseHead& head) {
  return head.status() == 204 || head.status() == 304;
}

// Returns why the body cannot be read; empty if the head says nothing against it.
std::optional<Failure> objection(const ResponseHead& head) {
  if (head.encoded()) {
    return Failure{Reason::kBadEncoding, "Content-Encoding although identity was requested"};
  }
  if (!head.well_framed()) {
    return Failure{Reason::kTruncated, "bad Content-Length or Transfer-Encoding"};
  }
  if (head.status() == 200 && head.content_length() > kMaxBodyBytes) {
    return Failure{Reason::kTooLarge, "body over 8 MiB"};
  }
  return std::nullopt;
}

// Builds a minimal response head from the parsed fields. The library must not see the peer's head:
// it matches the status line with a recursive regular expression, percent-decodes values and skips
// malformed lines.
std::string head_for_library(const ResponseHead& head) {
  std::string text = "HTTP/1.1 " + std::to_string(head.status()) + " -\r\n";
  if (has_no_body(head)) {
    text += "Content-Length: 0\r\n";  // even if the peer's head has another length
  } else if (head.chunked()) {
    text += "Transfer-Encoding: chunked\r\n";
  } else if (head.content_length()) {
    text += "Content-Length: " + std::to_string(*head.content_length()) + "\r\n";
  }
  return text + "\r\n";
}

// The stream that the library reads and writes.
class LibraryStream final : public httplib::Stream {
 public:
  LibraryStream(ByteStream& stream, Deadline deadline, BodyLimit& body_limit)
      : stream_(stream), deadline_(deadline), body_limit_(body_limit), reader_(stream, deadline) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return -1; }

  // Appends a piece of the unframed body. Returns false if the library must stop.
  bool take(const char* data, std::size_t size);
  // Records why the exchange failed; later failures are ignored. Returns false.
  bool fail(Failure failure);

  // Returns true if the body of a response that the library took for complete ends as it must.
  bool ends_well() const;
  // Returns the outcome.
  Exchanged result();

 private:
  bool receive_head();
  void count(const char* data, std::size_t size);
  bool within_limits();
  bool has_permit();
  bool reusable() const;

  ByteStream& stream_;
  const Deadline deadline_;
  BodyLimit& body_limit_;
  BodyLimit::Permit permit_;
  ResponseReader reader_;
  std::optional<Failure> failure_;
  std::optional<ResponseHead> head_;
  std::string for_library_;  // the rest of the head that the library has yet to read
  std::string body_;
  std::size_t body_bytes_ = 0;
  std::size_t raw_bytes_ = 0;  // of the body with its framing
  std::string raw_end_;        // the last four of them
};

bool LibraryStream::fail(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
  return false;
}

bool LibraryStream::receive_head() {
  auto head = reader_.read_head();
  if (!head) return fail(head.failure());
  head_ = std::move(head.value());
  if (auto failure = objection(*head_)) return fail(*failure);
  for_library_ = head_for_library(*head_);
  return true;
}

ssize_t LibraryStream::read(char* data, std::size_t size) {
  if (failure_ || (!head_ && !receive_head())) return -1;
  if (!for_library_.empty()) {
    const std::size_t taken = for_library_.copy(data, size);
    for_library_.erase(0, taken);
    return static_cast<ssize_t>(taken);
  }
  const auto taken = reader_.read(data, size);
  if (taken) {
    count(data, *taken);
  } else {
    fail(taken.failure());
  }
  return failure_ ? -1 : static_cast<ssize_t>(*taken);
}

ssize_t LibraryStream::write(const char* data, std::size_t size) {
  const auto sent = stream_.write({data, size}, deadline_);
  if (sent) return static_cast<ssize_t>(*sent);
  fail({sent.failure().reason, sent.failure().detail + " in the request"});
  return -1;
}

void LibraryStream::count(const char* data, std::size_t size) {
  constexpr std::size_t kEnd = 4;
  const std::size_t kept = std::min(size, kEnd);
  raw_end_.append(data + (size - kept), kept);
  if (raw_end_.size() > kEnd) raw_end_.erase(0, raw_end_.size() - kEnd);
  // The library has unframed all earlier bytes, so the difference is framing.
  if (raw_bytes_ - body_bytes_ > kMaxFramingBytes) {
    fail({Reason::kTooLarge, "framing over 1 MiB"});
  }
  raw_bytes_ += size;
}

bool LibraryStream::has_permit() {
  if (body_bytes_ <= BodyLimit::kSmallBytes) return true;
  if (!permit_) permit_ = body_limit_.enter(deadline_);
  return permit_ != nullptr;
}

bool LibraryStream::within_limits() {
  if (head_->status() != 200) return body_bytes_ <= kMaxErrorBytes;
  if (body_bytes_ > kMaxBodyBytes) return fail({Reason::kTooLarge, "body over 8 MiB"});
  if (!has_permit()) {
    return fail({Reason::kTimeout, "deadline while other large responses were read"});
  }
  return true;
}

bool LibraryStream::take(const char* data, std::size_t size) {
  body_bytes_ += size;
  if (!within_limits()) return false;
  body_.append(data, size);
  return true;
}

// Returns true if a chunked body ends as it must: with an empty line. cpp-httplib 0.11 takes junk
// after a chunk for the end of the body. 0.18 takes the connection's end after the last chunk for
// it.
bool LibraryStream::ends_well() const {
  return has_no_body(*head_) || !head_->chunked() || raw_end_ == "\r\n\r\n";
}

bool LibraryStream::reusable() const {
  const bool framed = has_no_body(*head_) || head_->chunked() || head_->content_length();
  return framed && head_->persistent() && reader_.drained();
}

Exchanged LibraryStream::result() {
  const bool status_only = head_ && head_->status() != 200;
  if (failure_ && !status_only) return {*failure_, reader_.received(), false};
  return {HttpResponse{.status = head_->status(),
                       .body = failure_ ? std::string() : std::move(body_),
                       .retry_after = head_->retry_after(),
                       .date = head_->date(),
                       .permit = std::move(permit_)},
          true, !failure_ && reusable()};
}

// The library's client without its socket.
class Engine final : public httplib::ClientImpl {
 public:
  Engine() : httplib::ClientImpl("unused") {
    set_url_encode(false);
    set_decompress(false);
  }

  bool process(LibraryStream& stream, httplib::Request& request) {
    httplib::Response response;
    auto error = httplib::Error::Success;
    return process_request(stream, request, response, false, error);
  }
};

httplib::Request library_request(const HttpRequest& request, const std::string& host) {
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

// Lets the library make the exchange. Turns an incomplete response and exceptions into failures.
void run(LibraryStream& stream, httplib::Request& out) {
  out.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    return stream.take(data, size);
  };
  try {
    if (!Engine().process(stream, out) || !stream.ends_well()) {
      stream.fail({Reason::kTruncated, "connection ended in the body"});
    }
  } catch (const std::bad_alloc&) {
    stream.fail({Reason::kInternal, "out of memory"});
  } catch (const std::exception&) {
    stream.fail({Reason::kTruncated, "the response is not HTTP"});
  }
}

}  // namespace

Exchanged exchange(ByteStream& stream, const std::string& host, const HttpRequest& request,
                   Deadline deadline, BodyLimit& body_limit) {
  LibraryStream adapter(stream, deadline, body_limit);
  httplib::Request out = library_request(request, host);
  run(adapter, out);
  return adapter.result();
}

}  // namespace cckm
