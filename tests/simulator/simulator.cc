// SPDX-License-Identifier: Apache-2.0
// Runs the appliance and its listeners on one thread. Calls are posted to that thread, so there are
// no locks.
#include "tests/simulator/simulator.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_future.hpp>
#include <optional>
#include <thread>
#include <utility>

#include "tests/simulator/appliance.h"
#include "tests/simulator/connection.h"
#include "tests/simulator/control.h"
#include "tests/simulator/default_world.h"
#include "tests/simulator/listener.h"

namespace cckm::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Allows TLS 1.1 alone. OpenSSL 3 forbids its signatures above security level 0.
void allow_only_tls11(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_1_VERSION, nullptr);
  SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, TLS1_1_VERSION, nullptr);
}

// Returns the server's certificate and its authority's. CM sends both, and README's commands take
// the CA from there.
std::string chain_of(const Credential& credential, const SimulatorOptions& options,
                     const CertificateAuthority& authority) {
  if (options.certificate.self_signed) return credential.certificate_pem;
  return credential.certificate_pem + authority.pem();
}

asio::ssl::context tls_context(const SimulatorOptions& options,
                               const CertificateAuthority& authority) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  const Credential credential = authority.issue(options.certificate);
  context.use_certificate_chain(asio::buffer(chain_of(credential, options, authority)));
  context.use_private_key(asio::buffer(credential.key_pem), asio::ssl::context::pem);
  if (options.require_client_certificate) {
    context.add_certificate_authority(asio::buffer(authority.pem()));
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  }
  constexpr unsigned char kSessionContext[] = "cckm_simulator";
  SSL_CTX_set_session_id_context(context.native_handle(), kSessionContext, sizeof kSessionContext);
  if (options.only_tls11) allow_only_tls11(context.native_handle());
  return context;
}

}  // namespace

class Simulator::Running {
 public:
  explicit Running(const SimulatorOptions& options);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // Runs `task` on the simulator's thread. Blocks until it is done, and returns its result.
  template <typename Task>
  auto run_on_loop(Task task) {
    return asio::post(loop_, asio::use_future([this, &task] { return task(appliance_); })).get();
  }

  const CertificateAuthority authority;
  std::string url;
  std::string control_url;

 private:
  void start_control(const std::string& address);

  // The loop destroys the coroutines, which refer to the members declared before it.
  Appliance appliance_;
  asio::ssl::context tls_;
  Service service_;
  asio::io_context loop_{1};
  tcp::acceptor acceptor_;
  std::optional<tcp::acceptor> control_acceptor_;
  std::thread thread_;
};

Simulator::Running::Running(const SimulatorOptions& options)
    : authority(options.issuing_authority ? CertificateAuthority().issue_authority()
                                          : CertificateAuthority()),
      appliance_(
          {options.username, options.password, options.token_life, options.refresh_token_life},
          options.extra_jobs, options.clock, options.date ? options.date : options.clock),
      tls_(tls_context(options, authority)),
      service_{appliance_, options.plain_http ? nullptr : &tls_, options.latency},
      acceptor_(listen(loop_, options.listen)) {
  if (options.default_world) make_default_world(appliance_);
  url = (options.plain_http ? "http://" : "https://") + reachable_at(acceptor_, options.host_name);
  accept_all(acceptor_,
             [this](tcp::socket socket) { return serve_connection(std::move(socket), service_); });
  if (!options.control_listen.empty()) start_control(options.control_listen);
  thread_ = std::thread([this] { loop_.run(); });
}

void Simulator::Running::start_control(const std::string& address) {
  control_acceptor_ = listen(loop_, address);
  control_url = "http://" + reachable_at(*control_acceptor_);
  accept_all(*control_acceptor_,
             [this](tcp::socket socket) { return serve_control(std::move(socket), appliance_); });
}

Simulator::Running::~Running() {
  loop_.stop();
  thread_.join();
}

Simulator::Simulator(const SimulatorOptions& options)
    : running_(std::make_unique<Running>(options)) {}

Simulator::~Simulator() = default;

const std::string& Simulator::url() const {
  return running_->url;
}

const std::string& Simulator::control_url() const {
  return running_->control_url;
}

const CertificateAuthority& Simulator::authority() const {
  return running_->authority;
}

std::vector<JobRef> Simulator::jobs() const {
  return running_->run_on_loop([](Appliance& appliance) { return appliance.jobs.list(); });
}

Stats Simulator::stats() const {
  return running_->run_on_loop([](Appliance& appliance) { return appliance.stats(); });
}

void Simulator::change(const std::function<void(Appliance&)>& change) {
  running_->run_on_loop(change);
}

void Simulator::set_fault(Fault fault) {
  running_->run_on_loop([&](Appliance& appliance) { appliance.faults.add(std::move(fault)); });
}

void Simulator::clear_faults() {
  running_->run_on_loop([](Appliance& appliance) { appliance.faults.clear(); });
}

bool Simulator::fail_region(const std::string& job_id, std::string_view region) {
  return running_->run_on_loop(
      [&](Appliance& appliance) { return appliance.jobs.fail_region(job_id, region); });
}

bool Simulator::heal_region(const std::string& job_id, std::string_view region) {
  return running_->run_on_loop(
      [&](Appliance& appliance) { return appliance.jobs.heal_region(job_id, region); });
}

std::string Simulator::mint_token() {
  return running_->run_on_loop([](Appliance& appliance) { return appliance.tokens.mint_token(); });
}

std::string Simulator::mint_refresh_token() {
  return running_->run_on_loop(
      [](Appliance& appliance) { return appliance.tokens.mint_refresh_token(); });
}

void Simulator::revoke_tokens() {
  running_->run_on_loop([](Appliance& appliance) { appliance.tokens.revoke_tokens(); });
}

void Simulator::revoke_refresh_tokens() {
  running_->run_on_loop([](Appliance& appliance) { appliance.tokens.revoke_refresh_tokens(); });
}

std::vector<std::string> Simulator::secrets() const {
  return running_->run_on_loop([](Appliance& appliance) { return appliance.tokens.issued(); });
}

void Simulator::set_password(std::string password) {
  running_->run_on_loop(
      [&](Appliance& appliance) { appliance.tokens.set_password(std::move(password)); });
}

}  // namespace cckm::test
