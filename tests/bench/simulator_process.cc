// SPDX-License-Identifier: Apache-2.0
// Reads the addresses in the simulator's output, and asks its control interface.
#include "tests/bench/simulator_process.h"

#include <boost/json.hpp>
#include <stdexcept>
#include <vector>

#include "tests/e2e/http_get.h"

namespace cckm::test {
namespace {

std::vector<std::string> command(const SimulatorProcess::Options& options,
                                 const std::string& config_file) {
  std::vector<std::string> words = {CCKM_SIMULATOR,
                                    "--latency",
                                    std::to_string(options.latency),
                                    "--extra-jobs",
                                    std::to_string(options.extra_jobs),
                                    "--config-file",
                                    config_file,
                                    "--control-listen",
                                    "127.0.0.1:0"};
  if (options.plain_http) words.emplace_back("--plain-http");
  return words;
}

double count(const boost::json::value& stats, const char* member) {
  return stats.at(member).to_number<double>();
}

}  // namespace

SimulatorProcess::SimulatorProcess(const Options& options)
    : process_(command(options, config_file())), url_(await_url("Manager serves ")) {
  const std::string control_url = await_url("control interface: ");
  control_address_ = control_url.substr(control_url.find("//") + 2);
}

std::string SimulatorProcess::await_url(const std::string& words) {
  const std::string line = process_.await_line(words);
  const auto begin = line.find(words) + words.size();
  return line.substr(begin, line.find('/', line.find("//", begin) + 2) - begin);
}

SimulatorProcess::Counts SimulatorProcess::counts() const {
  const auto stats = boost::json::parse(http_get(control_address_, "/stats").body());
  const auto& tokens = stats.at("token_requests");
  return {.connections = count(stats, "connections"),
          .handshakes = count(stats, "tls_handshakes"),
          .requests = count(stats, "requests"),
          .logins = count(tokens, "password") + count(tokens, "refresh_token")};
}

void SimulatorProcess::order(const std::string& target, const std::string& json) const {
  const HttpReply reply = http_request("POST", control_address_, target, {}, json);
  if (reply.result_int() != 200) throw std::runtime_error("the simulator rejects " + target);
}

}  // namespace cckm::test
