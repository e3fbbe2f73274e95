// SPDX-License-Identifier: Apache-2.0
// Runs one fuzz target. The name of the program chooses it: `fuzz_url` and the others are links to
// this program. The targets are one program so that their headers are compiled once.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

struct Target {
  std::string_view name;
  void (*run)(std::string_view input);
};

constexpr std::array kTargets{
    Target{"fuzz_configuration", fuzz_configuration},
    Target{"fuzz_cron", fuzz_cron},
    Target{"fuzz_duration", fuzz_duration},
    Target{"fuzz_exposition", fuzz_exposition},
    Target{"fuzz_http_request", fuzz_http_request},
    Target{"fuzz_http_response", fuzz_http_response},
    Target{"fuzz_job_json", fuzz_job_json},
    Target{"fuzz_key_container_json", fuzz_key_container_json},
    Target{"fuzz_labels", fuzz_labels},
    Target{"fuzz_listen_address", fuzz_listen_address},
    Target{"fuzz_page_url", fuzz_page_url},
    Target{"fuzz_request_headers", fuzz_request_headers},
    Target{"fuzz_retry_after", fuzz_retry_after},
    Target{"fuzz_runs_json", fuzz_runs_json},
    Target{"fuzz_schedule_json", fuzz_schedule_json},
    Target{"fuzz_timestamp", fuzz_timestamp},
    Target{"fuzz_token_json", fuzz_token_json},
    Target{"fuzz_url", fuzz_url},
};

const Target* chosen = nullptr;

// Ends the process if there is no such target.
void choose(std::string_view program) {
  const std::string_view name = program.substr(program.rfind('/') + 1);
  for (const Target& target : kTargets) {
    if (target.name == name) chosen = &target;
  }
  if (chosen != nullptr) return;
  std::fprintf(stderr, "call this program by the name of a target, such as fuzz_url\n");
  std::exit(2);
}

}  // namespace
}  // namespace cckm::test

extern "C" int LLVMFuzzerInitialize(const int* /*argc*/, char*** argv) {
  cckm::test::choose(**argv);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cckm::test;
  chosen->run(as_text(data, size));
  return 0;
}
