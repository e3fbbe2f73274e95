// SPDX-License-Identifier: Apache-2.0
// The fuzz targets. Each passes its input to one reader of the exporter, and ends the process if a
// claim about the result does not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cckm::test {

void fuzz_configuration(std::string_view yaml);
void fuzz_cron(std::string_view text);
void fuzz_duration(std::string_view text);
void fuzz_exposition(std::string_view bytes);
void fuzz_http_request(std::string_view bytes);
void fuzz_http_response(std::string_view bytes);
void fuzz_job_json(std::string_view body);
void fuzz_key_container_json(std::string_view body);
void fuzz_labels(std::string_view key);
void fuzz_listen_address(std::string_view input);
void fuzz_page_url(std::string_view text);
void fuzz_request_headers(std::string_view header);
void fuzz_retry_after(std::string_view rest);
void fuzz_runs_json(std::string_view body);
void fuzz_schedule_json(std::string_view body);
void fuzz_timestamp(std::string_view rest);
void fuzz_token_json(std::string_view text);
void fuzz_url(std::string_view text);

}  // namespace cckm::test

// libFuzzer and replay.cc call these two. The first chooses the target by the name of the program,
// argv[0]. The second runs it.
extern "C" int LLVMFuzzerInitialize(const int* argc, char*** argv);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
