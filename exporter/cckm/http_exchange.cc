// SPDX-License-Identifier: Apache-2.0
// cpp-httplib writes the request and takes the answer apart, over a stream of ours; how long that
// may take and how much it may bring is decided here.
#include "exporter/cckm/http_exchange.h"

#include <httplib.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>

namespace cckm {
namespace {

// What we read of an answer that is not a 200, so that its connection can be kept.
constexpr std::size_t kMaxIgnoredBytes = 64 << 10;

// The library's view of a connection: buffered, because it asks for lines byte by byte.
class Stream final : public httplib::Stream {
 public:
  Stream(Connection& connection, Deadline deadline)
      : connection_(connection), deadline_(deadline) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return -1; }

  bool received() const { return received_; }
  bool drained() const { return begin_ == end_; }
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  bool fill();

  Connection& connection_;
  const Deadline deadline_;
  std::array<char, 16 << 10> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool received_ = false;
  std::optional<Failure> failure_;
};

// False at the end of the stream too.
bool Stream::fill() {
  const auto size = connection_.read(buffer_.data(), buffer_.size(), deadline_);
  if (!size) failure_ = size.failure();
  if (!size || *size == 0) return false;
  received_ = true;
  begin_ = 0;
  end_ = *size;
  return true;
}

ssize_t Stream::read(char* data, std::size_t size) {
  if (drained() && !fill()) return failure_ ? -1 : 0;
  const std::size_t taken = std::min(size, end_ - begin_);
  std::copy_n(buffer_.data() + begin_, taken, data);
  begin_ += taken;
  return static_cast<ssize_t>(taken);
}

ssize_t Stream::write(const char* data, std::size_t size) {
  const auto sent = connection_.write({data, size}, deadline_);
  if (sent) return static_cast<ssize_t>(*sent);
  failure_ = sent.failure();
  return -1;
}

// The library's client without its socket.
class Engine final : public httplib::ClientImpl {
 public:
  Engine() : httplib::ClientImpl("unused") {
    set_url_encode(false);
    set_decompress(false);
  }

  bool process(Stream& stream, httplib::Request& request, httplib::Response& response) {
    auto error = httplib::Error::Success;
    return process_request(stream, request, response, false, error);
  }
};

bool is_number(const std::string& text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A Content-Length that is not one plain number would be read as something else further on.
bool framing_is_sane(const httplib::Response& response) {
  switch (response.get_header_value_count("Content-Length")) {
    case 0:
      return true;
    case 1:
      return is_number(response.get_header_value("Content-Length")) &&
             !response.has_header("Transfer-Encoding");
    default:
      return false;
  }
}

bool is_encoded(const httplib::Response& response) {
  return response.has_header("Content-Encoding") &&
         response.get_header_value("Content-Encoding") != "identity";
}

bool is_persistent(const httplib::Response& response) {
  const bool framed =
      response.has_header("Content-Length") || response.has_header("Transfer-Encoding");
  return framed && response.version == "HTTP/1.1" &&
         ::strcasecmp(response.get_header_value("Connection").c_str(), "close") != 0;
}

// What becomes of an answer as it comes in.
class Answer {
 public:
  bool accept(const httplib::Response& received);
  bool take(const char* data, std::size_t size);
  bool refuse(Reason reason, std::string detail) {
    refusal_ = Failure{reason, std::move(detail)};
    return false;
  }

  bool has_headers() const { return has_headers_; }
  const std::optional<Failure>& refusal() const { return refusal_; }
  HttpResponse& response() { return response_; }

 private:
  bool has_headers_ = false;
  std::optional<Failure> refusal_;
  HttpResponse response_;
  std::size_t ignored_ = 0;
};

bool Answer::accept(const httplib::Response& received) {
  has_headers_ = true;
  response_.status = received.status;
  response_.retry_after = received.get_header_value("Retry-After");
  response_.date = received.get_header_value("Date");
  if (is_encoded(received)) {
    return refuse(Reason::kBadEncoding, "Content-Encoding although identity was asked for");
  }
  if (!framing_is_sane(received)) return refuse(Reason::kTruncated, "bad Content-Length");
  const bool bodiless = received.status < 200 || received.status == 304;
  return !bodiless;  // the library would wait for a body until the peer hangs up
}

bool Answer::take(const char* data, std::size_t size) {
  if (response_.status != 200) {
    ignored_ += size;
    return ignored_ <= kMaxIgnoredBytes;
  }
  if (response_.body.size() + size > kMaxBodyBytes) {
    return refuse(Reason::kTooLarge, "body over 8 MiB");
  }
  response_.body.append(data, size);
  return true;
}

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

// Whether the answer came complete. What the library throws ends here.
bool run(Stream& stream, httplib::Request& out, httplib::Response& in, Answer& answer) {
  out.response_handler = [&](const httplib::Response& head) { return answer.accept(head); };
  out.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    return answer.take(data, size);
  };
  try {
    const bool complete = Engine().process(stream, out, in);
    // A 204 has no body, and its headers reach nobody's handler.
    if (complete && !answer.has_headers()) answer.accept(in);
    return complete;
  } catch (const std::bad_alloc&) {
    return answer.refuse(Reason::kInternal, "out of memory");
  } catch (const std::exception&) {
    return answer.refuse(Reason::kTruncated, "the answer is not HTTP");
  }
}

Failure explain(const Answer& answer, const Stream& stream, const Connection& connection) {
  if (answer.refusal()) return *answer.refusal();
  const char* phase = answer.has_headers() ? " in the body" : " before the body";
  if (stream.failure() && stream.failure()->reason == Reason::kTimeout) {
    return {Reason::kTimeout, stream.failure()->detail + phase};
  }
  // With TLS 1.3 our side of the handshake ends before the peer has looked at our certificate.
  if (connection.certificate_requested() && !answer.has_headers()) {
    return {Reason::kTls, "closed after asking for a client certificate"};
  }
  return {Reason::kTruncated, std::string("broken off") + phase};
}

}  // namespace

Exchanged exchange(Connection& connection, const std::string& host, const HttpRequest& request,
                   Deadline deadline) {
  Stream stream(connection, deadline);
  Answer answer;
  httplib::Request out = outgoing(request, host);
  httplib::Response in;
  const bool complete = run(stream, out, in, answer);
  const bool reusable = complete && is_persistent(in) && stream.drained();
  // Of anything but a 200 the status is all we want, whatever becomes of its body.
  const bool answered =
      complete || (answer.has_headers() && !answer.refusal() && answer.response().status != 200);
  if (answered) return {std::move(answer.response()), true, reusable};
  return {explain(answer, stream, connection), stream.received(), false};
}

}  // namespace cckm
