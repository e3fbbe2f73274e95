// SPDX-License-Identifier: Apache-2.0
// States of a connection:
//   connecting        open() tries one address after another.
//   handshaking       open() completes the TLS handshake. Plain TCP skips this state.
//   idle              No call is running and no byte is unread, so a request can begin.
//   reading, writing  read() or write() is running.
//   failed            A call has failed. The owner must destroy the connection.
// A connection does not know about requests. Its owner asks idle() before each one.
//
// The socket never blocks. All waiting happens in wait(), in one ppoll on the socket and on the
// eventfd of the Cancellation. So every state ends at the deadline and at cancel().
// interruption() checks both again before each attempt. Otherwise a peer that is always ready
// could hold a call beyond its deadline, one byte at a time.
//
// A handshake is many reads and writes inside SSL_connect, which know no deadline of their own. A
// socket timeout would count anew for each of them, so a peer could drip bytes for hours. Here the
// socket does not block: SSL_connect returns as soon as it must wait. attempt_until() then waits
// for the rest of the one deadline and calls it again. Reads and writes over TLS work alike.
//
// A wait can also watch a rival: a kept connection of the same thread that might still bring the
// response for which another one is opened. A byte of the rival ends the wait. A readable socket
// is no proof of a byte: over TLS it can have a session ticket. So arrival() peeks through OpenSSL.
// An ended rival is not polled, because its socket would always be readable.
//
// Firewalls forget idle connections without a word. Probes keep the connection known to them, and
// the kernel closes one whose peer confirms nothing any more, see keep_alive().
//
// There is no lock: a connection belongs to one thread. Only the Cancellation is shared.
#include "exporter/http/connection.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <string>

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;
using AddressInfo = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

timespec time_left(Deadline deadline) {
  const auto left = std::max<nanoseconds>(deadline - Clock::now(), nanoseconds(0));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {.tv_sec = seconds.count(), .tv_nsec = (left - seconds).count()};
}

// All that ends a wait.
struct Limits {
  Deadline deadline;
  const Cancellation& cancellation;
  Connection* rival;  // null: none
};

// Returns a failure if no more waiting is permitted.
std::optional<Failure> interruption(const Limits& limits) {
  if (limits.cancellation.cancelled()) return Failure{Reason::kTimeout, "cancelled"};
  if (Clock::now() >= limits.deadline) return Failure{Reason::kTimeout, "deadline"};
  if (limits.rival != nullptr && limits.rival->arrival() == Arrival::kByte) {
    return Failure{Reason::kTimeout, "overtaken"};
  }
  return std::nullopt;
}

// Blocks until the socket is ready. Returns false if something else ends the wait, or on a signal.
// interruption() distinguishes these.
bool wait(int socket, short events, const Limits& limits) {
  int rival = -1;  // poll ignores it
  if (limits.rival != nullptr) {
    const Arrival arrival = limits.rival->arrival();
    if (arrival == Arrival::kByte) return false;  // OpenSSL has it already: poll would not see it
    if (arrival == Arrival::kNothing) rival = limits.rival->descriptor();
  }
  std::array<pollfd, 3> polled{
      pollfd{.fd = socket, .events = events, .revents = 0},
      pollfd{.fd = limits.cancellation.descriptor(), .events = POLLIN, .revents = 0},
      pollfd{.fd = rival, .events = POLLIN, .revents = 0}};
  const timespec left = time_left(limits.deadline);
  return ::ppoll(polled.data(), polled.size(), &left, nullptr) > 0 && polled[0].revents != 0;
}

bool try_again(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

// Parses a numeric address, without a look-up. inet_pton cannot parse scopes such as fe80::1%eth0.
AddressInfo parse(const std::string& address, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* parsed = nullptr;
  if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &parsed) != 0) {
    parsed = nullptr;
  }
  return {parsed, &::freeaddrinfo};
}

Failure no_socket(int error) {
  const bool too_many = error == EMFILE || error == ENFILE;
  return {Reason::kConnect, too_many ? "no socket: too many open files" : "no socket"};
}

// Sends probes, and gives up a peer that confirms nothing: neither two probes nor sent data. The
// kernel checks that at the next probe, so an idle connection is closed after 45 s. Precondition:
// the socket is connected. The time limit would also end a connect, which has the deadline only.
void keep_alive(int socket) {
  constexpr int kOn = 1;
  constexpr int kProbeSeconds = 15;
  constexpr unsigned kUnconfirmedMilliseconds = 40'000;
  ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &kOn, sizeof(kOn));
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &kProbeSeconds, sizeof(kProbeSeconds));
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &kProbeSeconds, sizeof(kProbeSeconds));
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnconfirmedMilliseconds,
               sizeof(kUnconfirmedMilliseconds));
}

// Connects without blocking: the socket is writable once the attempt is over, and SO_ERROR has its
// result.
Result<Descriptor> connect_to(const addrinfo& peer, const Limits& limits) {
  const Failure unreachable{Reason::kConnect, "connection refused or host unreachable"};
  Descriptor socket(::socket(peer.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return no_socket(errno);
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (::connect(socket.get(), peer.ai_addr, peer.ai_addrlen) != 0 && errno != EINPROGRESS &&
      errno != EINTR) {
    return unreachable;
  }
  while (!wait(socket.get(), POLLOUT, limits)) {
    if (auto failure = interruption(limits)) return *failure;
  }
  int error = 0;
  socklen_t size = sizeof(error);
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return unreachable;
  keep_alive(socket.get());
  return socket;
}

Result<Descriptor> connect_to_first(const Addresses& addresses, std::uint16_t port,
                                    const Limits& limits) {
  const auto share = (limits.deadline - Clock::now()) / 4;
  Result<Descriptor> socket = Failure{Reason::kConnect, "no address"};
  for (const std::string& address : addresses) {
    if (auto failure = interruption(limits)) return *failure;
    const AddressInfo peer = parse(address, port);
    if (!peer) continue;
    const bool last = &address == &addresses.back();
    Limits attempt = limits;
    if (!last) attempt.deadline = std::min(limits.deadline, Clock::now() + share);
    socket = connect_to(*peer, attempt);
    if (socket) break;
  }
  return socket;
}

int note_certificate_request(SSL*, void* requested) {
  *static_cast<bool*>(requested) = true;
  return 1;  // continue with the loaded certificate, if there is one
}

// Returns true if the connection itself ended: the peer closed or reset it. Neither is a text of
// TLS.
bool has_ended(unsigned long error) {
  return error == 0 || ERR_SYSTEM_ERROR(error) ||
         (ERR_GET_LIB(error) == ERR_LIB_SSL &&
          ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

// Returns true if the peer has sent bytes that are not TLS. An alert is TLS. So is a hello of an
// old version, which leaves this state before it fails.
bool speaks_no_tls(const SSL* session, unsigned long error) {
  return SSL_get_state(session) == TLS_ST_CW_CLNT_HELLO &&
         BIO_number_read(SSL_get_rbio(session)) > 0 && ERR_GET_REASON(error) < SSL_AD_REASON_OFFSET;
}

// Returns the failure of a handshake. OpenSSL's queue has its newest error. The texts of OpenSSL
// are constants.
Failure handshake_failure(const SSL* session, const std::string& peer_name,
                          bool certificate_requested) {
  const long verified = SSL_get_verify_result(session);
  if (verified != X509_V_OK && SSL_get_verify_mode(session) != SSL_VERIFY_NONE) {
    const std::string text = X509_verify_cert_error_string(verified);
    return {Reason::kTls, text + ", expected name " + peer_name};
  }
  const unsigned long error = ERR_peek_last_error();
  if (has_ended(error) && certificate_requested) {
    return {Reason::kTls, "closed after requesting a client certificate"};
  }
  if (has_ended(error)) return {Reason::kConnect, "connection ended in the TLS handshake"};
  if (speaks_no_tls(session, error)) return {Reason::kConnect, "the peer does not speak TLS"};
  const char* text = ERR_reason_error_string(error);
  return {Reason::kTls, text != nullptr ? text : "unknown error"};
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Addresses& addresses, std::uint16_t port,
                                                     const TlsContext* tls, Deadline deadline,
                                                     const Cancellation& cancellation,
                                                     Connection* rival) {
  auto socket = connect_to_first(addresses, port, {deadline, cancellation, rival});
  if (!socket) {
    Failure failure = socket.failure();
    if (failure.reason == Reason::kTimeout) failure.detail += " while connecting";
    return failure;
  }
  std::unique_ptr<Connection> connection(new Connection(std::move(socket.value()), cancellation));
  if (tls != nullptr) {
    if (auto failure = connection->handshake(*tls, deadline, rival)) return *failure;
  }
  return connection;
}

Connection::~Connection() {
  if (tls_ && !tls_failed_) SSL_shutdown(tls_.get());
}

std::optional<Failure> Connection::handshake(const TlsContext& tls, Deadline deadline,
                                             Connection* rival) {
  tls_ = tls.new_session(socket_.get());
  if (!tls_) return Failure{Reason::kInternal, "no TLS session"};
  SSL_set_cert_cb(tls_.get(), note_certificate_request, &certificate_requested_);
  const auto done = attempt_until(deadline, rival, [&] {
    ERR_clear_error();
    return tls_attempt(SSL_connect(tls_.get()), 0);
  });
  tls.report_peer_certificate(tls_.get());
  // A peer that closes the connection ends the attempt without a failure, too.
  if (done && SSL_is_init_finished(tls_.get()) == 1) return std::nullopt;
  tls_failed_ = true;
  if (!done && done.failure().reason == Reason::kTimeout) {
    return Failure{Reason::kTimeout, done.failure().detail + " in the TLS handshake"};
  }
  return handshake_failure(tls_.get(), tls.peer_name(), certificate_requested_);
}

Result<std::size_t> Connection::read(char* buffer, std::size_t size, Deadline deadline) {
  return attempt_until(deadline, nullptr, [&] { return try_read(buffer, size); });
}

Result<std::size_t> Connection::write(std::string_view bytes, Deadline deadline) {
  return attempt_until(deadline, nullptr, [&] { return try_write(bytes); });
}

// Repeats `attempt` until it succeeds or fails, and waits in between for the event it names.
template <typename Try>
Result<std::size_t> Connection::attempt_until(Deadline deadline, Connection* rival, Try attempt) {
  const Limits limits{deadline, cancellation_, rival};
  for (;;) {
    if (auto failure = interruption(limits)) return *failure;
    const Attempt made = attempt();
    if (made.size) return *made.size;
    if (made.awaited == 0) return Failure{Reason::kTruncated, "connection ended"};
    wait(socket_.get(), made.awaited, limits);
  }
}

// Interprets the result of an SSL_ function. Precondition: the caller cleared OpenSSL's error queue
// before the call, because SSL_get_error also reads errors of earlier calls of this thread.
Connection::Attempt Connection::tls_attempt(int result, std::size_t size) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_NONE:
      return {.size = size};
    case SSL_ERROR_WANT_READ:
      return {.awaited = POLLIN};
    case SSL_ERROR_WANT_WRITE:
      return {.awaited = POLLOUT};
    case SSL_ERROR_ZERO_RETURN:
      return {.size = 0};
    default:
      tls_failed_ = true;
      return {};
  }
}

Connection::Attempt Connection::try_read(char* buffer, std::size_t size) {
  if (tls_) {
    ERR_clear_error();
    std::size_t received = 0;
    const int result = SSL_read_ex(tls_.get(), buffer, size, &received);
    return tls_attempt(result, received);
  }
  const ssize_t received = ::recv(socket_.get(), buffer, size, 0);
  if (received >= 0) return {.size = static_cast<std::size_t>(received)};
  return {.awaited = static_cast<short>(try_again(errno) ? POLLIN : 0)};
}

Connection::Attempt Connection::try_write(std::string_view bytes) {
  if (tls_) {
    ERR_clear_error();
    std::size_t sent = 0;
    const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent);
    return tls_attempt(result, sent);
  }
  const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0) return {.size = static_cast<std::size_t>(sent)};
  return {.awaited = static_cast<short>(try_again(errno) ? POLLOUT : 0)};
}

Connection::Attempt Connection::try_peek() {
  char byte = 0;
  if (!tls_) {
    const ssize_t peeked = ::recv(socket_.get(), &byte, 1, MSG_PEEK);
    if (peeked >= 0) return {.size = static_cast<std::size_t>(peeked)};
    return {.awaited = static_cast<short>(try_again(errno) ? POLLIN : 0)};
  }
  if (tls_failed_) return {};
  ERR_clear_error();
  std::size_t peeked = 0;
  const int result = SSL_peek_ex(tls_.get(), &byte, 1, &peeked);
  return tls_attempt(result, peeked);
}

Arrival Connection::arrival() {
  const Attempt peeked = try_peek();
  if (peeked.size.value_or(0) > 0) return Arrival::kByte;
  return peeked.awaited == POLLIN ? Arrival::kNothing : Arrival::kEnd;
}

void Connection::await_arrival(Deadline deadline, Connection* rival) {
  static_cast<void>(attempt_until(deadline, rival, [&] { return try_peek(); }));
}

}  // namespace cckm
