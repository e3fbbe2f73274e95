// SPDX-License-Identifier: Apache-2.0
// Captures standard error during its lifetime.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

namespace cckm::test {

class CapturedStderr {
 public:
  CapturedStderr() : file_(std::tmpfile()), original_(::dup(STDERR_FILENO)) {
    std::fflush(stderr);
    ::dup2(::fileno(file_), STDERR_FILENO);
  }
  ~CapturedStderr() {
    restore();
    std::fclose(file_);
  }
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;

  // Returns the captured lines without their timestamps, and stops capturing.
  std::vector<std::string> lines() {
    restore();
    std::string text(static_cast<std::size_t>(std::ftell(file_)), '\0');
    std::rewind(file_);
    text.resize(std::fread(text.data(), 1, text.size(), file_));
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line.substr(line.find(' ') + 1));
    return all;
  }

 private:
  void restore() {
    if (original_ < 0) return;
    std::fflush(stderr);
    ::dup2(original_, STDERR_FILENO);
    ::close(original_);
    original_ = -1;
    std::fseek(file_, 0, SEEK_END);
  }

  std::FILE* file_;
  int original_;
};

}  // namespace cckm::test
