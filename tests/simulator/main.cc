// SPDX-License-Identifier: Apache-2.0
// The program cckm_simulator: parses flags, prints the address, jobs and schedules, serves until a
// signal.
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iomanip>
#include <iostream>

#include "tests/simulator/appliance.h"
#include "tests/simulator/published_files.h"
#include "tests/simulator/simulator.h"

namespace {

struct Flags {
  cckm::test::SimulatorOptions simulator;
  std::string address_file;
  std::string ca_file;
  std::string config_file;
  std::string control_address_file;
  bool quiet = false;
};

template <typename Duration>
void add_duration(CLI::App& app, const std::string& name, Duration& duration,
                  const std::string& about) {
  app.add_option_function<std::uint32_t>(
         name, [&duration](std::uint32_t count) { duration = Duration(count); }, about)
      ->default_str(std::to_string(duration.count()));
}

void declare_flags(CLI::App& app, Flags& flags) {
  cckm::test::SimulatorOptions& options = flags.simulator;
  app.option_defaults()->always_capture_default();
  app.add_option("--listen", options.listen, "HOST:PORT to listen on; port 0 takes a free port");
  app.add_option("--host-name", options.host_name,
                 "Host name in the URL that clients use; empty: the address");
  app.add_option("--address-file", flags.address_file, "Write the URL to this file when ready");
  app.add_option("--ca-file", flags.ca_file, "Write the CA's certificate to this file");
  app.add_option("--config-file", flags.config_file,
                 "Write an exporter configuration for all runs to this file, and the password "
                 "and CA files into its folder");
  app.add_option("--username", options.username, "User that can log in");
  app.add_option("--password", options.password, "Password of that user; never use a real one");
  add_duration(app, "--token-life", options.token_life, "Lifetime of a token in seconds");
  add_duration(app, "--refresh-token-life", options.refresh_token_life,
               "Lifetime of a refresh token in seconds");
  add_duration(app, "--latency", options.latency, "Milliseconds before each response");
  app.add_option("--extra-jobs", options.extra_jobs,
                 "Number of completed AWS jobs to add to the sample jobs. Without any, there are "
                 "also key containers and schedules with their runs");
  app.add_option(
      "--control-listen", options.control_listen,
      "HOST:PORT of the control interface (counts, faults and orders, without TLS or login)");
  app.add_option("--control-address-file", flags.control_address_file,
                 "Write the control interface's URL to this file");
  app.add_flag("--plain-http", options.plain_http, "Serve without TLS");
  app.add_flag("--quiet", flags.quiet, "Do not print the address, the jobs and the schedules");
}

void publish_files(const Flags& flags, const cckm::test::Simulator& simulator) {
  if (!flags.ca_file.empty()) cckm::test::publish(flags.ca_file, simulator.ca_pem());
  if (!flags.config_file.empty())
    cckm::test::publish_config(flags.config_file, flags.simulator, simulator);
  if (!flags.control_address_file.empty())
    cckm::test::publish(flags.control_address_file, simulator.control_url() + "\n");
  if (!flags.address_file.empty()) cckm::test::publish(flags.address_file, simulator.url() + "\n");
}

void show_jobs(const std::vector<cckm::test::JobRef>& jobs, std::size_t extra_jobs) {
  std::cout << "jobs:\n" << std::left;
  for (std::size_t i = 0; i < jobs.size() - extra_jobs; ++i)
    std::cout << "  " << jobs[i].id << "  " << std::setw(12) << jobs[i].cloud << std::setw(8)
              << jobs[i].resource << std::setw(18) << jobs[i].name << jobs[i].about << "\n";
  if (extra_jobs > 0) std::cout << "  and " << extra_jobs << " completed aws jobs\n";
}

void show_schedules(cckm::test::Simulator& simulator) {
  std::vector<cckm::test::Schedule> schedules;
  simulator.change(
      [&](cckm::test::Appliance& appliance) { schedules = appliance.scheduler.schedules(); });
  if (schedules.empty()) return;
  std::cout << "schedules:\n";
  for (const cckm::test::Schedule& schedule : schedules)
    std::cout << "  " << std::setw(18) << schedule.name << std::setw(14) << schedule.run_at
              << (schedule.disabled ? "disabled" : "") << "\n";
}

void show_offer(const Flags& flags, cckm::test::Simulator& simulator) {
  std::cout << "A simulated CipherTrust Manager serves " << simulator.url() << "\n"
            << "user " << flags.simulator.username << ", password " << flags.simulator.password
            << " (not secrets: they are valid for this simulator only)\n"
            << "tokens expire after " << flags.simulator.token_life.count() << " s\n";
  if (!simulator.control_url().empty())
    std::cout << "control interface: " << simulator.control_url() << "/stats\n";
  if (!flags.config_file.empty())
    std::cout << "configuration for the exporter: " << flags.config_file << "\n";
  show_jobs(simulator.jobs(), flags.simulator.extra_jobs);
  show_schedules(simulator);
  std::cout << std::flush;
}

// Returns the exit code. It is 1 if the simulator received a request that nobody must send.
int exit_code(const cckm::test::Stats& stats) {
  if (stats.unexpected_requests == 0) return 0;
  std::cerr << "cckm_simulator: " << stats.unexpected_requests << " unexpected requests:\n";
  for (const std::string& request : stats.unexpected) std::cerr << "  " << request << "\n";
  return 1;
}

int serve(const Flags& flags, const sigset_t& signals) {
  cckm::test::Simulator simulator(flags.simulator);
  publish_files(flags, simulator);
  if (!flags.quiet) show_offer(flags, simulator);
  int signal = 0;
  sigwait(&signals, &signal);
  return exit_code(simulator.stats());
}

// Blocks the signals for sigwait(). Precondition: no thread has been started.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    CLI::App app("A simulated CipherTrust Manager, to run and test cckm_exporter.");
    Flags flags;
    declare_flags(app, flags);
    CLI11_PARSE(app, argc, argv);
    flags.simulator.default_world = flags.simulator.extra_jobs == 0;
    return serve(flags, block_stop_signals());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cckm_simulator: %s\n", error.what());
    return 1;
  }
}
